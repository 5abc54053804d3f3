"""Augmentation: new images from old ones, by changes that do not change what they show."""

from __future__ import annotations

import numpy as np


def random_affine(images, rng, *, rotation=0.0, zoom=0.0, shear=0.0, shift=0.0, fill=0.0):
    """Rotate, zoom, shear and shift every image a little, each by amounts of its own.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
        Not changed.
    rng : numpy.random.Generator
    rotation : float
        Largest angle, in degrees, either way.
    zoom : float
        Largest relative change of size: 0.1 is from 0.9 to 1.1 times.
    shear : float
        Largest slant: at 0.1 a pixel moves sideways by a tenth of its height over the middle.
    shift : float
        Largest move in pixels, along either axis.
    fill : float
        The value of pixels that come from outside the image.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Of the dtype of `images`; with all strengths 0, the same numbers to the bit.

    Raises
    ------
    ValueError
        If a strength is negative, or `zoom` is 1 or more.
    """
    for name, value in {"rotation": rotation, "zoom": zoom, "shear": shear, "shift": shift}.items():
        if not value >= 0:
            raise ValueError(f"{name} must not be negative, got {value}")
    if zoom >= 1:
        raise ValueError(f"zoom must be smaller than 1, got {zoom}")

    def draw(largest):
        return rng.uniform(-largest, largest, len(images))

    angle = np.deg2rad(draw(rotation))
    size = 1 + draw(zoom)
    slant = draw(shear)
    moves = np.stack([draw(shift), draw(shift)], axis=1)  # (N, 2): down, right
    cos, sin = np.cos(angle) / size, np.sin(angle) / size
    rows = np.stack([cos, sin], axis=1)
    columns = np.stack([slant * cos - sin, slant * sin + cos], axis=1)
    return affine(images, np.stack([rows, columns], axis=1), moves, fill=fill)


def affine(images, matrices, moves, *, fill=0.0):
    """Take every pixel from where a matrix says that it was.

    The output pixel at `p`, measured from the middle of the image, is read at
    `matrix @ (p - move)`, between four pixels by linear interpolation.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    matrices : ndarray of shape (N, 2, 2)
        From output to input, rows first.
    moves : ndarray of shape (N, 2)
        In pixels: down, right.
    fill : float
        The value of pixels outside the image.

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    N, C, H, W = images.shape
    dtype = images.dtype
    down = np.arange(H) - (H - 1) / 2 - moves[:, :1]  # (N, H)
    right = np.arange(W) - (W - 1) / 2 - moves[:, 1:]  # (N, W)

    def where(axis, size):
        a, b = matrices[:, axis, 0, np.newaxis], matrices[:, axis, 1, np.newaxis]
        place = (a * down)[:, :, np.newaxis] + (b * right)[:, np.newaxis] + (size - 1) / 2
        # One pixel of fill lies around the image; whatever is further out is read from there.
        place = np.clip(place, -1, size) + 1
        first = np.minimum(place.astype(np.intp), size)
        return first, (place - first).astype(dtype)[:, np.newaxis]

    (y, low), (x, late) = where(0, H), where(1, W)
    frame = ((0, 0), (0, 0), (1, 1), (1, 1))
    padded = np.pad(images, frame, constant_values=fill).reshape(N, C, (H + 2) * (W + 2))
    corner = (y * (W + 2) + x).reshape(N, 1, H * W)

    def read(offset):
        return np.take_along_axis(padded, corner + offset, axis=2).reshape(images.shape)

    above = read(0) * (1 - late) + read(1) * late
    below = read(W + 2) * (1 - late) + read(W + 3) * late
    return above * (1 - low) + below * low
