"""Group normalization: every group of an image's channels has its own mean and variance."""

from __future__ import annotations

import math

import numpy as np

from cnncourse.layers.arguments import (
    norm_groups,
    number,
    require_array,
    require_per_channel,
    require_shape,
    require_some,
)
from cnncourse.layers.norm.along_axes import normalize_backward, normalize_forward


def group_norm_forward(x, gamma, beta, *, num_groups, eps=1e-5):
    """Give every group of channels mean 0 and variance 1, then each channel a scale and shift.

    Parameters
    ----------
    x : ndarray of shape (N, C, ...)
        Images (N, C, H, W), or any others with channels.
    gamma, beta : ndarray of shape (C,) or None
        Learned scale and shift; None omits them.
    num_groups : int
        Number of groups of consecutive channels; it must divide C. One group normalizes the whole
        image, and C groups normalize every channel by itself (instance norm).
    eps : float
        Added to the variance to avoid division by zero.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x, gamma, beta, mean, inv_std)`, where `mean` was subtracted from each group and `inv_std`
        is one over its standard deviation; both have the shape (N, num_groups, 1, 1).

    Raises
    ------
    TypeError
        If an array is not float32 or float64, or an option has the wrong type.
    ValueError
        If shapes disagree, an option is out of range, or `num_groups` does not divide C.

    Notes
    -----
    Wu and He, "Group normalization", ECCV 2018, arXiv:1803.08494. The variance is biased: a sum
    over M = C / num_groups * H * W numbers, divided by M. Images share no statistics, so training
    and evaluation are the same, and a batch may hold one image. A group of one number is normalized
    to 0; if the batch holds one image, torch raises an error for it instead.
    """
    require_array(x, "x", "...")
    if x.ndim < 2:
        raise ValueError(f"x must have the axes (N, C, ...), got shape {x.shape}")
    require_some(x, "x")
    require_per_channel(x, gamma=gamma, beta=beta)
    num_groups = norm_groups(num_groups, x.shape[1])
    eps = number(eps, "eps", minimum=0)
    out, mean, inv_std = normalize_forward(
        *_as_groups(num_groups, x, gamma, beta), axes=(2, 3), eps=eps
    )
    return out.reshape(x.shape), (x, gamma, beta, mean, inv_std)


def group_norm_backward(dout, cache):
    """Send the gradient through the scale, the normalization, its mean and its variance.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `group_norm_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`
        Every number affects the mean and variance of its group, so each group's gradient, times
        `gamma`, loses its mean and its component along the normalized `x`.
    dgamma, dbeta : ndarray of shape (C,) or None
        Sums over images and positions; None if the layer has no `gamma` or no `beta`.

    Raises
    ------
    TypeError, ValueError
        If `dout` is not a float array of the shape of the output.
    """
    x, gamma, beta, mean, inv_std = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", x.shape, because="the shape of the output")
    num_groups = mean.shape[1]
    dout, *_ = _as_groups(num_groups, dout, None, None)
    dx, *gradients = normalize_backward(
        dout, *_as_groups(num_groups, x, gamma, beta), mean, inv_std, axes=(2, 3), shared=(0, 3)
    )
    return dx.reshape(x.shape), *(None if g is None else g.reshape(-1) for g in gradients)


def _as_groups(num_groups, x, gamma, beta):
    """Give the channels of a group an axis of their own, and the positions a single one.

    Returns
    -------
    x : ndarray of shape (N, num_groups, C / num_groups, positions)
    gamma, beta : ndarray of shape (num_groups, C / num_groups, 1) or None
    """
    N, C, *image = x.shape
    groups = (num_groups, C // num_groups)
    x = np.ascontiguousarray(x).reshape(N, *groups, math.prod(image))
    return x, *(None if v is None else v.reshape(*groups, 1) for v in (gamma, beta))
