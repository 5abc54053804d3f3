"""Convolution as mathematics defines it: the kernel is flipped before it slides.

What networks call convolution is cross-correlation, `out[i] = sum_k x[i + k] * w[k]`: kernel and
image are read in the same direction. Convolution reads the kernel backwards,
`out[i] = sum_k x[i - k] * w[k]`. The flip makes it commutative and associative, and the response
to a single 1 is the kernel itself (cross-correlation answers with the flipped kernel). A network
that learns its kernels does not notice: it learns the flipped ones. Therefore every function here
flips the filters and leaves the rest to cross-correlation.

With one channel these are `numpy.convolve` and `scipy.signal.convolve2d`, for `"full"` and
`"valid"`. For `"same"` they keep torch's place, which differs from numpy's and scipy's if the
kernel size is even: ours starts one position later in the full result.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import need_array, need_convolution
from cnncourse.layers.conv.conv1d import conv1d_backward, conv1d_forward
from cnncourse.layers.conv.conv2d import conv2d_backward, conv2d_forward


def convolve1d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Convolve a batch of sequences with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, L)
    w : ndarray of shape (C_out, C_in / groups, K)
        Flipped here: pass it as it stands in the formula.
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation, groups
        As for `conv1d_forward`.

    Returns
    -------
    out : ndarray of shape (N, C_out, OL)
        With padding `"full"`, `out[n, f, i]` is the sum of `x[n, c, i - k] * w[f, c, k]` over c
        and k; other paddings keep a part of it.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError, ValueError
        As `conv1d_forward`.
    """
    need_array(w, "w", "C_out, C_in / groups, K")
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out, _ = conv1d_forward(x, _flipped(w, 1), b, **options)
    return out, (x, w, b, stride, padding, dilation, groups)


def convolve1d_backward(dout, cache):
    """Send the gradient of the output to input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OL)
    cache : tuple
        As returned by `convolve1d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, L)
    dw : ndarray of shape (C_out, C_in / groups, K)
    db : ndarray of shape (C_out,) or None
        None where the convolution has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, *rest = cache
    dx, dflipped, db = conv1d_backward(dout, (x, _flipped(w, 1), *rest))
    return dx, _flipped(dflipped, 1), db


def convolve2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Convolve a batch of images with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
        Flipped here, along both axes: pass it as it stands in the formula.
    b : ndarray of shape (C_out,) or None
    stride, dilation : int or pair of int
        Height first.
    padding : int or pair of int, or {"valid", "same", "full"}
        Zeros added on both sides; the words mean what they mean for `padding_amounts`.
    groups : int
        The channels are cut into this many blocks; filters of block g see only block g.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
        With padding `"full"`, `out[n, f, i, j]` is the sum of
        `x[n, c, i - k, j - l] * w[f, c, k, l]` over c, k and l; other paddings keep a part of it.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError, ValueError
        As `conv2d_forward`.
    """
    need_convolution(x, w, b, groups)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out, _ = conv2d_forward(x, _flipped(w, 2), b, **options)
    return out, (x, w, b, stride, padding, dilation, groups)


def convolve2d_backward(dout, cache):
    """Send the gradient of the output to input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        As returned by `convolve2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, H, W)
    dw : ndarray of shape (C_out, C_in / groups, KH, KW)
    db : ndarray of shape (C_out,) or None
        None where the convolution has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, *rest = cache
    dx, dflipped, db = conv2d_backward(dout, (x, _flipped(w, 2), *rest))
    return dx, _flipped(dflipped, 2), db


def _flipped(w, axes):
    """Reverse the order along the last axes, in a new array."""
    return np.ascontiguousarray(np.flip(w, range(-axes, 0)))
