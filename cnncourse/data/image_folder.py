"""A folder of your own images as a data set."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import numpy as np

from cnncourse.common import processes
from cnncourse.data import pixels
from cnncourse.data.class_folders import class_files
from cnncourse.data.messages import printable


def folder(path, image_size=None):
    """Load the images of a folder.

    What was decoded is kept in the cache, because decoding many small files takes longer than a
    short training run.

    Parameters
    ----------
    path : path
        Holds `train/CLASS/...` and `held_out/CLASS/...`, or `CLASS/...`: then a fifth of every
        class, at random but always the same, is held out. Instead of `train` it may be `training`,
        instead of `held_out` also `val`, `valid`, `validation`, `dev`, `test`, `testing`, `eval`
        or `evaluation`: the first of these that there is; with any capitals, and with `set`,
        `data` or `images` behind (`Test_set`). Images are files of any form that Pillow reads,
        also in folders within a class, and also behind links. Hidden files, and files beside the
        folders of the classes, are ignored. Images come in random order, always the same, so that
        the first hundred show all classes.
    image_size : int, optional
        The shorter side is brought to this length, and the middle cut out. If left out, all
        images must have one size, which is kept.

    Returns
    -------
    Dataset
        One channel if all images are grey, else three. Transparent parts are white; of several
        frames or pages the first is read. Every channel has mean 0 and variance 1 over the
        training images; the background is the mean colour.

    Raises
    ------
    DataUnavailable
        Naming the folder without images, the class that is missing, or the files that cannot be
        read.
    """
    root = Path(os.path.expanduser(path))
    classes, train, held_out = class_files(root)
    if image_size is not None:
        pixels.check_size(image_size)
    from cnncourse.data.image_cache import images_of_files  # here: Pillow takes a moment

    files = [file for file, _ in (*train, *held_out)]
    images = images_of_files(files, root, image_size)
    labels = np.array([label for _, label in (*train, *held_out)])
    cut = len(train)
    tell_of_repeated(files, images, cut)
    return pixels.dataset_of_bytes(
        f"folder:{path}", (images[:cut], labels[:cut]), (images[cut:], labels[cut:]), classes
    )


def tell_of_repeated(files, images, cut):
    """Say which held-out images are also among the first `cut`, those to learn from."""
    digests = [hashlib.sha256(image).digest() for image in images]
    seen = dict(zip(digests[:cut], files, strict=False))
    again = [
        (file, seen[d]) for file, d in zip(files[cut:], digests[cut:], strict=True) if d in seen
    ]
    if again and processes.is_first():
        file, other = map(printable, again[0])
        print(
            f"{len(again)} of {len(files) - cut} held-out images are also among the training "
            f"images, for example {file} is {other}: accuracy will look better than it is",
            file=sys.stderr,
        )
