"""Padding given as a word, for functions that pad both sides equally."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.shapes import padding_amounts


def even_padding(x, kernel_size, padding, *, stride=1, dilation=1):
    """Turn a padding into one number per axis; pad the image itself where its sides differ.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size, stride, dilation : int or pair of int
    padding : int or pair of int, or {"valid", "same", "full"}
        As `padding_amounts` reads it.

    Returns
    -------
    image : ndarray of shape (N, C, H or H + 1 or more, W or W + 1 or more)
        `x` itself, unless `"same"` needs more zeros below or right than above or left. Then the
        gradient of `x` is the first H rows and W columns of the gradient of `image`.
    padding : (int, int)
        Zeros that remain to be added on both sides.
    """
    (top, bottom), (left, right) = padding_amounts(
        padding, kernel_size, stride=stride, dilation=dilation
    )
    if (top, left) != (bottom, right):
        x = np.pad(x, ((0, 0), (0, 0), (0, bottom - top), (0, right - left)))
    return x, (top, left)
