"""What the notebook on a network of one's own asks for: the only copy of each function.

`my_functions` names the functions of earlier notebooks; those are the student's own, and here the
references of these notebooks.
"""

from __future__ import annotations

import numpy as np

from cnncourse.exercises.backpropagation import (
    linear_backward,
    linear_forward,
    relu_backward,
    softmax_cross_entropy,
)
from cnncourse.exercises.backward_rest import (
    avg_pool2d_backward,
    batch_norm_backward,
    batch_norm_forward,
    max_pool2d_backward,
)
from cnncourse.exercises.fast_convolution import (
    conv2d_backward_by_matrix,
    conv2d_by_matrix,
    im2col,
)
from cnncourse.exercises.training import adam_step, one_cycle_rate, random_crop
from cnncourse.layers.conv.loops import conv2d_backward, conv2d_forward
from cnncourse.layers.pool.loops import avg_pool2d_forward, max_pool2d_forward


def my_functions():
    """Return your functions by their names.

    Returns
    -------
    dict of str to function
        The functions of the notebooks that layers and losses run, such as `"relu_backward"`. What
        you have not solved is left out.
    """
    return {
        "conv2d_forward": conv2d_forward,
        "conv2d_backward": conv2d_backward,
        "im2col": im2col,
        "conv2d_by_matrix": conv2d_by_matrix,
        "conv2d_backward_by_matrix": conv2d_backward_by_matrix,
        "max_pool2d_forward": max_pool2d_forward,
        "max_pool2d_backward": max_pool2d_backward,
        "avg_pool2d_forward": avg_pool2d_forward,
        "avg_pool2d_backward": avg_pool2d_backward,
        "linear_forward": linear_forward,
        "linear_backward": linear_backward,
        "relu_backward": relu_backward,
        "batch_norm_forward": batch_norm_forward,
        "batch_norm_backward": batch_norm_backward,
        "softmax_cross_entropy": softmax_cross_entropy,
    }


def training_step(net, loss, images, labels, rate):
    """Take one step of gradient descent.

    Parameters
    ----------
    net : network
        `net(images)` returns scores, `net.backward(dscores)` sends a gradient back;
        `net.parameters()` and `net.gradients()` list arrays in the same order.
    loss : loss
        `loss(scores, labels)` returns the mean loss, `loss.backward()` the gradient of the scores.
    images : ndarray of shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    rate : float
        Every parameter changes by `-rate` times its gradient, in place.

    Returns
    -------
    float
        The loss before the step.

    Notes
    -----
    Derived in chapter "Training".
    """
    value = loss(net(images), labels)
    net.backward(loss.backward())
    for w, g in zip(net.parameters(), net.gradients(), strict=True):
        w -= rate * g
    return value


def train_lenet5(net, loss, images, labels, rng, show):
    """Train LeNet-5 so that it reads digits that it has never seen.

    Parameters
    ----------
    net, loss
        As for `training_step`; the parameters change in place, so that nothing is lost if you
        stop the run.
    images : ndarray of float32, shape (N, 1, 16, 16)
        About 1,300 digits, with mean 0 and variance 1. Unchanged.
    labels : ndarray of int, shape (N,)
    rng : numpy.random.Generator
        The only source of random numbers.
    show : callable
        `show(step, steps, loss)` after each step shows how far the run is.
    """
    weights, steps = net.parameters(), 12 * len(images) // 64
    means, squares = ([np.zeros_like(w) for w in weights] for _ in range(2))
    for step in range(steps):
        chosen = rng.integers(len(images), size=64)
        batch = random_crop(images[chosen], 1, rng)
        value = loss(net(batch), labels[chosen])
        net.backward(loss.backward())
        rate = one_cycle_rate(step, steps, 0.015)
        for k, g in enumerate(net.gradients()):
            new = adam_step(weights[k], g, means[k], squares[k], step + 1, rate=rate)
            weights[k][...], means[k], squares[k] = new
        show(step, steps, value)
