"""Layer normalization: every image is normalized by its own mean and variance."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import number, require_array, require_shape, require_some, sizes
from cnncourse.layers.norm.along_axes import normalize_backward, normalize_forward


def layer_norm_forward(x, gamma, beta, *, normalized_shape, eps=1e-5):
    """Give the numbers along the last axes mean 0 and variance 1, then a learned scale and shift.

    Parameters
    ----------
    x : ndarray of shape (..., *normalized_shape)
        For example (N, C, H, W) with the normalized shape (C, H, W).
    gamma, beta : ndarray of shape normalized_shape, or None
        Learned scale and shift; None omits them.
    normalized_shape : int or tuple of int
        Sizes of the last axes, which are normalized together; an integer means the last axis.
    eps : float
        Added to the variance to avoid division by zero.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x, gamma, beta, mean, inv_std, axes)`, where `mean` was subtracted and `inv_std` is one
        over the standard deviation; both have the shape of `x`, but 1 along the normalized `axes`.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, or an option has the wrong type.
    ValueError
        If shapes disagree, or an option is out of range.

    Notes
    -----
    Ba, Kiros and Hinton, "Layer normalization", arXiv:1607.06450, 2016. The variance is biased: a
    sum over M numbers, divided by M. Images share no statistics, so training and evaluation are the
    same, and a batch may hold one image. A single number is normalized to 0.
    """
    require_array(x, "x", "...")
    normalized_shape = sizes(normalized_shape, "normalized_shape")
    if x.shape[-len(normalized_shape) :] != normalized_shape:
        raise ValueError(
            f"the last axes of x must have the sizes of normalized_shape, {normalized_shape}; got "
            f"shape {x.shape}"
        )
    require_some(x, "x")
    for name, array in (("gamma", gamma), ("beta", beta)):
        if array is not None:
            require_array(array, name, "...")
            require_shape(array, name, normalized_shape, because="which is normalized_shape")
    eps = number(eps, "eps", minimum=0)
    axes = tuple(range(x.ndim - len(normalized_shape), x.ndim))
    out, mean, inv_std = normalize_forward(np.ascontiguousarray(x), gamma, beta, axes=axes, eps=eps)
    return out, (x, gamma, beta, mean, inv_std, axes)


def layer_norm_backward(dout, cache):
    """Send the gradient through the scale, the normalization, its mean and its variance.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `layer_norm_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`
        Every number affects the mean and variance of its image, so each image's gradient, times
        `gamma`, loses its mean and its component along the normalized `x`.
    dgamma, dbeta : ndarray of shape normalized_shape, or None
        Sums over the axes that are not normalized; None if the layer has no `gamma` or no `beta`.

    Raises
    ------
    TypeError, ValueError
        If `dout` is not a float array of the shape of the output.
    """
    x, gamma, beta, mean, inv_std, axes = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", x.shape, because="the shape of the output")
    return normalize_backward(
        *(dout, x, gamma, beta, mean, inv_std), axes=axes, shared=tuple(range(axes[0]))
    )
