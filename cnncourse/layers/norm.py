"""Normalization: batch norm over the images, local response normalization over the channels."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.validate import need_array, need_shape, positive


def batch_norm2d_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    """Give every channel mean 0 and variance 1, then the mean and scale that the layer learns.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    gamma, beta : ndarray of shape (C,) or None
        Learned scale and shift; None leaves them out.
    running_mean, running_var : ndarray of shape (C,) or None
        The statistics that evaluation uses. None keeps none; evaluation needs both.
    training : bool
        In training each channel is normalized by its own mean and variance over the batch
        and all positions, in evaluation by the running ones.
    momentum : float
        Weight of the new batch in the running statistics, 0 to 1:
        `(1 - momentum) * running + momentum * batch`.
    eps : float
        Added to the variance, so that nothing is divided by zero.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    running_mean, running_var : ndarray of shape (C,) or None
        New arrays after a batch in training, the given ones in evaluation. The batch is
        normalized by its biased variance (a sum over M = N * H * W numbers, divided by M), the
        running variance collects the unbiased one (divided by M - 1), as in torch.
    cache : tuple
        `(x, gamma, beta, mean, inv_std, training)`: beside the arguments the mean that was
        subtracted from each channel, and one over the standard deviation that divided it.

    Raises
    ------
    TypeError
        If an array does not hold floating-point numbers.
    ValueError
        If shapes disagree, an option is out of range, evaluation has no running statistics, or
        in training a channel holds a single number, which has no variance.

    Notes
    -----
    Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing
    internal covariate shift", ICML 2015.
    """
    need_array(x, "x", "N, C, H, W")
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
        In training every number of a channel moves the mean and variance of all, so the gradient
        loses its mean and its part along `x_hat`.
    dgamma, dbeta : ndarray of shape (C,) or None
        None where the layer has no `gamma`, respectively no `beta`.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    return _backward(dout, cache)


def batch_norm1d_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    """Normalize every feature over the batch, and over all positions if there are any.

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
    need_array(x, "x", "...")
    if x.ndim not in (2, 3):
        raise ValueError(f"x must have the axes (N, C) or (N, C, L), got shape {x.shape}")
    return _forward(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def batch_norm1d_backward(dout, cache):
    """Send the gradient through the normalization of `batch_norm1d_forward`.

    Parameters and results are those of `batch_norm2d_backward`, with the axes of `x`.
    """
    return _backward(dout, cache)


def _forward(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    vectors = {
        "gamma": gamma,
        "beta": beta,
        "running_mean": running_mean,
        "running_var": running_var,
    }
    for name, vector in vectors.items():
        if vector is not None:
            need_array(vector, name, "C")
            need_shape(vector, name, x.shape[1:2], because=f"one number a channel of x {x.shape}")
    if not 0 <= momentum <= 1:
        raise ValueError(f"momentum must lie between 0 and 1, got {momentum}")
    if not eps >= 0:
        raise ValueError(f"eps must be at least 0, got {eps}")

    if training:
        mean, var, out = _statistics(x)
        running_mean, running_var = _update(running_mean, running_var, mean, var, x, momentum)
    elif running_mean is None or running_var is None:
        raise ValueError("running_mean and running_var must be given when training is False")
    else:
        mean, var = running_mean.astype(x.dtype), running_var.astype(x.dtype)
        out = x - _each_channel(mean, x.ndim)
    inv_std = 1 / np.sqrt(var + x.dtype.type(eps))
    out *= _each_channel(_scale(gamma, inv_std), x.ndim)
    if beta is not None:
        out += _each_channel(beta, x.ndim)
    return out, running_mean, running_var, (x, gamma, beta, mean, inv_std, training)


def _statistics(x):
    """Mean and biased variance of every channel, and `x` without its mean."""
    M = x.size // x.shape[1] if x.shape[1] else 0
    if M == 1:
        raise ValueError(
            f"x must hold more than one number a channel in training, got shape {x.shape}: one "
            f"number has no variance"
        )
    M = x.dtype.type(max(M, 1))  # no image at all gives sums of zero
    mean = x.sum(axis=_all_but_channels(x.ndim)) / M
    centred = x - _each_channel(mean, x.ndim)
    return mean, _channel_products(centred, centred) / M, centred


def _update(running_mean, running_var, mean, var, x, momentum):
    """Move the running statistics towards those of the batch; no image leaves them as they are."""
    if x.size == 0:
        momentum = 0
    M = x.size // max(x.shape[1], 1)
    unbiased = var * (M / max(M - 1, 1))
    if running_mean is not None:
        running_mean = ((1 - momentum) * running_mean + momentum * mean).astype(running_mean.dtype)
    if running_var is not None:
        running_var = ((1 - momentum) * running_var + momentum * unbiased).astype(running_var.dtype)
    return running_mean, running_var


def _backward(dout, cache):
    x, gamma, beta, mean, inv_std, training = cache
    need_array(dout, "dout", "...")
    need_shape(dout, "dout", x.shape, because="that of the output")
    centred = x - _each_channel(mean, x.ndim)
    dbeta = dout.sum(axis=_all_but_channels(dout.ndim))
    dgamma = _channel_products(dout, centred) * inv_std
    scale = _each_channel(_scale(gamma, inv_std), x.ndim)
    if training:
        # dx = scale * (dout - mean of dout - normalized x * mean of (dout * normalized x))
        M = x.dtype.type(max(x.size // max(x.shape[1], 1), 1))
        dx = centred
        dx *= _each_channel(dgamma * inv_std / -M, x.ndim)
        dx += dout
        dx -= _each_channel(dbeta / M, x.ndim)
        dx *= scale
    else:
        dx = dout * scale
    return dx, None if gamma is None else dgamma, None if beta is None else dbeta


def _scale(gamma, inv_std):
    return inv_std if gamma is None else inv_std * gamma.astype(inv_std.dtype)


def _all_but_channels(ndim):
    return (0, *range(2, ndim))


def _each_channel(vector, ndim):
    """Shape one number a channel so that it meets an array with channels on axis 1."""
    return vector.reshape(-1, *[1] * (ndim - 2))


def _channel_products(a, b):
    """Sum `a * b` over all axes but the channels, without writing the product down."""
    axes = "nchw"[: a.ndim]
    return np.einsum(f"{axes},{axes}->c", a, b)


def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divide every number by what the neighbouring channels say at the same place.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    size : int
        Number of channels in a neighbourhood: `size // 2` before, `(size - 1) // 2` after and
        the channel itself. Channels that do not exist count as zeros.
    alpha, beta, k : float
        `out = x / (k + alpha * mean of the squares) ** beta`, the mean over `size` channels.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    cache : tuple
        `(x, size, alpha, beta, k)`.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers, or `size` is no integer.
    ValueError
        If `x` has other axes, or `size` is less than 1.

    Notes
    -----
    Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
    networks", NIPS 2012, section 3.3. The paper multiplies the sum of the squares, torch and
    this function their mean: the paper's alpha = 1e-4 is `alpha=5e-4` at `size=5` (and its k is
    2).
    """
    need_array(x, "x", "N, C, H, W")
    size = positive(size, "size")
    return x * _base(x, size, alpha, k) ** -beta, (x, size, alpha, beta, k)


def local_response_norm_backward(dout, cache):
    """Send the gradient to each number and, through the divisors, to its neighbours.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        As returned by `local_response_norm_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, size, alpha, beta, k = cache
    need_array(dout, "dout", "N, C, H, W")
    need_shape(dout, "dout", x.shape, because="that of the output")
    base = _base(x, size, alpha, k)
    dx = dout * base**-beta
    through_divisor = dx * x
    through_divisor /= base
    # A channel's divisors are those of the channels that have it in their neighbourhood.
    shared = _neighbour_sums(through_divisor, size, before=(size - 1) // 2)
    shared *= x
    shared *= 2 * alpha * beta / size
    dx -= shared
    return dx


def _base(x, size, alpha, k):
    """What local response normalization raises to a power: `k + alpha * mean of squares`."""
    base = _neighbour_sums(x * x, size, before=size // 2)
    base *= alpha / size
    base += k
    return base


def _neighbour_sums(values, size, *, before):
    """Sum `size` neighbouring channels, of which `before` stand before the channel itself."""
    C = values.shape[1]
    sums = np.zeros(values.shape, values.dtype)
    for step in range(-before, size - before):
        start, stop = max(0, -step), min(C, C - step)
        if start < stop:
            sums[:, start:stop] += values[:, start + step : stop + step]
    return sums
