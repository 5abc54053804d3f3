"""Checkpoints: everything the next epoch depends on, in one file that is never half-written."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from cnncourse.common.npz import read_arrays, write_arrays

VERSION = 4  # up to 3, layers were numbered rather than named, and there was no task


class Damaged(ValueError):
    """The file is not a checkpoint that this version can read."""


@dataclass(frozen=True)
class Checkpoint:
    """A run at the end of an epoch.

    Attributes
    ----------
    run : dict
        What is trained and how: model, data, engine, settings, and a fingerprint of the images,
        their targets and the task.
    history : list of dict
        One per epoch, as returned by `train.fit`.
    state : dict of str to ndarray
        As returned by a learner's `state`.
    """

    run: dict
    history: list
    state: dict


def save(path, checkpoint):
    """Write a checkpoint atomically.

    The file is a numpy `.npz`: `numpy.load(path)["weights/conv1.weight"]` is an array.

    Parameters
    ----------
    path : path
    checkpoint : Checkpoint
    """
    about = {"version": VERSION, "run": checkpoint.run, "history": checkpoint.history}
    write_arrays(path, {"about": np.array(json.dumps(about)), **checkpoint.state})


def load(path):
    """Read a checkpoint.

    Parameters
    ----------
    path : path

    Returns
    -------
    Checkpoint

    Raises
    ------
    FileNotFoundError
        If the file is missing.
    Damaged
        If the file is truncated, altered or not a checkpoint.
    """
    try:
        arrays = read_arrays(path)
        about = json.loads(arrays.pop("about").item())
        version, run, history = about["version"], about["run"], about["history"]
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{path} is not a readable checkpoint") from error
    if version != VERSION:
        why = " (its layers are numbered, not named)" if version == 3 else ""
        raise Damaged(f"{path} is a checkpoint of version {version}, not {VERSION}{why}")
    return Checkpoint(run, history, arrays)
