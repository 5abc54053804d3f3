"""Data sets: each is a function that returns a `Dataset`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from cnncourse.common.names import advice
from cnncourse.data.cifar import cifar10
from cnncourse.data.dataset import Dataset, DataUnavailable, Split
from cnncourse.data.image_folder import folder
from cnncourse.data.mnist_sets import fashion_mnist, mnist
from cnncourse.data.small_digits import digits

__all__ = [
    "Dataset",
    "Split",
    "DataUnavailable",
    "cifar10",
    "digits",
    "fashion_mnist",
    "find",
    "folder",
    "location",
    "mnist",
    "names",
    "same",
]

FOLDER = "folder:"


def names():
    """Return the names that `find` knows, besides `folder:PATH`.

    Returns
    -------
    list of str
    """
    return ["digits", "mnist", "fashion_mnist", "cifar10"]


def same(name, other):
    """Return whether two names for `find` mean the same data.

    Different spellings of the path of one folder count as the same.

    Returns
    -------
    bool
    """
    return (location(name) or name) == (location(other) or other)


def location(name):
    """Resolve the path in a name `folder:PATH`.

    Returns
    -------
    Path or None
        The canonical path; None for other data sets.
    """
    if not name.startswith(FOLDER):
        return None
    return Path(os.path.realpath(os.path.expanduser(name[len(FOLDER) :])))


def find(name):
    """Look up a data set by name.

    Parameters
    ----------
    name : str
        For example `"digits"`, or `"folder:PATH"` for a folder of your own images (see `folder`).

    Returns
    -------
    function
        `data(image_size=None)` returns a `Dataset`; without a size, images have its default one.

    Raises
    ------
    ValueError
        If no data set has that name; the message suggests similar ones.
    """
    name = str(name)
    if name in names():
        return globals()[name]
    if name.startswith(FOLDER) and len(name) > len(FOLDER):
        return partial(folder, name[len(FOLDER) :])
    hint = advice(name.replace("-", "_"), [*names(), f"{FOLDER}PATH"])
    raise ValueError(f"no data set is called {name!r}; {hint}")
