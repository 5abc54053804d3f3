"""What the exercises on backpropagation ask for: layers without validation, one idea each.

The functions of `cnncourse.layers` validate their arguments and avoid slow NumPy calls; these
compute the same and can be read at a glance. Tests hold the two equal.
"""

from __future__ import annotations

import numpy as np


def fan_out_backward(dout, cache):
    """Send the gradient of `out = (x + w) * x` to x and w; everything is elementwise.

    Parameters
    ----------
    dout : ndarray
        The gradient of the loss with respect to `out`.
    cache : tuple
        `(x, w)`, each of the shape of `dout`.

    Returns
    -------
    dx, dw : ndarray of the shape of `dout`

    Notes
    -----
    Derived in chapter "Backpropagation", section "A value that is used twice".
    """
    x, w = cache
    dsum = dout * x
    dx = dout * (x + w) + dsum
    return dx, dsum


def linear_forward(x, w, b):
    """Compute weighted sums of the inputs, one for every output, and add the bias.

    Parameters
    ----------
    x : ndarray of shape (N, D_in)
        One example a row.
    w : ndarray of shape (D_out, D_in)
        One row of weights for every output.
    b : ndarray of shape (D_out,) or None
        None adds nothing.

    Returns
    -------
    out : ndarray of shape (N, D_out)
    cache : tuple
        `(x, w, b)`.

    Notes
    -----
    Derived in chapter "Backpropagation", section "A layer at a time".
    """
    out = x @ w.T
    if b is not None:
        out = out + b
    return out, (x, w, b)


def linear_backward(dout, cache):
    """Send the gradient of a linear layer's output to its input, its weights and its bias.

    Parameters
    ----------
    dout : ndarray of shape (N, D_out)
    cache : tuple
        `(x, w, b)`, as `linear_forward` returns it.

    Returns
    -------
    dx : ndarray of shape (N, D_in)
    dw : ndarray of shape (D_out, D_in)
    db : ndarray of shape (D_out,) or None
        None if `b` is None.

    Notes
    -----
    Derived in chapter "Backpropagation", section "A layer at a time".
    """
    x, w, b = cache
    dx = dout @ w
    dw = dout.T @ x
    db = None if b is None else dout.sum(axis=0)
    return dx, dw, db


def relu_backward(dout, cache):
    """Send the gradient of `out = max(x, 0)` to x.

    Parameters
    ----------
    dout : ndarray of any shape
    cache : tuple
        `(x,)`, the input of the forward pass, of the shape of `dout`.

    Returns
    -------
    dx : ndarray of the shape of `dout`
        Where x is exactly 0 the slope is undefined; dx is 0 there.

    Notes
    -----
    Derived in chapter "Backpropagation", section "A layer at a time".
    """
    (x,) = cache
    return np.where(x > 0, dout, 0)


def two_layer_gradients(x, targets, w1, b1, w2, b2):
    """Compute the loss of a two-layer network and the gradients of its weights and biases.

    The network computes `z = x @ w1.T + b1`, `h = max(z, 0)` and `out = h @ w2.T + b2`. The loss is
    the mean of `(out - targets) ** 2` over all entries of `out`.

    Parameters
    ----------
    x : ndarray of shape (N, D_in)
    targets : ndarray of shape (N, D_out)
    w1 : ndarray of shape (D_hidden, D_in)
    b1 : ndarray of shape (D_hidden,)
    w2 : ndarray of shape (D_out, D_hidden)
    b2 : ndarray of shape (D_out,)

    Returns
    -------
    loss : float
    dw1, db1, dw2, db2 : ndarray
        Each in the shape of its array.

    Notes
    -----
    Derived in chapter "Backpropagation", section "A network on paper".
    """
    z = x @ w1.T + b1
    h = np.maximum(z, 0)
    out = h @ w2.T + b2
    loss = np.mean((out - targets) ** 2)
    dout = 2 * (out - targets) / out.size
    dw2 = dout.T @ h
    db2 = dout.sum(axis=0)
    dz = np.where(z > 0, dout @ w2, 0)
    dw1 = dz.T @ x
    db1 = dz.sum(axis=0)
    return loss, dw1, db1, dw2, db2


