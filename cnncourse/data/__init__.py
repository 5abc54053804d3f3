"""Data sets: each is a function that gives a `Dataset`."""

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
    """List the names that `find` knows, besides `folder:PATH`.

    Returns
    -------
    list of str
    """
    return ["digits", "mnist", "fashion_mnist", "cifar10"]


def same(name, other):
    """Say whether two names, as `find` takes them, mean the same data.

    Returns
    -------
    bool
        Also true for two ways to write the path of the same folder.
    """
    return (location(name) or name) == (location(other) or other)


def location(name):
    """Resolve the path in a name `folder:PATH`.

    Returns
    -------
    Path or None
        The same for all ways to write the path; None for other data sets.
    """
    if not name.startswith(FOLDER):
        return None
    return Path(os.path.realpath(os.path.expanduser(name[len(FOLDER) :])))


def find(name):
    """Look a data set up by its name.

    Parameters
    ----------
    name : str
        For example `"digits"`, or `"folder:PATH"` for a folder of your own images, see
        `folder`.

    Returns
    -------
    function
        `data(image_size=None)` gives a `Dataset`; without a size, that of the set itself.

    Raises
    ------
    ValueError
        If no data set has that name; the message offers the nearest ones.
    """
    name = str(name)
    if name in names():
        return globals()[name]
    if name.startswith(FOLDER) and len(name) > len(FOLDER):
        return partial(folder, name[len(FOLDER) :])
    hint = advice(name.replace("-", "_"), [*names(), f"{FOLDER}PATH"])
    raise ValueError(f"no data set is called {name!r}; {hint}")
