"""A folder of one's own images: one folder a class, named after it.

Either PATH/train/CLASS/... and PATH/held_out/CLASS/..., or PATH/CLASS/..., from which a fifth of
every class is held out. What was decoded is kept in the cache, because decoding many small files
takes longer than a short training.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from cnncourse.data import pixels
from cnncourse.data.dataset import Unavailable

TRAIN, HELD_OUT = "train", ("held_out", "val", "valid", "validation", "test")
ONE_IN = 5  # is held out of a folder that says nothing about it
IGNORED = ("Thumbs.db", "desktop.ini")


def folder(path, image_size=None):
    """Load the images of a folder.

    Parameters
    ----------
    path : path
        Holds `train/CLASS/...` and `held_out/CLASS/...` (or `val`, `valid`, `validation`, `test`:
        the first of these that there is), or `CLASS/...`: then a fifth of every class, at random
        but always the same, is held out. Images are files of any form that Pillow reads, also in
        folders within a class; hidden files are ignored. They come in random order, always
        the same, so that the first hundred show all classes.
    image_size : int, optional
        The shorter side is brought to this length, and the middle cut out. If left out, all
        images must have one size, which is kept.

    Returns
    -------
    Dataset
        One channel if all images are grey, else three. Every channel has mean 0 and variance 1
        over the training images; the background is the mean colour.

    Raises
    ------
    Unavailable
        Naming the folder without images, the class that is missing, or the files that are no
        images.
    """
    root = Path(path).expanduser()
    classes, train, held_out = listing(root)
    if image_size is not None:
        pixels.check_size(image_size)
    from cnncourse.data.decode import images_of_files  # here: Pillow takes a moment

    files = [*train, *held_out]
    images = images_of_files([file for file, _ in files], root, image_size)
    labels = np.array([label for _, label in files])
    cut = len(train)
    return pixels.dataset_of_bytes(
        f"folder:{path}", (images[:cut], labels[:cut]), (images[cut:], labels[cut:]), classes
    )


def listing(root):
    """List the classes and the files of a folder.

    Parameters
    ----------
    root : Path

    Returns
    -------
    classes : tuple of str
        In alphabetical order.
    train, held_out : list of tuple
        Path and label of every file, shuffled.
    """
    if not root.is_dir():
        raise Unavailable(f"{root} is no folder: write --data folder:PATH, or make it")
    names = folders_in(root)
    apart = next((name for name in HELD_OUT if name in names), None)
    if TRAIN in names:
        if apart is None:
            raise Unavailable(f"{root} has {TRAIN}, but no {HELD_OUT[0]} (nor val, test) beside it")
        classes = class_names(root / TRAIN)
        if (others := folders_in(root / apart)) != list(classes):
            name = min(set(others) ^ set(classes))
            has, lacks = (apart, TRAIN) if name in others else (TRAIN, apart)
            raise Unavailable(f"{root / has} has a class {name!r} and {root / lacks} has none")
        return classes, *(shuffled(labelled(root / part, classes)) for part in (TRAIN, apart))
    classes = class_names(root)
    train, held_out = [], []
    for name in classes:
        files = shuffled(labelled(root, classes, only=name))
        if len(files) < 2:
            raise Unavailable(f"{root / name} has one image: two are needed, one to hold out")
        few = max(1, len(files) // ONE_IN)
        held_out += files[:few]
        train += files[few:]
    return classes, shuffled(train), shuffled(held_out)


def shuffled(items):
    """Give a list in an order that is random but always the same."""
    return [items[i] for i in np.random.default_rng(0).permutation(len(items))]


def folders_in(path):
    """List the names of the folders in a folder, without hidden ones."""
    return sorted(x.name for x in os.scandir(path) if x.is_dir() and not x.name.startswith("."))


def class_names(path):
    """List the classes of a folder, of which there must be two."""
    names = folders_in(path)
    if len(names) < 2:
        found = f"only {names[0]!r}" if names else "none"
        raise Unavailable(f"{path} needs a folder for each of two or more classes; it has {found}")
    return tuple(names)


def labelled(path, classes, only=None):
    """List path and label of every file of the classes, or of one of them."""
    found = []
    for name in classes if only is None else [only]:
        files = sorted(files_in(path / name))
        if not files:
            raise Unavailable(f"{path / name} has no images: add some, or delete the folder")
        found += [(file, classes.index(name)) for file in files]
    return found


def files_in(path):
    """Yield the files in a folder and the folders within, without hidden ones."""
    for entry in os.scandir(path):
        if entry.name.startswith(".") or entry.name in IGNORED:
            continue
        if entry.is_dir():
            yield from files_in(entry.path)
        else:
            yield entry.path
