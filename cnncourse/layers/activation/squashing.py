"""Activations with bounded outputs: sigmoid, tanh, LeNet's scaled tanh, and softmax.

Each `*_backward(dout, cache)` takes the gradient of the output, of the shape of `x`, and the cache
of its forward function. It raises a ValueError if `dout` has another shape.

NumPy returns scalars for arrays of shape (); `np.asarray` turns them back into arrays.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_array, require_shape


def sigmoid_forward(x):
    """Squash every number into (0, 1): `1 / (1 + exp(-x))`.

    Parameters
    ----------
    x : ndarray of any shape
        Large numbers are safe: only `exp(-abs(x))` is computed, which cannot overflow.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(out,)`: the slope is written in terms of the output.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array.
    """
    require_array(x, "x", "...")
    tail = np.exp(-np.abs(x))
    out = np.asarray(np.where(x < 0, tail, x.dtype.type(1)) / (1 + tail))
    return out, (out,)


def sigmoid_backward(dout, cache):
    """Multiply the gradient by the slope, `out * (1 - out)`.

    Returns
    -------
    dx : ndarray of the shape of `x`
    """
    (out,) = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", out.shape, because="the shape of the output")
    return np.asarray(dout * (out * (1 - out)))


def tanh_forward(x):
    """Squash every number into (-1, 1) with the hyperbolic tangent.

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
        If `x` is not a float32 or float64 array.
    """
    require_array(x, "x", "...")
    out = np.asarray(np.tanh(x))
    return out, (out,)


def tanh_backward(dout, cache):
    """Multiply the gradient by the slope, `1 - tanh(x) ** 2`.

    Returns
    -------
    dx : ndarray of the shape of `x`
    """
    (out,) = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", out.shape, because="the shape of the output")
    return np.asarray(dout * (1 - out * out))


SCALED_TANH = (1.7159, 2 / 3)  # amplitude and slope: f(1) is 1 and f(-1) is -1, to four digits


def scaled_tanh_forward(x):
    """Squash every number as LeNet-5 does: `1.7159 * tanh(2 / 3 * x)`.

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
        If `x` is not a float32 or float64 array.

    Notes
    -----
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE, 1998, equation (6) and appendix A.
    """
    require_array(x, "x", "...")
    amplitude, slope = SCALED_TANH
    out = np.asarray(amplitude * np.tanh(slope * x))
    return out, (out,)


def scaled_tanh_backward(dout, cache):
    """Multiply the gradient by the slope, `2 / 3 * (1.7159 - out ** 2 / 1.7159)`.

    Returns
    -------
    dx : ndarray of the shape of `x`
    """
    (out,) = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", out.shape, because="the shape of the output")
    amplitude, slope = SCALED_TANH
    return np.asarray(dout * (slope * (amplitude - out * out / amplitude)))


def softmax_forward(x, *, axis=-1):
    """Turn numbers into probabilities that sum to 1 along an axis: `exp(x) / sum(exp(x))`.

    Parameters
    ----------
    x : ndarray of at least one axis
        Large numbers are safe: the largest along the axis is subtracted first.
    axis : int

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(out, axis)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array.
    ValueError
        If `x` has no such axis.
    """
    require_array(x, "x", "...")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis {axis} does not exist in x of shape {x.shape}")
    if x.size == 0:
        return x.copy(), (x.copy(), axis)
    out = np.exp(x - x.max(axis=axis, keepdims=True))
    out /= out.sum(axis=axis, keepdims=True)
    return out, (out, axis)


def softmax_backward(dout, cache):
    """Send the gradient of the probabilities back to the softmax's input.

    Returns
    -------
    dx : ndarray of the shape of `x`
        `out * (dout - sum(dout * out))`. It sums to zero along the axis, because adding the same
        number to all inputs does not change the probabilities.
    """
    out, axis = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", out.shape, because="the shape of the output")
    return out * (dout - (dout * out).sum(axis=axis, keepdims=True))
