"""What the exercises on the gradients of the other layers ask for: the only copy of each function.

`cnncourse.layers` has the same functions fast, with more options and caches of their own.
"""

from __future__ import annotations

import numpy as np


def max_pool2d_backward(dout, cache):
    """Send each output's gradient to the input that won its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(x, kernel_size, stride)`, the last two being pairs.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        Where windows overlap, gradients add. On a tie the first element in row-major order wins.

    Notes
    -----
    Derived in chapter "Backpropagation through the rest".
    """
    x, (KH, KW), (sh, sw) = cache
    N, C, OH, OW = dout.shape
    dx = np.zeros(x.shape, dtype=dout.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    window = x[n, c, top : top + KH, left : left + KW]
                    row, column = np.unravel_index(window.argmax(), window.shape)
                    dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


def avg_pool2d_backward(dout, cache):
    """Share each output's gradient out equally among the inputs of its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(x, kernel_size, stride)`, the last two being pairs.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        Where windows overlap, gradients add.

    Notes
    -----
    Derived in chapter "Backpropagation through the rest".
    """
    x, (KH, KW), (sh, sw) = cache
    OH, OW = dout.shape[2:]
    dx = np.zeros(x.shape, dtype=dout.dtype)
    for i in range(OH):
        for j in range(OW):
            share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
            dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
    return dx


def dropout_forward(x, *, p, rng, training):
    """Set every number to zero with probability `p`, and scale the others up.

    Parameters
    ----------
    x : ndarray of any shape
    p : float
        From 0 to 1.
    rng : numpy.random.Generator
        Draws the mask.
    training : bool
        In evaluation nothing is dropped or scaled.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(mask,)`, an array of the shape of `x` with `out = x * mask`. In training it holds 0 with
        probability `p`, each entry by itself, and `1 / (1 - p)` otherwise; in evaluation, ones.

    Notes
    -----
    Derived in chapter "Backpropagation through the rest".
    """
    if not training:
        mask = np.ones(x.shape)
    elif p == 1:
        mask = np.zeros(x.shape)
    else:
        mask = (rng.random(x.shape) >= p) / (1 - p)
    return x * mask, (mask,)


def dropout_backward(dout, cache):
    """Pass the gradient on where the number was kept, scaled as in the forward pass.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As `dropout_forward` returns it.

    Returns
    -------
    dx : ndarray of the shape of `x`

    Notes
    -----
    Derived in chapter "Backpropagation through the rest".
    """
    (mask,) = cache
    return dout * mask


def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divide every number by a power of the mean square of its neighbouring channels.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    size : int
        Channels in a neighbourhood: `size // 2` before the channel, the channel itself and
        `(size - 1) // 2` after it. Those beyond the ends count as zeros.
    alpha, beta, k : float
        `out = x / base ** beta` with `base = k + alpha / size * sum of the squares`, as in torch.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    cache : tuple
        `(x, base, size, alpha, beta)`.

    Notes
    -----
    Derived in chapter "Backpropagation through the rest".
    """
    C = x.shape[1]
    base = np.zeros(x.shape, dtype=np.result_type(x, np.float32))
    for c in range(C):
        first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
        squares = np.sum(x[:, first:stop] ** 2, axis=1)
        base[:, c] = k + alpha / size * squares
    out = x / base**beta
    return out, (x, base, size, alpha, beta)


def local_response_norm_backward(dout, cache):
    """Send the gradient to each number and, through the denominators, to its neighbours.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        As `local_response_norm_forward` returns it.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)

    Notes
    -----
    Derived in chapter "Backpropagation through the rest".
    """
    x, base, size, alpha, beta = cache
    C = x.shape[1]
    dx = dout / base**beta
    for c in range(C):
        first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
        dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)
        dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
    return dx


def batch_norm_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    """Give every channel mean 0 and variance 1, then a learned scale and shift.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    gamma, beta : ndarray of shape (C,)
        Scale and shift.
    running_mean, running_var : ndarray of shape (C,)
    training : bool
        In training a channel is normalized by its own mean and biased variance, a sum over
        M = N * H * W numbers divided by M; in evaluation, by the running statistics.
    momentum : float
        Weight of the new batch in the running statistics.
    eps : float
        Added to the variance.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    running_mean, running_var : ndarray of shape (C,)
        In training, new arrays: `(1 - momentum) * running + momentum * batch`, where the variance
        of the batch is unbiased (divided by M - 1). In evaluation, those that were passed in.
    cache : tuple
        `(x_hat, gamma, std, training)`: the normalized `x`, and the root of variance plus `eps`.

    Notes
    -----
    Derived in chapter "Backpropagation through normalization".
    """
    per_channel = (1, len(gamma), 1, 1)
    mean, var = running_mean, running_var
    if training:
        M = x.size // x.shape[1]
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
    std = np.sqrt(var + eps)
    x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
    out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)
    return out, running_mean, running_var, (x_hat, gamma, std, training)


def batch_norm_backward(dout, cache):
    """Send the gradient through the normalization, its mean and its variance.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        `(x_hat, gamma, std, training)`, as `batch_norm_forward` returns it.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        In evaluation, mean and variance are constants.
    dgamma, dbeta : ndarray of shape (C,)

    Notes
    -----
    Derived in chapter "Backpropagation through normalization".
    """
    x_hat, gamma, std, training = cache
    per_channel = (1, len(gamma), 1, 1)
    M = dout.size // dout.shape[1]
    dbeta = dout.sum(axis=(0, 2, 3))
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3))
    dx = dout
    if training:
        along = x_hat * dgamma.reshape(per_channel)
        dx = dout - (dbeta.reshape(per_channel) + along) / M
    dx = (gamma / std).reshape(per_channel) * dx
    return dx, dgamma, dbeta


def layer_norm_forward(x, gamma, beta, *, eps=1e-5):
    """Give every image mean 0 and variance 1, then a learned scale and shift.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    gamma, beta : ndarray of shape (C, H, W)
        Scale and shift.
    eps : float
        Added to the variance, which is biased.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    cache : tuple
        `(x_hat, gamma, std)`: the normalized `x`, and the root of variance plus `eps`.

    Notes
    -----
    Derived in chapter "Backpropagation through normalization".
    """
    mean = x.mean(axis=(1, 2, 3), keepdims=True)
    std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
    x_hat = (x - mean) / std
    out = gamma * x_hat + beta
    return out, (x_hat, gamma, std)
