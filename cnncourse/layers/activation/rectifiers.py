"""Rectifiers: activations made of straight pieces, applied to every number of an array.

Numpy gives numbers where it computes with arrays of shape (); `np.asarray` makes arrays of them.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import need_array, need_shape, number


def _zero_where(closed, dout):
    """Set `dout` to zero where a gate is closed, whatever stands there, NaN included.

    `np.where(closed, 0, dout)` would ask one question a number, ten times as slow. Instead the
    bits of `dout` meet those of an integer: 0, no bit set, where closed, else -1, all bits set.
    """
    bits = np.dtype(f"i{dout.dtype.itemsize}")
    kept = (closed.view(np.int8) - np.int8(1)).astype(bits)
    kept &= dout.view(bits)
    return np.asarray(kept.view(dout.dtype))


def relu_forward(x):
    """Keep what is positive and set the rest to zero.

    Parameters
    ----------
    x : ndarray of any shape

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x,)`.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers.
    """
    need_array(x, "x", "...")
    return np.asarray(np.clip(x, 0, np.inf)), (x,)  # three times as fast as np.maximum(x, 0)


def relu_backward(dout, cache):
    """Let the gradient pass where the input was positive.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `relu_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`
        At exactly zero, where the slope is not defined, it is 0, as in torch.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    (x,) = cache
    need_array(dout, "dout", "...")
    need_shape(dout, "dout", x.shape, because="that of the output")
    return _zero_where(x <= 0, dout)


def leaky_relu_forward(x, *, negative_slope=0.01):
    """Keep what is positive and let a small part of the rest through.

    Parameters
    ----------
    x : ndarray of any shape
    negative_slope : float
        By what negative numbers are multiplied.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x, negative_slope)`.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers, or `negative_slope` is no
        number.

    Notes
    -----
    Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models",
    ICML 2013.
    """
    need_array(x, "x", "...")
    negative_slope = number(negative_slope, "negative_slope")
    return np.where(x > 0, x, x * x.dtype.type(negative_slope)), (x, negative_slope)


def leaky_relu_backward(dout, cache):
    """Multiply the gradient by 1 where the input was positive, by the small slope elsewhere.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `leaky_relu_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, negative_slope = cache
    need_array(dout, "dout", "...")
    need_shape(dout, "dout", x.shape, because="that of the output")
    return np.where(x > 0, dout, dout * dout.dtype.type(negative_slope))


def prelu_forward(x, slope):
    """Multiply negative numbers by a slope that is learned.

    Parameters
    ----------
    x : ndarray of shape (N, C, ...)
    slope : ndarray of shape (C,) or (1,)
        One slope a channel, or one for all.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x, slope)`.

    Raises
    ------
    TypeError
        If `x` or `slope` does not hold floating-point numbers.
    ValueError
        If `x` has less than two axes or `slope` does not fit its channels.

    Notes
    -----
    He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
    """
    need_array(x, "x", "...")
    need_array(slope, "slope", "C")
    if x.ndim < 2:
        raise ValueError(f"x must have the axes (N, C, ...), got shape {x.shape}")
    if slope.shape not in [(1,), x.shape[1:2]]:
        raise ValueError(
            f"slope must have shape (1,) or {x.shape[1:2]}, one number a channel of x {x.shape}; "
            f"got shape {slope.shape}"
        )
    return np.where(x > 0, x, x * _slope_like(x, slope)), (x, slope)


def prelu_backward(dout, cache):
    """Send the gradient to the input and to the slopes.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `prelu_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`
    dslope : ndarray of the shape of `slope`
        Every number that is not positive contributes itself times its gradient.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, slope = cache
    need_array(dout, "dout", "...")
    need_shape(dout, "dout", x.shape, because="that of the output")
    dx = np.where(x > 0, dout, dout * _slope_like(x, slope))
    dslope = np.where(x > 0, x.dtype.type(0), x * dout).sum(axis=(0, *range(2, x.ndim)))
    dslope = dslope.astype(slope.dtype, copy=False)
    return dx, dslope if slope.shape == dslope.shape else dslope.sum(keepdims=True)


def _slope_like(x, slope):
    return slope.astype(x.dtype).reshape(-1, *[1] * (x.ndim - 2))


def relu6_forward(x):
    """Cut every number off at 0 and at 6.

    Parameters
    ----------
    x : ndarray of any shape

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x,)`.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers.

    Notes
    -----
    The upper limit keeps numbers small enough for 8-bit arithmetic: Howard and others,
    "MobileNets", 2017.
    """
    need_array(x, "x", "...")
    return np.asarray(np.clip(x, 0, 6)), (x,)


def relu6_backward(dout, cache):
    """Let the gradient pass where the input lay between 0 and 6.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `relu6_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`
        At exactly 0 and 6, where the slope is not defined, it is 0, as in torch.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    (x,) = cache
    need_array(dout, "dout", "...")
    need_shape(dout, "dout", x.shape, because="that of the output")
    return _zero_where((x <= 0) | (x >= 6), dout)