def sigmoid_forward(x):
    """Squash every number into (0, 1): `1 / (1 + exp(-x))`.

    Parameters
    ----------
    x : ndarray of any shape
        Its numbers may be as large as 1000 or as small as -1000: no step may overflow.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(out,)`: all that the backward pass needs.

    Notes
    -----
    Derived in chapter "Activations and losses", section "Sigmoid and tanh".
    """
    tail = np.exp(-np.abs(x))
    out = np.where(x < 0, tail, 1) / (1 + tail)
    return out, (out,)


def sigmoid_backward(dout, cache):
    """Send the gradient of a sigmoid's output to its input.

    Parameters
    ----------
    dout : ndarray of any shape
    cache : tuple
        `(out,)`, the output of the forward pass, of the shape of `dout`.

    Returns
    -------
    dx : ndarray of the shape of `dout`

    Notes
    -----
    Derived in chapter "Activations and losses", section "Sigmoid and tanh".
    """
    (out,) = cache
    return dout * out * (1 - out)


def tanh_backward(dout, cache):
    """Send the gradient of `out = tanh(x)` to x.

    Parameters
    ----------
    dout : ndarray of any shape
    cache : tuple
        `(out,)`, the output of the forward pass, of the shape of `dout`.

    Returns
    -------
    dx : ndarray of the shape of `dout`

    Notes
    -----
    Derived in chapter "Activations and losses", section "Sigmoid and tanh".
    """
    (out,) = cache
    return dout * (1 - out**2)


def prelu_backward(dout, cache):
    """Send the gradient of a PReLU to its input and to its slopes.

    The forward pass keeps positive numbers and multiplies the others by a learned slope, one for
    every channel.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        `(x, slope)`: the input, of the shape of `dout`, and the slopes, of shape (C,).

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        Where x is exactly 0 it counts as not positive.
    dslope : ndarray of shape (C,)

    Notes
    -----
    Derived in chapter "Activations and losses", section "The ReLU family".
    """
    x, slope = cache
    dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
    dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
    return dx, dslope


def softmax(logits):
    """Turn every row of numbers into probabilities: `exp(logits)`, divided by the row's sum of it.

    Parameters
    ----------
    logits : ndarray of shape (N, C)
        Of any size, such as 1000 or -1000.

    Returns
    -------
    ndarray of shape (N, C)
        Every row sums to 1.

    Notes
    -----
    Derived in chapter "Activations and losses", section "Softmax".
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_cross_entropy(logits, labels):
    """Compute the mean cross-entropy of a classifier, and its gradient.

    The loss is the mean over the rows of `-log(p[label])`, where `p` is the softmax of the row and
    `log` the natural logarithm.

    Parameters
    ----------
    logits : ndarray of shape (N, C)
        Of any size, such as 1000 or -1000.
    labels : ndarray of int, shape (N,)
        The right class of every row, 0 to C - 1.

    Returns
    -------
    loss : float
    dlogits : ndarray of shape (N, C)
        The gradient of the loss with respect to `logits`.

    Notes
    -----
    Derived in chapter "Activations and losses", section "Cross-entropy".
    """
    N = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dlogits = np.exp(log_p)
    dlogits[np.arange(N), labels] -= 1
    return loss, dlogits / N


def binary_cross_entropy_with_logits(logits, targets):
    """Compute the mean cross-entropy of yes-or-no answers, and its gradient.

    The loss is the mean over all entries of `-y * log(p) - (1 - y) * log(1 - p)`, where `p` is the
    sigmoid of the logit, `y` the target and `log` the natural logarithm.

    Parameters
    ----------
    logits : ndarray of any shape
        Of any size, such as 1000 or -1000.
    targets : ndarray of the shape of `logits`
        From 0 (no) to 1 (yes).

    Returns
    -------
    loss : float
    dlogits : ndarray of the shape of `logits`
        The gradient of the loss with respect to `logits`.

    Notes
    -----
    Derived in chapter "Activations and losses", section "Yes or no".
    """
    tail = np.exp(-np.abs(logits))
    loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
    p = np.where(logits < 0, tail, 1) / (1 + tail)
    return loss, (p - targets) / logits.size
