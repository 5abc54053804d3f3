"""Padding given as a word, for functions that pad both sides equally."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.shapes import padding_amounts


def even_padding(x, kernel_size, padding, *, stride=1, dilation=1):
    """Turn a padding into one number per axis; pad the image itself where its sides differ.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
        Or with any number of spatial axes.
    kernel_size, stride, dilation : int or tuple of int
    padding : int, tuple of int, or {"valid", "same", "full"}
        As `padding_amounts` reads it.

    Returns
    -------
    image : ndarray of shape (N, C, H or H + 1 or more, W or W + 1 or more)
        `x` itself, unless `"same"` needs more zeros below or right than above or left. Then the
        gradient of `x` is the first H rows and W columns of the gradient of `image`.
    padding : tuple of int
        Zeros that remain to be added on both sides, for every axis.
    """
    amounts = padding_amounts(
        padding, kernel_size, stride=stride, dilation=dilation, axes=x.ndim - 2
    )
    if any(before != after for before, after in amounts):
        x = np.pad(x, ((0, 0), (0, 0), *((0, after - before) for before, after in amounts)))
    return x, tuple(before for before, _ in amounts)
