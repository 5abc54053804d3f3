"""Max pooling: the maximum of every window of every channel."""

from __future__ import annotations

from math import prod

import numpy as np

from cnncourse.layers.arguments import require_array, require_shape
from cnncourse.layers.pool.windows import PoolWindows
from cnncourse.layers.workspace import workspace

BLOCK = 2**18  # numbers pooled at a time: few enough to stay in the cache


def max_pool2d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Take the maximum of every window.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size : int or pair of int
        Height first.
    stride : int or pair of int, optional
        Steps between neighbouring windows; by default the kernel size, so that windows tile.
    padding : int or pair of int
        Positions added on each side, at most half the kernel size. They never win.
    ceil_mode : bool
        Whether a last window may extend beyond the end of the image.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(shape of x, winners)`: `winners`, of the shape of `out`, holds the index of each
        window's maximum in its channel, `row * W + column`. On a tie the smallest index wins, as
        in torch.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array, or an option has the wrong type.
    ValueError
        If no window fits, the padding is more than half the kernel size, or an option is out of
        range.

    Notes
    -----
    The computation stays in the cache by pooling `BLOCK` numbers at a time, or one channel if that
    is more. The workspace is at most 24 bytes per number of a block in float32, 36 in float64,
    plus a padded copy of `x` where windows reach beyond the image.
    """
    return _forward(x, "H, W", kernel_size, stride, padding, ceil_mode)


def max_pool3d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Take the maximum of every window of a volume.

    Parameters
    ----------
    x : ndarray of shape (N, C, D, H, W)
    kernel_size, stride, padding : int or triple of int
        Depth first, then height; otherwise as for `max_pool2d_forward`.
    ceil_mode : bool
        Whether a last window may extend beyond the end of the volume.

    Returns
    -------
    out : ndarray of shape (N, C, OD, OH, OW)
    cache : tuple
        `(shape of x, winners)`: `winners`, of the shape of `out`, holds the index of each
        window's maximum in its channel, `(plane * H + row) * W + column`. On a tie the smallest
        index wins, as in torch.

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d_forward`.

    Notes
    -----
    Like `max_pool2d_forward`, with one more step: the workspace is at most 44 bytes per number of
    a block in float32, 60 in float64.
    """
    return _forward(x, "D, H, W", kernel_size, stride, padding, ceil_mode)


def _forward(x, axes, kernel_size, stride, padding, ceil_mode):
    """Pool over the named spatial axes."""
    require_array(x, "x", f"N, C, {axes}")
    windows = PoolWindows.over(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    channels = windows.frame(x, fill=-np.inf).reshape(-1, *windows.framed)
    out = np.empty((len(channels), *windows.counts), dtype=x.dtype)
    winners = np.empty(out.shape, dtype=np.int64)

    corners = _indices(windows.starts, windows.image)
    at_a_time = max(1, BLOCK // prod(windows.framed))
    for start in range(0, len(channels), at_a_time):
        block = slice(start, start + at_a_time)
        winners[block] = _pool_block(channels[block], windows, out[block])
        winners[block] += corners
    if any(windows.padding):
        # Where all values are -inf, the corner wins, which may lie in the padding.
        corners_inside = _indices([np.maximum(start, 0) for start in windows.starts], windows.image)
        np.maximum(winners, corners_inside, out=winners)
    shape = (*x.shape[:2], *windows.counts)
    return out.reshape(shape), (x.shape, winners.reshape(shape))


def _indices(places, image):
    """Return the indices in a flattened image of all combinations of places along the axes."""
    index, *others = places
    for size, place in zip(image[1:], others, strict=True):
        index = index[..., np.newaxis] * size + place
    return index


def _pool_block(channels, windows, out):
    """Pool some channels: the maximum of each row of a window, then the maximum of these.

    A window of a volume has planes, whose maxima are compared in a third step.

    Parameters
    ----------
    channels : ndarray of shape (B, FH, FW)
    windows : PoolWindows
    out : ndarray of shape (B, OH, OW)
        Receives the maximum of every window.

    Returns
    -------
    ndarray of shape (B, OH, OW)
        The winners' indices relative to the corners of their windows. The next call overwrites
        them.
    """
    steps = [prod(windows.image[axis:]) for axis in range(1, len(windows.image) + 1)]  # W, 1
    farthest = sum((k - 1) * step for k, step in zip(windows.kernel_size, steps, strict=True))
    number = np.min_scalar_type(farthest).type
    has_nan = bool(np.isnan(channels.max()))

    *before, last = range(len(steps))
    shape = (*channels.shape[:-1], windows.counts[last])
    largest = workspace(f"max pool values {last}", shape, out.dtype)
    places = workspace(f"max pool places {last}", shape, number)
    columns = (
        (channels[..., windows.along(last, j)], number(j)) for j in range(windows.kernel_size[last])
    )
    _first_largest(columns, largest, places, has_nan)

    for axis in reversed(before):  # rows, then planes: slabs of all numbers behind this axis
        slabs = (prod(channels.shape[: axis + 1]), windows.framed[axis], -1)
        values, inner = largest.reshape(slabs), places.reshape(slabs)
        shape = (len(values), windows.counts[axis], values.shape[-1])
        name = f"max pool values {axis}"
        largest = out.reshape(shape) if axis == 0 else workspace(name, shape, out.dtype)
        places = workspace(f"max pool places {axis}", shape, number)
        candidates = (
            (
                windows.slabs(values, axis, i),
                windows.slabs(inner, axis, i) + number(i * steps[axis]),
            )
            for i in range(windows.kernel_size[axis])
        )
        _first_largest(candidates, largest, places, has_nan)
    return places.reshape(out.shape)


def _first_largest(candidates, largest, places, has_nan):
    """Find the element-wise maximum of some arrays and the first place where it occurs.

    Parameters
    ----------
    candidates : iterable of (ndarray, unsigned integer or ndarray of them)
        Values and their places. Places grow from one candidate to the next, so the winner's place
        is a running maximum too and needs no branches.
    largest, places : ndarray
        Receive the maxima and their places.
    has_nan : bool
        Whether there may be NaNs. The last NaN wins, as in torch.
    """
    candidates = iter(candidates)
    largest[...], places[...] = next(candidates)
    better = workspace("max pool better", largest.shape, bool)
    for values, place in candidates:
        values = np.ascontiguousarray(values)  # faster, because the values are read twice
        np.greater(values, largest, out=better)
        if has_nan:
            better |= np.isnan(values)
        np.maximum(largest, values, out=largest)
        np.maximum(places, better.view(np.uint8) * place, out=places)


def max_pool2d_indices(cache):
    """Return which pixel won each window.

    Parameters
    ----------
    cache : tuple
        As returned by `max_pool2d_forward`.

    Returns
    -------
    ndarray of int, shape (N, C, OH, OW)
        The winner's index in its channel, `row * W + column`, as torch returns it for
        `return_indices=True`.

    Examples
    --------
    >>> out, cache = max_pool2d_forward(np.array([[[[1.0, 5.0], [2.0, 0.0]]]]), kernel_size=2)
    >>> max_pool2d_indices(cache)
    array([[[[1]]]])
    """
    _, winners = cache
    return winners.copy()


def max_pool3d_indices(cache):
    """Return which place won each window, as `max_pool2d_indices` does for images.

    Parameters
    ----------
    cache : tuple
        As returned by `max_pool3d_forward`.

    Returns
    -------
    ndarray of int, shape (N, C, OD, OH, OW)
        The winner's index in its channel, `(plane * H + row) * W + column`.
    """
    return max_pool2d_indices(cache)


def max_pool2d_backward(dout, cache):
    """Send each output's gradient to the input that won its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OH, OW)
    cache : tuple
        As returned by `max_pool2d_forward`.

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


def max_pool3d_backward(dout, cache):
    """Send each output's gradient to the input that won its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OD, OH, OW)
    cache : tuple
        As returned by `max_pool3d_forward`.

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
    (N, C, *image), winners = cache
    require_array(dout, "dout", f"N, C, {axes}")
    require_shape(dout, "dout", winners.shape, because="the shape of the output")
    size = prod(image)
    dx = np.zeros(N * C * size, dtype=dout.dtype)
    channel_starts = np.arange(N * C).reshape(N, C, *(1 for _ in image)) * size
    np.add.at(dx, (winners + channel_starts).ravel(), dout.ravel())
    return dx.reshape(N, C, *image)
