"""What layer norm and group norm share: mean 0 and variance 1 along some axes."""

from __future__ import annotations

import numpy as np


def normalize_forward(x, gamma, beta, *, axes, eps):
    """Normalize along some axes, then scale and shift.

    Parameters
    ----------
    x : ndarray
    gamma, beta : ndarray or None
        They broadcast to `x`.
    axes : tuple of int
        Numbers that differ only along these axes share a mean and a variance.
    eps : float
        Added to the variance, which is biased.

    Returns
    -------
    out : ndarray of the shape of `x`
        A new array.
    mean, inv_std : ndarray
        The mean, and one over the standard deviation; of the shape of `x`, but 1 along `axes`.
    """
    mean = x.mean(axis=axes, keepdims=True)
    out = x - mean
    inv_std = 1 / np.sqrt(np.square(out).mean(axis=axes, keepdims=True) + eps)
    out *= inv_std
    if gamma is not None:
        out *= gamma
    if beta is not None:
        out += beta
    return out, mean, inv_std


def normalize_backward(dout, x, gamma, beta, mean, inv_std, *, axes, shared):
    """Send the gradient through the scale, the normalization, its mean and its variance.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    x, gamma, beta, mean, inv_std, axes
        Arguments and results of `normalize_forward`.
    shared : tuple of int
        The axes of `x` along which `gamma` and `beta` do not vary.

    Returns
    -------
    dx : ndarray of the shape of `x`
    dgamma, dbeta : ndarray or None
        Sums over the axes `shared`, which they lack; None for a missing `gamma` or `beta`.
    """
    normalized = (x - mean) * inv_std
    dgamma = dbeta = None
    if beta is not None:
        dbeta = dout.sum(axis=shared).astype(beta.dtype, copy=False)
    if gamma is not None:
        dgamma = (dout * normalized).sum(axis=shared).astype(gamma.dtype, copy=False)
        dout = dout * gamma.astype(x.dtype, copy=False)
    # dx = inv_std * (dout - mean of dout - normalized * mean of (dout * normalized))
    dx = normalized * -(dout * normalized).mean(axis=axes, keepdims=True)
    dx += dout
    dx -= dout.mean(axis=axes, keepdims=True)
    dx *= inv_std
    return dx, dgamma, dbeta
