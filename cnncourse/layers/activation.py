"""Activations: functions of one number, applied to every number of an array."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.validate import need_array, need_shape


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
    return np.maximum(x, 0), (x,)


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
    return np.where(x <= 0, dout.dtype.type(0), dout)


def tanh_forward(x):
    """Squash every number into (-1, 1) by the hyperbolic tangent.

    Parameters
    ----------
    x : ndarray of any shape

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(out,)`: the slope is written in terms of the output.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers.
    """
    need_array(x, "x", "...")
    out = np.tanh(x)
    return out, (out,)


def tanh_backward(dout, cache):
    """Multiply the gradient by the slope, `1 - tanh(x) ** 2`.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `tanh_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    (out,) = cache
    need_array(dout, "dout", "...")
    need_shape(dout, "dout", out.shape, because="that of the output")
    return dout * (1 - out * out)
