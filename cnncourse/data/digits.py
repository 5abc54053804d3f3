"""Handwritten digits that come with scikit-learn, so that nothing is fetched.

1797 images of 8x8 pixels with ink from 0 to 16, written by 13 people.

E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository, 1998, https://doi.org/10.24432/C50P49; the test set of that collection.
"""

from __future__ import annotations

import numpy as np

from cnncourse.data.dataset import Dataset, Split

HELD_OUT = 360
FULL_INK = 16
SMALLEST = 8


def digits(image_size=32):
    """Load the digits, enlarged, centred and normalized.

    A digit is enlarged to three quarters of the image, 24 pixels of 32, as in LeNet-5's time,
    and a frame of empty pixels is left around it.

    Parameters
    ----------
    image_size : int
        Height and width of the images, 8 or more.

    Returns
    -------
    Dataset
        1437 digits to learn from and the last 360 in file order held out. Writers are not
        labelled; a cut through the file, rather than a random choice, keeps digits that were
        written one after the other on the same side. Mean 0 and variance 1 over the training
        images.

    Raises
    ------
    ValueError
        If `image_size` is smaller than 8.
    """
    if image_size < SMALLEST:
        raise ValueError(f"digits have {SMALLEST}x{SMALLEST} pixels; image_size is {image_size}")
    from sklearn.datasets import load_digits  # takes a second to import

    small, labels = load_digits(return_X_y=True)
    small = small.reshape(-1, SMALLEST, SMALLEST) / FULL_INK
    images = centre(enlarge(small, image_size * 3 // 4), image_size)
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


def enlarge(images, size):
    """Resize square images by linear interpolation, with pixels as squares of ink.

    Parameters
    ----------
    images : ndarray of shape (N, H, H)
    size : int

    Returns
    -------
    ndarray of shape (N, size, size)
        As torch's `interpolate(mode="bilinear", align_corners=False)` where `size >= H`.
    """
    mix = interpolation_matrix(images.shape[-1], size)
    return mix @ images @ mix.T


def interpolation_matrix(old, new):
    """Give the shares of the old pixels in every new one.

    Parameters
    ----------
    old, new : int
        Numbers of pixels in a row.

    Returns
    -------
    ndarray of shape (new, old)
        Every row sums to 1, and at most two entries, neighbours, are not 0.
    """
    centres = (np.arange(new) + 0.5) * old / new - 0.5  # in units of old pixels
    distance = np.abs(np.clip(centres, 0, old - 1)[:, np.newaxis] - np.arange(old))
    return np.maximum(0, 1 - distance)


def centre(images, size):
    """Put images in the middle of larger empty ones.

    Parameters
    ----------
    images : ndarray of shape (N, H, H)
    size : int

    Returns
    -------
    ndarray of shape (N, size, size)
        Where the frame is odd, it is thinner at the top and on the left.
    """
    frame = size - images.shape[-1]
    before, after = frame // 2, frame - frame // 2
    return np.pad(images, ((0, 0), (before, after), (before, after)))
