"""Pooling: one number for every window of every channel."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_array, need_shape


def pool_output_size(size, kernel_size, *, stride, padding=0, ceil_mode=False):
    """Count the pooling windows along one axis.

    Parameters
    ----------
    size, kernel_size, stride, padding : int
    ceil_mode : bool
        Whether a last window may hang over the end. It must still start inside the image or
        the padding before it.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the window does not fit even once, or the padding exceeds half the kernel size, so
        that a window could lie in the padding alone.
    """
    if 2 * padding > kernel_size:
        raise ValueError(
            f"padding must be at most half of kernel_size, got padding {padding} and "
            f"kernel_size {kernel_size}"
        )
    steps = size + 2 * padding - kernel_size
    count = (-(-steps // stride) if ceil_mode else steps // stride) + 1
    if ceil_mode and (count - 1) * stride >= size + padding:
        count -= 1
    if size < 1 or count < 1:
        raise ValueError(
            f"a pooling window of {kernel_size} does not fit into {size + 2 * padding} positions "
            f"(size {size}, padding {padding})"
        )
    return count


def max_pool2d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Take the largest number of every window.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size : int or pair of int
        Height first.
    stride : int or pair of int, optional
        Steps between neighbouring windows; the kernel size if left out, so that windows tile.
    padding : int or pair of int
        Positions added on each side, at most half the kernel size. They never win.
    ceil_mode : bool
        Whether a last window may hang over the end of the image.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(shape of x, winners)`: `winners`, of the shape of `out`, holds the place of each
        window's largest number in its channel, row by row (`row * W + column`). On a tie the
        first in this order wins, as in torch.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers.
    ValueError
        If a window does not fit, the padding is more than half the kernel size, or an option is
        out of range.
    """
    need_array(x, "x", "N, C, H, W")
    (KH, KW), (sh, sw), (ph, pw) = _options(kernel_size, stride, padding)
    N, C, H, W = x.shape
    OH = pool_output_size(H, KH, stride=sh, padding=ph, ceil_mode=ceil_mode)
    OW = pool_output_size(W, KW, stride=sw, padding=pw, ceil_mode=ceil_mode)
    padded = _frame(x, (KH, KW), (sh, sw), (ph, pw), (OH, OW), fill=-np.inf)
    rows = [slice(i, i + sh * (OH - 1) + 1, sh) for i in range(KH)]
    columns = [slice(j, j + sw * (OW - 1) + 1, sw) for j in range(KW)]
    top, left = np.arange(OH)[:, np.newaxis] * sh - ph, np.arange(OW) * sw - pw
    number = np.min_scalar_type(KH * KW).type  # of a place in the window: i * KW + j
    has_nan = bool(np.isnan(x).any())

    # The largest of each row of a window, then the largest of these. Every window starts with
    # its first pixel inside the image as the winner.
    first = np.maximum(-left, 0).astype(number)
    by_row, place_in_row = _first_largest(
        ((padded[..., c], number(j) if j else first) for j, c in enumerate(columns)), has_nan
    )
    first = (np.maximum(-top, 0) * KW).astype(number)
    out, place = _first_largest(
        (
            (by_row[:, :, r], place_in_row[:, :, r] + (number(i * KW) if i else first))
            for i, r in enumerate(rows)
        ),
        has_nan,
    )
    winners = np.take((np.arange(KH)[:, np.newaxis] * W + np.arange(KW)).ravel(), place)
    winners += top * W + left
    return out, (x.shape, winners)


def _first_largest(candidates, has_nan):
    """Find the largest of some arrays, entry by entry, and the place of the first that holds it.

    Parameters
    ----------
    candidates : iterable of (ndarray, unsigned integer or ndarray of them)
        Values, and their places, which grow from one candidate to the next: so the place of the
        winner is a running maximum, too, and no number asks for a branch.
    has_nan : bool
        Whether there may be a NaN. The last one wins, as in torch.

    Returns
    -------
    largest, places : ndarray
    """
    candidates = iter(candidates)
    values, place = next(candidates)
    largest = values.copy()
    places = np.empty(largest.shape, place.dtype)
    places[...] = place
    for values, place in candidates:
        values = np.ascontiguousarray(values)  # read twice, which costs more than a copy
        better = values > largest
        if has_nan:
            better |= np.isnan(values)
        np.maximum(largest, values, out=largest)
        np.maximum(places, better.view(np.uint8) * place, out=places)
    return largest, places


