"""Batch normalization: every channel is normalized by its own mean and variance."""

from __future__ import annotations

import math

import numpy as np

from cnncourse.layers.arguments import flag, number, require_array, require_shape, require_some


def batch_norm2d_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    """Give every channel mean 0 and variance 1, then a learned scale and shift.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    gamma, beta : ndarray of shape (C,) or None
        Learned scale and shift; None omits them.
    running_mean, running_var : ndarray of shape (C,) or None
        Statistics used in evaluation, which needs both. In training, None tracks none.
    training : bool
        In training, each channel is normalized by its own mean and variance over the batch and
        all positions; in evaluation, by the running statistics.
    momentum : float
        Weight of the new batch in the running statistics, 0 to 1:
        `(1 - momentum) * running + momentum * batch`.
    eps : float
        Added to the variance to avoid division by zero.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    running_mean, running_var : ndarray of shape (C,) or None
        In training, new arrays; in evaluation, the ones passed in. The batch is normalized by its
        biased variance (a sum over M = N * H * W numbers, divided by M); the running variance
        averages the unbiased one (divided by M - 1), as in torch.
    cache : tuple
        `(x, gamma, beta, mean, inv_std, training)`, where `mean` was subtracted from each channel
        and `inv_std` is one over the standard deviation.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, or an option has the wrong type.
    ValueError
        If shapes disagree, an option is out of range, running statistics are missing in
        evaluation, or a channel holds a single number in training, which has no variance.

    Notes
    -----
    Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing
    internal covariate shift", ICML 2015.
    """
    require_array(x, "x", "N, C, H, W")
    return _forward(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def batch_norm2d_backward(dout, cache):
    """Send the gradient through the normalization, its mean and its variance.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        As returned by `batch_norm2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        In training, every number affects the mean and variance of its channel, so each channel's
        gradient loses its mean and its component along the normalized `x`.
    dgamma, dbeta : ndarray of shape (C,) or None
        None if the layer has no `gamma` or no `beta`.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    return _backward(dout, cache)


def batch_norm1d_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    """Normalize every feature over the batch and, for sequences, over all positions.

    Parameters
    ----------
    x : ndarray of shape (N, C) or (N, C, L)

    Returns
    -------
    out : ndarray of the shape of `x`

    Notes
    -----
    All other parameters, results, errors and the source are those of `batch_norm2d_forward`.
    """
    require_array(x, "x", "...")
    if x.ndim not in (2, 3):
        raise ValueError(f"x must have the axes (N, C) or (N, C, L), got shape {x.shape}")
    return _forward(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def batch_norm1d_backward(dout, cache):
    """Send the gradient through the normalization of `batch_norm1d_forward`.

    Parameters and results are those of `batch_norm2d_backward`, with the axes of `x`.
    """
    return _backward(dout, cache)


def _forward(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    require_some(x, "x")
    vectors = {
        "gamma": gamma,
        "beta": beta,
        "running_mean": running_mean,
        "running_var": running_var,
    }
    for name, vector in vectors.items():
        if vector is not None:
            require_array(vector, name, "C")
            require_shape(
                vector, name, x.shape[1:2], because=f"one number per channel of x {x.shape}"
            )
    momentum = number(momentum, "momentum", minimum=0, maximum=1)
    eps = number(eps, "eps", minimum=0)
    training = flag(training, "training")
    if not training and (running_mean is None or running_var is None):
        raise ValueError("running_mean and running_var must be given when training is False")
    M = _numbers_in_a_channel(x)
    if training and M == 1 and x.size:
        raise ValueError(
            f"x must hold more than one number per channel in training, got shape {x.shape}: one "
            f"number has no variance"
        )

    images, positions = _as_rows(x)
    if training:
        mean = _channel_sums(images, x.shape[1]) / M
        out = images - np.repeat(mean, positions)
        var = _channel_products(out, out, x.shape[1]) / M
    else:
        mean, var = running_mean.astype(x.dtype), running_var.astype(x.dtype)
        out = images - np.repeat(mean, positions)
    inv_std = 1 / np.sqrt(var + x.dtype.type(eps))
    out *= np.repeat(_scale(gamma, inv_std), positions)
    if beta is not None:
        out += np.repeat(beta.astype(x.dtype), positions)
    if training:
        running_mean, running_var = _update(running_mean, running_var, mean, var, x, momentum)
    cache = (x, gamma, beta, mean, inv_std, training)
    return out.reshape(x.shape), running_mean, running_var, cache


def _update(running_mean, running_var, mean, var, x, momentum):
    """Move the running statistics towards those of the batch; an empty batch changes nothing."""
    if x.size == 0:
        momentum = 0
    M = _numbers_in_a_channel(x)
    unbiased = var * (M / max(M - 1, 1))
    if running_mean is not None:
        running_mean = ((1 - momentum) * running_mean + momentum * mean).astype(running_mean.dtype)
    if running_var is not None:
        running_var = ((1 - momentum) * running_var + momentum * unbiased).astype(running_var.dtype)
    return running_mean, running_var


def _backward(dout, cache):
    x, gamma, beta, mean, inv_std, training = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", x.shape, because="the shape of the output")
    (images, positions), (douts, _) = _as_rows(x), _as_rows(dout)
    M = _numbers_in_a_channel(x)
    centred = images - np.repeat(mean, positions)
    dbeta = _channel_sums(douts, x.shape[1])
    dgamma = _channel_products(douts, centred, x.shape[1]) * inv_std
    scale = np.repeat(_scale(gamma, inv_std), positions)
    if training:
        # dx = scale * (dout - mean of dout - normalized x * mean of (dout * normalized x))
        dx = centred
        dx *= np.repeat(dgamma * inv_std / -M, positions)
        dx += douts
        dx -= np.repeat(dbeta / M, positions)
        dx *= scale
    else:
        dx = douts * scale
    dx = dx.reshape(x.shape)
    dgamma = None if gamma is None else dgamma.astype(gamma.dtype, copy=False)
    return dx, dgamma, None if beta is None else dbeta.astype(beta.dtype, copy=False)


def _scale(gamma, inv_std):
    return inv_std if gamma is None else inv_std * gamma.astype(inv_std.dtype)


def _numbers_in_a_channel(x):
    """Count the numbers in one channel; 1 for an empty batch, so that sums can be divided by it."""
    return max(1, x.size // x.shape[1])


def _as_rows(x):
    """Flatten every image into one row, channel after channel.

    Numpy is fast on long rows: a vector with one number per channel is repeated over the
    positions and then combined with whole rows.

    Returns
    -------
    rows : ndarray of shape (N, C * positions)
    positions : int
        Pixels per channel.
    """
    positions = math.prod(x.shape[2:])
    return np.ascontiguousarray(x).reshape(len(x), x.shape[1] * positions), positions


def _channel_sums(rows, C):
    """Sum over the images, fastest as a product with ones, and then over the positions."""
    return (np.ones(len(rows), rows.dtype) @ rows).reshape(C, -1).sum(axis=1)


def _channel_products(a, b, C):
    """Sum `a * b` over images and positions without storing the product."""
    return np.einsum("nk,nk->k", a, b).reshape(C, -1).sum(axis=1)
