"""Digits for the last notebook: scikit-learn's, enlarged, and one's own in a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SIDE = 16
FAINTEST = 0.2  # of the way from black to white: less is paper with its shadows
PAPER, INK = -0.8, 1.8  # what white and black become in images with mean 0 and variance 1


def digits():
    """Load scikit-learn's 1,797 digits of 8×8 pixels, with every pixel made four.

    Returns
    -------
    images : ndarray of float32, shape (1797, 1, 16, 16)
        With mean 0 and variance 1.
    labels : ndarray of int, shape (1797,)
    """
    from sklearn.datasets import load_digits  # imported here: it takes a second

    pictures, labels = load_digits(return_X_y=True)
    images = pictures.reshape(-1, 1, 8, 8).repeat(2, axis=2).repeat(2, axis=3)
    return ((images - images.mean()) / images.std()).astype(np.float32), labels


def as_digit(picture):
    """Turn a picture of one digit into an image like those of `digits`.

    The digit's box is cut out, scaled until it is as high as the image (or, if it is wide, as
    broad), put in the middle, and blurred to 8×8 pixels.

    Parameters
    ----------
    picture : ndarray of shape (H, W) or (H, W, 3 or 4)
        Dark ink on bright paper or the other way round: from 0 to 1, from 0 to 255, or with mean 0
        and variance 1. Where it is transparent it shows white paper.

    Returns
    -------
    ndarray of float32, shape (1, 1, 16, 16)

    Raises
    ------
    ValueError
        If the picture shows nothing but paper, or is the name of a file.
    """
    if isinstance(picture, (str, Path)):
        raise ValueError(f"give the picture itself: as_digit(plt.imread({str(picture)!r}))")
    grey = np.asarray(picture, dtype=float)
    white = 255.0 if grey.max() > 10 else 1.0
    if grey.ndim == 3:
        opaque = grey[..., 3] / white if grey.shape[2] == 4 else 1.0
        grey = white - opaque * (white - grey[..., :3].mean(axis=2))
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(edge))  # the edge is paper
    if ink.max() < FAINTEST * white:
        raise ValueError("the picture shows no digit: all of it is nearly as bright as its edge")
    ink = np.clip(ink / ink.max() * 1.5 - 0.25, 0, 1)  # without the shadows of the paper
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.3) for axis in (1, 0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = np.zeros((8, 8))
    H, W = (max(1, round(8 * n / max(box.shape))) for n in box.shape)
    top, left = (8 - H) // 2, (8 - W) // 2
    mean_rows, mean_columns = _shares(H, box.shape[0]), _shares(W, box.shape[1])
    small[top : top + H, left : left + W] = mean_rows @ box @ mean_columns.T
    small = np.minimum(1, small / max(small.max(), 1e-9))
    image = PAPER + (INK - PAPER) * small.repeat(2, axis=0).repeat(2, axis=1)
    return image.astype(np.float32)[np.newaxis, np.newaxis]


def drawn_three():
    """Draw a digit as with a pen, for those who have no picture of their own.

    Returns
    -------
    ndarray of shape (60, 50)
        A 3, black on white: 0 is ink and 1 is paper.
    """
    turns = np.linspace(-0.75, 0.75, 40) * np.pi
    bows = [(20, 9, 10, turns[:33]), (40, 11, 12, turns[7:])]  # row of the middle, radii, angles
    points = np.concatenate(
        [np.stack([row + h * np.sin(t), 24 + w * np.cos(t)], axis=1) for row, h, w, t in bows]
    )
    rows, columns = np.mgrid[:60, :50]
    away = np.hypot(rows[..., np.newaxis] - points[:, 0], columns[..., np.newaxis] - points[:, 1])
    return np.clip(away.min(axis=2) - 2, 0, 1)


def _shares(out, size):
    """Return the matrix that makes `out` numbers of `size`: means over equal parts."""
    edges = np.linspace(0, size, out + 1)
    first, last = edges[:-1, np.newaxis], edges[1:, np.newaxis]
    cells = np.arange(size)
    return np.clip(np.minimum(last, cells + 1) - np.maximum(first, cells), 0, 1) * out / size
