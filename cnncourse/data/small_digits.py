"""Handwritten digits that ship with scikit-learn, so nothing is fetched.

1797 images of 8x8 pixels with ink from 0 to 16, written by 13 people.

E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository, 1998, https://doi.org/10.24432/C50P49; the test set of that collection.
"""

from __future__ import annotations

import numpy as np

from cnncourse.common.errors import Refused
from cnncourse.data.dataset import Dataset, Split
from cnncourse.data.pixels import frame, interpolation_matrix, require_memory_for_images

COUNT, HELD_OUT = 1797, 360
FULL_INK = 16
SMALLEST, USUAL = 8, 32
NUMBER = 2 * 8 + 4  # bytes: two float64 during computation, and the final float32


def digits(image_size=None):
    """Load the digits, enlarged, centred and normalized.

    Digits are enlarged to three quarters of the image, 24 pixels of 32, and surrounded by empty
    pixels, as for LeNet-5.

    Parameters
    ----------
    image_size : int, optional
        Height and width of the images, 8 or more; 32 by default.

    Returns
    -------
    Dataset
        1437 training digits, and the last 360 in file order held out. Writers are not labelled;
        splitting the file in one place, rather than at random, keeps digits that were written one
        after the other on the same side. Mean 0 and variance 1 over the training images.

    Raises
    ------
    ValueError
        If `image_size` is smaller than 8, or so large that the images do not fit into memory.
    """
    image_size = USUAL if image_size is None else image_size
    if image_size < SMALLEST:
        raise Refused(
            "digits have {side}x{side} pixels; {image_size} is {value}",
            side=SMALLEST,
            value=image_size,
        )
    require_memory_for_images("digits", COUNT, (1, image_size, image_size), number=NUMBER)
    from sklearn.datasets import load_digits  # imported here: it takes a second

    small, labels = load_digits(return_X_y=True)
    small = small.reshape(-1, SMALLEST, SMALLEST) / FULL_INK
    mix = interpolation_matrix(SMALLEST, image_size * 3 // 4)
    images = frame(mix @ small @ mix.T, image_size, empty=0)
    mean, std = images[:-HELD_OUT].mean(), images[:-HELD_OUT].std()
    images = ((images - mean) / std).astype(np.float32)[:, np.newaxis]  # (N, 1, H, W)
    labels = labels.astype(np.int64)
    return Dataset(
        name="digits",
        train=Split(images[:-HELD_OUT], labels[:-HELD_OUT]),
        held_out=Split(images[-HELD_OUT:], labels[-HELD_OUT:]),
        classes=tuple("0123456789"),
        background=float(np.float32(-mean / std)),
    )