def max_pool2d_indices(cache):
    """Say which pixel won each window.

    Parameters
    ----------
    cache : tuple
        As returned by `max_pool2d_forward`.

    Returns
    -------
    ndarray of int, shape (N, C, OH, OW)
        The winner's place in its channel, `row * W + column`: what torch gives for
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
    need_shape(dout, "dout", winners.shape, because="that of the output")
    dx = np.zeros(N * C * H * W, dtype=dout.dtype)
    channel_starts = np.arange(N * C).reshape(N, C, 1, 1) * (H * W)
    np.add.at(dx, (winners + channel_starts).ravel(), dout.ravel())
    return dx.reshape(N, C, H, W)


def avg_pool2d_forward(
    x, *, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    """Take the mean of every window.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size, stride, padding, ceil_mode
        As for `max_pool2d_forward`; the padding holds zeros.
    count_include_pad : bool
        Whether the zeros of the padding count as members of the window. Positions beyond the
        padding, which `ceil_mode` may reach, never count.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(shape of x, kernel_size, stride, padding, ceil_mode, count_include_pad)`.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers.
    ValueError
        As for `max_pool2d_forward`.
    """
    need_array(x, "x", "N, C, H, W")
    (KH, KW), (sh, sw), (ph, pw) = _options(kernel_size, stride, padding)
    N, C, H, W = x.shape
    OH = pool_output_size(H, KH, stride=sh, padding=ph, ceil_mode=ceil_mode)
    OW = pool_output_size(W, KW, stride=sw, padding=pw, ceil_mode=ceil_mode)
    padded = _frame(x, (KH, KW), (sh, sw), (ph, pw), (OH, OW), fill=0)
    out = np.zeros((N, C, OH, OW), dtype=x.dtype)
    for i in range(KH):
        for j in range(KW):
            out += padded[:, :, i : i + sh * OH : sh, j : j + sw * OW : sw]
    cache = (x.shape, kernel_size, stride, padding, ceil_mode, count_include_pad)
    rows = _members(H, OH, KH, sh, ph, count_include_pad)
    columns = _members(W, OW, KW, sw, pw, count_include_pad)
    out /= np.outer(rows, columns).astype(x.dtype)
    return out, cache


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
    (N, C, H, W), kernel_size, stride, padding, ceil_mode, count_include_pad = cache
    (KH, KW), (sh, sw), (ph, pw) = _options(kernel_size, stride, padding)
    OH = pool_output_size(H, KH, stride=sh, padding=ph, ceil_mode=ceil_mode)
    OW = pool_output_size(W, KW, stride=sw, padding=pw, ceil_mode=ceil_mode)
    need_array(dout, "dout", "N, C, OH, OW")
    need_shape(dout, "dout", (N, C, OH, OW), because="that of the output")
    rows = _members(H, OH, KH, sh, ph, count_include_pad)
    columns = _members(W, OW, KW, sw, pw, count_include_pad)
    share = dout / np.outer(rows, columns).astype(dout.dtype)
    dpadded = np.zeros((N, C, *_framed((H, W), (KH, KW), (sh, sw), (ph, pw), (OH, OW))), dout.dtype)
    for i in range(KH):
        for j in range(KW):
            dpadded[:, :, i : i + sh * OH : sh, j : j + sw * OW : sw] += share
    return dpadded[:, :, ph : ph + H, pw : pw + W]


def _options(kernel_size, stride, padding):
    kernel_size = pair(kernel_size, "kernel_size", minimum=1)
    stride = kernel_size if stride is None else pair(stride, "stride", minimum=1)
    return kernel_size, stride, pair(padding, "padding")


def _framed(image_size, kernel_size, stride, padding, counts):
    """Size of the image with its padding and what the last windows hang over."""
    return tuple(
        max(size + 2 * p, (count - 1) * s + k)
        for size, k, s, p, count in zip(
            image_size, kernel_size, stride, padding, counts, strict=True
        )
    )


def _frame(x, kernel_size, stride, padding, counts, *, fill):
    """Put a frame round the images, wide enough for every window."""
    (ph, pw), (H, W) = padding, x.shape[2:]
    size = _framed((H, W), kernel_size, stride, padding, counts)
    if size == (H, W):
        return x
    framed = np.full((*x.shape[:2], *size), fill, dtype=x.dtype)
    framed[:, :, ph : ph + H, pw : pw + W] = x
    return framed


def _members(size, count, kernel_size, stride, padding, count_include_pad):
    """Count the positions along one axis over which each window takes its mean."""
    start = np.arange(count) * stride - padding
    end = np.minimum(start + kernel_size, size + padding)
    if not count_include_pad:
        start, end = np.maximum(start, 0), np.minimum(end, size)
    return end - start
