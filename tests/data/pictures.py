"""Small pictures in folders, and helpers for tests."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cnncourse import data


def picture(seed, height=10, width=10, mode="RGB"):
    shape = (height, width) if mode == "L" else (height, width, 3)
    values = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    return Image.fromarray(values)


def write(root, files):
    """Write pictures, given the arguments of `picture` by path."""
    for number, (path, options) in enumerate(files.items()):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        picture(number, **options).save(root / path)


def every(dataset):
    """Return all images of a data set."""
    return np.concatenate([dataset.train.images, dataset.held_out.images])


def refused(path, *arguments):
    with pytest.raises(data.DataUnavailable) as error:
        data.folder(path, *arguments)
    assert "\n" not in str(error.value)
    return str(error.value)
