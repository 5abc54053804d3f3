"""Checkpoints: all that the next epoch depends on, in one file that is never half-written."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from cnncourse.common.npz import read_arrays, write_arrays

VERSION = 4  # until 3, layers had numbers in place of names, and there was no task


class Damaged(ValueError):
    """A file is not a checkpoint that this program can read."""


@dataclass(frozen=True)
class Checkpoint:
    """A run at the end of an epoch.

    Attributes
    ----------
    run : dict
        What is trained, and how: model, data, engine, settings, and a fingerprint of the images
        with their targets and the task.
    history : list of dict
        One an epoch, as `train.fit` gives it.
    state : dict of str to ndarray
        As a learner's `state` gives it.
    """

    run: dict
    history: list
    state: dict


def save(path, checkpoint):
    """Write a checkpoint, whole or not at all.

    The file is numpy's `.npz`: `numpy.load(path)["weights/conv1.weight"]` gives an array.

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
        If there is none.
    Damaged
        If the file is cut off, changed or something else.
    """
    try:
        arrays = read_arrays(path)
        about = json.loads(arrays.pop("about").item())
        version, run, history = about["version"], about["run"], about["history"]
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{path} is not a readable checkpoint") from error
    if version != VERSION:
        why = " (its layers have numbers in place of names)" if version == 3 else ""
        raise Damaged(f"{path} is a checkpoint of version {version}, not {VERSION}{why}")
    return Checkpoint(run, history, arrays)
