"""Max pooling: the maximum of every window of every channel."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import need_array, need_shape
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
    need_array(x, "x", "N, C, H, W")
    windows = PoolWindows.over(x.shape[2:], kernel_size, stride, padding, ceil_mode)
    channels = windows.frame(x, fill=-np.inf).reshape(-1, *windows.framed)
    out = np.empty((len(channels), *windows.counts), dtype=x.dtype)
    winners = np.empty(out.shape, dtype=np.int64)

    W = x.shape[3]
    top, left = windows.starts
    corners = top[:, np.newaxis] * W + left
    at_a_time = max(1, BLOCK // (windows.framed[0] * windows.framed[1]))
    for start in range(0, len(channels), at_a_time):
        block = slice(start, start + at_a_time)
        winners[block] = _pool_block(channels[block], windows, W, out[block])
        winners[block] += corners
    if any(windows.padding):
        # Where all values are -inf, the corner wins, which may lie in the padding.
        corners_inside = np.maximum(top, 0)[:, np.newaxis] * W + np.maximum(left, 0)
        np.maximum(winners, corners_inside, out=winners)
    shape = (*x.shape[:2], *windows.counts)
    return out.reshape(shape), (x.shape, winners.reshape(shape))


def _pool_block(channels, windows, W, out):
    """Pool some channels: the maximum of each row of a window, then the maximum of these.

    Parameters
    ----------
    channels : ndarray of shape (B, FH, FW)
    windows : PoolWindows
    W : int
        Row length for the winners' indices, `row * W + column`.
    out : ndarray of shape (B, OH, OW)
        Receives the maximum of every window.

    Returns
    -------
    ndarray of shape (B, OH, OW)
        The winners' indices relative to the corners of their windows. The next call overwrites
        them.
    """
    KH, KW = windows.kernel_size
    number = np.min_scalar_type((KH - 1) * W + KW - 1).type
    has_nan = bool(np.isnan(channels.max()))

    shape = (*channels.shape[:2], windows.counts[1])
    of_row = workspace("max pool row", shape, out.dtype)
    place_in_row = workspace("max pool place in row", shape, number)
    columns = ((windows.column(channels, j), number(j)) for j in range(KW))
    _first_largest(columns, of_row, place_in_row, has_nan)

    place = workspace("max pool place", out.shape, number)
    rows = (
        (windows.whole_row(of_row, i), windows.whole_row(place_in_row, i) + number(i * W))
        for i in range(KH)
    )
    _first_largest(rows, out, place, has_nan)
    return place


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
    (N, C, H, W), winners = cache
    need_array(dout, "dout", "N, C, OH, OW")
    need_shape(dout, "dout", winners.shape, because="the shape of the output")
    dx = np.zeros(N * C * H * W, dtype=dout.dtype)
    channel_starts = np.arange(N * C).reshape(N, C, 1, 1) * (H * W)
    np.add.at(dx, (winners + channel_starts).ravel(), dout.ravel())
    return dx.reshape(N, C, H, W)
