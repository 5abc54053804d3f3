"""Convolution as defined in mathematics: the kernel is flipped before it slides.

Networks use cross-correlation, `out[i] = sum_k x[i + k] * w[k]`, which reads kernel and image in
the same direction. Convolution reads the kernel backwards, `out[i] = sum_k x[i - k] * w[k]`. The
flip makes it commutative and associative, and its response to a single 1 is the kernel itself
(cross-correlation gives the flipped kernel). For a network that learns its kernels the difference
does not matter: it learns the flipped ones. Every function here flips the filters and calls
cross-correlation.

With one channel, `"full"` and `"valid"` give the results of `numpy.convolve` and
`scipy.signal.convolve2d`. `"same"` follows torch, which differs for even kernel sizes: the result
starts one position later in the full result.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_array, require_convolution
from cnncourse.layers.conv.conv1d import conv1d_backward, conv1d_forward
from cnncourse.layers.conv.conv2d import conv2d_backward, conv2d_forward


def convolve1d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Convolve a batch of sequences with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, L)
    w : ndarray of shape (C_out, C_in / groups, K)
        In the order of the formula; the function flips it.
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation, groups
        As for `conv1d_forward`.

    Returns
    -------
    out : ndarray of shape (N, C_out, OL)
        With padding `"full"`, `out[n, f, i]` is the sum of `x[n, c, i - k] * w[f, c, k]` over c
        and k; other paddings keep a part of that.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError, ValueError
        As `conv1d_forward`.
    """
    require_array(w, "w", "C_out, C_in / groups, K")
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out, _ = conv1d_forward(x, _flipped(w, 1), b, **options)
    return out, (x, w, b, stride, padding, dilation, groups)


def convolve1d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

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
        None if the convolution has no bias.

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
        In the order of the formula; the function flips it along both axes.
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation, groups
        As for `conv2d_forward`.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
        With padding `"full"`, `out[n, f, i, j]` is the sum of
        `x[n, c, i - k, j - l] * w[f, c, k, l]` over c, k and l; other paddings keep a part of
        that.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError, ValueError
        As `conv2d_forward`.
    """
    require_convolution(x, w, b, groups)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out, _ = conv2d_forward(x, _flipped(w, 2), b, **options)
    return out, (x, w, b, stride, padding, dilation, groups)


def convolve2d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

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
        None if the convolution has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, *rest = cache
    dx, dflipped, db = conv2d_backward(dout, (x, _flipped(w, 2), *rest))
    return dx, _flipped(dflipped, 2), db


def _flipped(w, axes):
    """Return a copy of `w` reversed along its last axes."""
    return np.ascontiguousarray(np.flip(w, range(-axes, 0)))
