"""Average pooling: the mean of every window of every channel."""

from __future__ import annotations

from functools import reduce
from itertools import product

import numpy as np

from cnncourse.layers.arguments import flag, require_array, require_shape
from cnncourse.layers.pool.windows import PoolWindows


def avg_pool2d_forward(
    x, *, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    """Take the mean of every window.

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
        `(shape of x, kernel_size, stride, padding, ceil_mode, count_include_pad)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array, or `ceil_mode` or
        `count_include_pad` is not a bool.
    ValueError
        As for `max_pool2d_forward`.
    """
    return _forward(x, "H, W", kernel_size, stride, padding, ceil_mode, count_include_pad)


def avg_pool3d_forward(
    x, *, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    """Take the mean of every window of a volume.

    Parameters
    ----------
    x : ndarray of shape (N, C, D, H, W)
    kernel_size, stride, padding, ceil_mode
        As for `max_pool3d_forward`, but the padding holds zeros.
    count_include_pad : bool
        As for `avg_pool2d_forward`.

    Returns
    -------
    out : ndarray of shape (N, C, OD, OH, OW)
    cache : tuple
        `(shape of x, kernel_size, stride, padding, ceil_mode, count_include_pad)`.

    Raises
    ------
    TypeError, ValueError
        As `avg_pool2d_forward`.

    Notes
    -----
    As for images, a window may be larger than the volume if the padding makes room for it; torch's
    `avg_pool3d` rejects that.
    """
    return _forward(x, "D, H, W", kernel_size, stride, padding, ceil_mode, count_include_pad)


def _forward(x, axes, kernel_size, stride, padding, ceil_mode, count_include_pad):
    """Pool over the named spatial axes."""
    require_array(x, "x", f"N, C, {axes}")
    count_include_pad = flag(count_include_pad, "count_include_pad")
    windows = PoolWindows.over(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    framed = windows.frame(x, fill=0)
    out = np.zeros((*x.shape[:2], *windows.counts), dtype=x.dtype)
    for places in product(*map(range, windows.kernel_size)):
        out += windows.member(framed, places)
    out /= _members(windows, count_include_pad).astype(x.dtype)
    return out, (x.shape, kernel_size, stride, padding, ceil_mode, count_include_pad)


def avg_pool2d_backward(dout, cache):
    """Share each output's gradient equally among the members of its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OH, OW)
    cache : tuple
        As returned by `avg_pool2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        Where windows overlap, gradients add.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    return _backward(dout, cache, "OH, OW")


def avg_pool3d_backward(dout, cache):
    """Share each output's gradient equally among the members of its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OD, OH, OW)
    cache : tuple
        As returned by `avg_pool3d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, D, H, W)
        Where windows overlap, gradients add.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    return _backward(dout, cache, "OD, OH, OW")


def _backward(dout, cache, axes):
    (N, C, *image), *options, count_include_pad = cache
    windows = PoolWindows.over(image, *options)
    require_array(dout, "dout", f"N, C, {axes}")
    require_shape(dout, "dout", (N, C, *windows.counts), because="the shape of the output")
    share = dout / _members(windows, count_include_pad).astype(dout.dtype)
    dframed = np.zeros((N, C, *windows.framed), dout.dtype)
    for places in product(*map(range, windows.kernel_size)):
        member = windows.member(dframed, places)  # a view
        member += share
    return dframed[windows.inside]


def _members(windows, count_include_pad):
    """Count the members of each window, as an array of shape (OH, OW)."""
    counts = []
    for start, size, k, p in zip(
        windows.starts, windows.image, windows.kernel_size, windows.padding, strict=True
    ):
        end = np.minimum(start + k, size + p)
        if not count_include_pad:
            start, end = np.maximum(start, 0), np.minimum(end, size)
        counts.append(end - start)
    return reduce(np.multiply.outer, counts)
