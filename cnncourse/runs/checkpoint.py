"""Checkpoints: all that the next epoch depends on, in one file that is never half-written."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np

from cnncourse.common.files import replacing

VERSION = 4  # 3 had no task


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

    The file is numpy's `.npz`: `numpy.load(path)["weights/0.weight"]` gives an array.

    Parameters
    ----------
    path : path
    checkpoint : Checkpoint
    """
    about = {"version": VERSION, "run": checkpoint.run, "history": checkpoint.history}
    with replacing(path) as temporary, open(temporary, "wb") as file:
        np.savez(file, about=np.array(json.dumps(about)), **checkpoint.state)


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
    unreadable = (ValueError, EOFError, KeyError, TypeError, SyntaxError, NotImplementedError)
    unreadable += (RuntimeError, struct.error, zipfile.BadZipFile, zlib.error, OSError)
    with open(path, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            about = json.loads(arrays.pop("about").item())
            version, run, history = about["version"], about["run"], about["history"]
        except unreadable as error:
            raise Damaged(f"{path} is not a readable checkpoint") from error
    if version != VERSION:
        raise Damaged(
            f"{path} is a checkpoint of version {version}, not {VERSION} (layers have other names "
            "now, and tasks have names)"
        )
    return Checkpoint(run, history, arrays)
