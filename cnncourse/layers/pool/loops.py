"""Pooling by its definition, one window at a time.

The chapter "Pooling" derives these functions and students write them. They are slow on purpose;
`cnncourse.layers` has the same functions fast, with caches of their own for the backward pass.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.pool.starts import window_starts
from cnncourse.layers.shapes import pair


def max_pool2d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Take the maximum of every window, in every channel by itself.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size : int or pair of int
        Height first.
    stride : int or pair of int, optional
        By default the kernel size, so that windows tile the image.
    padding : int or pair of int
        Positions added on each side, at most half the kernel size. They never win: the padding
        counts as minus infinity.
    ceil_mode : bool
        Whether a last window may extend beyond the end; see `window_starts`.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(x, kernel_size, stride, padding, ceil_mode)`, for the backward pass.

    Raises
    ------
    ValueError
        If no window fits, or the padding exceeds half the kernel size.

    Notes
    -----
    Derived in chapter "Pooling", section "The definition".
    """
    (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    tops = window_starts(H, KH, sh, ph, ceil_mode)
    lefts = window_starts(W, KW, sw, pw, ceil_mode)
    out = np.zeros((N, C, len(tops), len(lefts)), dtype=x.dtype)
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
            out[:, :, i, j] = window.max(axis=(2, 3))
    return out, (x, kernel_size, stride, padding, ceil_mode)


def pool_indices(x, *, kernel_size, stride=None, padding=0):
    """Find which pixel wins each window of a max pooling layer.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size, stride, padding : int or pair of int
        As for `max_pool2d_forward`.

    Returns
    -------
    ndarray of int, shape (N, C, OH, OW)
        The winner's index in its channel, `row * W + column`, without the padding. On a tie, the
        first one in reading order wins: the one with the smallest index.

    Notes
    -----
    Derived in chapter "Pooling", section "Who won?".
    """
    (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    tops, lefts = window_starts(H, KH, sh, ph), window_starts(W, KW, sw, pw)
    indices = np.zeros((N, C, len(tops), len(lefts)), dtype=int)
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            first_row, first_column = max(top, 0), max(left, 0)
            window = x[:, :, first_row : top + KH, first_column : left + KW]
            height, width = window.shape[2:]
            places = window.reshape(N, C, height * width).argmax(axis=2)  # the first maximum
            rows, columns = places // width, places % width
            indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
    return indices


def avg_pool2d_forward(
    x, *, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    """Take the mean of every window, in every channel by itself.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size, stride, padding, ceil_mode
        As for `max_pool2d_forward`, but the padding holds zeros.
    count_include_pad : bool
        Whether the padding's zeros count as members of the window. Positions beyond the padding,
        which windows may reach with `ceil_mode`, never count.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(x, kernel_size, stride, padding, ceil_mode, count_include_pad)`, for the backward pass.

    Raises
    ------
    ValueError
        If no window fits, or the padding exceeds half the kernel size.

    Notes
    -----
    Derived in chapter "Pooling", section "The definition".
    """
    (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    tops = window_starts(H, KH, sh, ph, ceil_mode)
    lefts = window_starts(W, KW, sw, pw, ceil_mode)
    out = np.zeros((N, C, len(tops), len(lefts)), dtype=np.result_type(x, np.float32))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
            members = window.shape[2] * window.shape[3]
            if count_include_pad:
                members = (min(top + KH, H + ph) - top) * (min(left + KW, W + pw) - left)
            out[:, :, i, j] = window.sum(axis=(2, 3)) / members
    return out, (x, kernel_size, stride, padding, ceil_mode, count_include_pad)
