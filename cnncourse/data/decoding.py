"""Decode many image files in parallel, to one size and one number of channels."""

from __future__ import annotations

import logging
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
from tqdm import tqdm

from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.image_file import UnreadableImage, read_image
from cnncourse.data.messages import first_of, printable
from cnncourse.data.pixels import require_memory_for_images

BLOCK = 32  # images that one thread decodes in a row


def decode_images(paths, name, image_size):
    """Decode files, all to the same size.

    Parameters
    ----------
    paths : list of str
    name : str
        Name of the data set, for messages.
    image_size : int or None
        The shorter side is resized to this length, and the middle cropped. None keeps the size,
        which must be the same for all.

    Returns
    -------
    ndarray of uint8, shape (N, C, H, W)
        One channel if all images are grey, else three.

    Raises
    ------
    DataUnavailable
        Naming the files that cannot be read or that differ in size.
    """
    images, wrong, animated = [], {}, []
    for path, image, frames in decoded(paths, image_size):
        if isinstance(image, UnreadableImage):
            wrong.setdefault((image.problem, image.advice), []).append(path)
            continue
        if frames > 1:
            animated.append(path)
        if not images:
            require_memory_for_images(name, len(paths), (3, *image.shape[:2]))
        elif image.shape[:2] != images[0].shape[:2]:
            raise DataUnavailable(
                f"{name} has images of more than one size, {side(images[0])} and {side(image)} "
                f"({printable(path)}): choose one with image_size"
            )
        images.append(image)
    if wrong:
        complaints = (
            f"these {problem}: {first_of(found)}: {advice}"
            for (problem, advice), found in wrong.items()
        )
        raise DataUnavailable("; ".join(complaints))
    if animated:
        print(
            f"these have several frames or pages; only the first is used: {first_of(animated)}",
            file=sys.stderr,
        )
    return stack(images)


def decoded(paths, image_size):
    """Decode files on all cores, with a progress bar.

    Yields
    ------
    path : str
    image : ndarray of uint8, shape (H, W) or (H, W, 3), or UnreadableImage
    frames : int
    """

    def read(path):
        try:
            return path, *read_image(path, image_size)
        except UnreadableImage as error:
            return path, error, 0

    blocks = [paths[start : start + BLOCK] for start in range(0, len(paths), BLOCK)]
    bar = tqdm(total=len(paths), unit="image", desc="decoding", leave=False, disable=None)
    pool = ThreadPoolExecutor()
    with quiet_pillow():
        try:
            for block in pool.map(lambda block: [read(path) for path in block], blocks):
                yield from block
                bar.update(len(block))
        finally:
            pool.shutdown(cancel_futures=True)
            bar.close()


@contextmanager
def quiet_pillow():
    """Silence Pillow's warnings: a file is either read correctly or named in an error."""
    logger = logging.getLogger("PIL")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def stack(images):
    """Stack images of one size, with three channels unless all are grey.

    Parameters
    ----------
    images : list of ndarray of shape (H, W) or (H, W, 3)

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    channels = max(1 if image.ndim == 2 else 3 for image in images)
    out = np.empty((len(images), channels, *images[0].shape[:2]), np.uint8)
    for place, image in zip(out, images, strict=True):
        place[:] = image if image.ndim == 2 else image.transpose(2, 0, 1)
    return out


def side(image):
    return f"{image.shape[0]}x{image.shape[1]}"
