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

    Decoded images are cached, because decoding many small files takes longer than a short
    training run.

    Parameters
    ----------
    path : path
        Contains `train/CLASS/...` and `held_out/CLASS/...`, or just `CLASS/...`; in that case a
        random fifth of every class, always the same, is held out. `train` may also be called
        `training`; `held_out` may be `val`, `valid`, `validation`, `dev`, `test`, `testing`,
        `eval` or `evaluation`, of which the first one present is used. Case is ignored, and so is
        a suffix `set`, `split`, `data` or `images` (`Test_set`). Images are files of any format
        that Pillow reads, including those in subfolders of a class and behind links. Hidden files,
        and files next to the class folders, are ignored. Images are in random order, always the
        same, so that the first hundred show all classes.
    image_size : int, optional
        The shorter side is resized to this length, and the middle cropped. If omitted, all
        images must have the same size, which is kept.

    Returns
    -------
    Dataset
        One channel if all images are grey, else three. Transparent parts become white; only the
        first frame or page of a file is read. Every channel has mean 0 and variance 1 over the
        training images; the background is the mean colour.

    Raises
    ------
    DataUnavailable
        Naming the folder without images, the missing class, or the files that cannot be read.
    """
    root = Path(os.path.expanduser(path))
    classes, train, held_out = class_files(root)
    if image_size is not None:
        pixels.require_image_size(image_size)
    from cnncourse.data.image_cache import images_of_files  # imported here: Pillow is slow to load

    files = [file for file, _ in (*train, *held_out)]
    images = images_of_files(files, root, image_size)
    labels = np.array([label for _, label in (*train, *held_out)])
    cut = len(train)
    report_duplicates(files, images, cut)
    return pixels.dataset_of_bytes(
        f"folder:{path}", (images[:cut], labels[:cut]), (images[cut:], labels[cut:]), classes
    )


def report_duplicates(files, images, cut):
    """Report held-out images that are also among the first `cut`, the training images."""
    digests = [hashlib.sha256(image).digest() for image in images]
    seen = dict(zip(digests[:cut], files, strict=False))
    again = [
        (file, seen[d]) for file, d in zip(files[cut:], digests[cut:], strict=True) if d in seen
    ]
    if again and processes.is_first():
        file, other = map(printable, again[0])
        print(
            f"held-out images that are also in the training set: {len(again)} of "
            f"{len(files) - cut}, for example {file}, the same as {other}; accuracy will look "
            "better than it is",
            file=sys.stderr,
        )
