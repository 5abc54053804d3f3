"""What the exercises on training ask for: the only copy of each function.

`cnncourse.train` does the same for whole networks, with every option; these can be read at a
glance. The network of the last exercises is `cnncourse.exercises.digit_network`.
"""

from __future__ import annotations

import math

import numpy as np


def he_normal(shape, rng):
    """Draw weights for a layer that a ReLU follows, from a normal distribution.

    Parameters
    ----------
    shape : tuple of int
        `(C_out, C_in, KH, KW)` or `(C_out, C_in, K)` of a convolution, `(D_out, D_in)` of a linear
        layer.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray of float64, of that shape
        With mean 0 and variance 2 / fan_in; fan_in is how many numbers an output adds up.

    Notes
    -----
    Derived in chapter "How a network starts". K. He, X. Zhang, S. Ren and J. Sun, "Delving deep
    into rectifiers", ICCV 2015.
    """
    fan_in = math.prod(shape[1:])
    return rng.normal(0.0, math.sqrt(2 / fan_in), shape)


def glorot_uniform(shape, rng):
    """Draw weights for a layer with tanh or no activation, uniformly from -bound to bound.

    Parameters
    ----------
    shape : tuple of int
        `(C_out, C_in, KH, KW)` or `(C_out, C_in, K)` of a convolution, `(D_out, D_in)` of a linear
        layer.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray of float64, of that shape
        The bound is sqrt(6 / (fan_in + fan_out)), which makes the variance
        2 / (fan_in + fan_out).

    Notes
    -----
    Derived in chapter "How a network starts". X. Glorot and Y. Bengio, "Understanding the
    difficulty of training deep feedforward neural networks", AISTATS 2010.
    """
    window = math.prod(shape[2:])
    fan_in, fan_out = shape[1] * window, shape[0] * window
    bound = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, shape)


def loss_at_start(classes):
    """Say what the cross-entropy is while a network knows nothing.

    Parameters
    ----------
    classes : int
        All of them get the same probability.

    Returns
    -------
    float
    """
    return math.log(classes)


def sgd_step(w, g, velocity, *, rate, momentum=0.0, weight_decay=0.0, nesterov=False):
    """Take one step of stochastic gradient descent, as torch's `SGD` does.

    Parameters
    ----------
    w, g, velocity : ndarray of the same shape
        A weight, its gradient, and the velocity of the last step (zeros before the first one).
        Unchanged.
    rate : float
        The learning rate.
    momentum : float
        The share of the velocity that is kept.
    weight_decay : float
        This many times `w` is added to the gradient, before anything else.
    nesterov : bool
        Whether to step along the decayed gradient plus `momentum` times the new velocity, and not
        along the new velocity alone.

    Returns
    -------
    w, velocity : ndarray
        Both new.

    Notes
    -----
    Derived in chapter "Training".
    """
    g = g + weight_decay * w
    velocity = momentum * velocity + g
    step = g + momentum * velocity if nesterov else velocity
    return w - rate * step, velocity


def adam_step(
    w,
    g,
    mean,
    square,
    t,
    *,
    rate=0.001,
    betas=(0.9, 0.999),
    eps=1e-8,
    weight_decay=0.0,
    decoupled=False,
):
    """Take one step of Adam or AdamW, as torch does.

    Parameters
    ----------
    w, g, mean, square : ndarray of the same shape
        A weight, its gradient, and the running means of the gradient and of its square (zeros
        before the first step). Unchanged.
    t : int
        The number of this step; the first is 1.
    rate : float
        The learning rate.
    betas : (float, float)
        The share of each running mean that is kept.
    eps : float
        Added to the square root.
    weight_decay : float
    decoupled : bool
        False for Adam: `weight_decay` times `w` is added to the gradient. True for AdamW: the
        gradient stays as it is, and the step takes `rate * weight_decay` times `w` from `w`.

    Returns
    -------
    w, mean, square : ndarray
        All new. `mean` and `square` are returned without the correction for the first steps.

    Notes
    -----
    Derived in chapter "Training". D. P. Kingma and J. Ba, "Adam", ICLR 2015; I. Loshchilov and
    F. Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """
    beta1, beta2 = betas
    if decoupled:
        w = w - rate * weight_decay * w
    else:
        g = g + weight_decay * w
    mean = beta1 * mean + (1 - beta1) * g
    square = beta2 * square + (1 - beta2) * g**2
    step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
    return w - rate * step, mean, square


def cosine_rate(step, steps, start, end=0.0):
    """Let the learning rate fall along half a cosine wave.

    Parameters
    ----------
    step : float
        From 0 to `steps`.
    steps : float
        The length of the fall.
    start, end : float
        The rates at steps 0 and `steps`.

    Returns
    -------
    float
    """
    return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2


def one_cycle_rate(step, steps, peak, rise=0.3):
    """Let the learning rate rise to a peak and fall to almost 0, as torch's `OneCycleLR` does.

    Both parts are halves of a cosine wave. The first step, 0, has the rate `peak / 25`. The peak
    is at step `rise * steps - 1`, which need not be a whole number. The last step, `steps - 1`,
    has a ten-thousandth of the first rate.

    Parameters
    ----------
    step : int
        From 0 to `steps - 1`.
    steps : int
        How many steps the run has.
    peak : float
        The largest rate.
    rise : float
        `rise * steps` is more than 1.

    Returns
    -------
    float
    """
    start = peak / 25
    top = rise * steps - 1
    if step <= top:
        return cosine_rate(step, top, start, peak)
    return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)


def random_crop(images, pad, rng):
    """Shift every image by its own random number of pixels, down or up and right or left.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
        Unchanged.
    pad : int
        Each image is padded with zeros by this many pixels on all sides, and then cut to its old
        size at a random place. All `(2 * pad + 1) ** 2` places are equally likely.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        In the order of `images`, so that the labels still fit; all channels of an image move
        together.
    """
    N, C, H, W = images.shape
    padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.empty((N, C, H, W), dtype=images.dtype)
    for n in range(N):
        i, j = rng.integers(0, 2 * pad + 1, size=2)
        out[n] = padded[n, :, i : i + H, j : j + W]
    return out


def random_flip(images, rng):
    """Mirror every image left to right with probability one half, each by itself.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
        Unchanged.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        In the order of `images`, so that the labels still fit.
    """
    chosen = rng.random(len(images)) < 0.5
    out = images.copy()
    out[chosen] = images[chosen][:, :, :, ::-1]
    return out


def label_smoothing_targets(labels, classes, smoothing):
    """Write labels as probabilities that are not quite certain.

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
        From 0 to `classes - 1`.
    classes : int
    smoothing : float
        This share of the probability is divided evenly among all classes, the right one included.

    Returns
    -------
    ndarray of float64, shape (N, classes)
        Each row adds up to 1.

    Notes
    -----
    C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens and Z. Wojna, "Rethinking the Inception
    architecture for computer vision", CVPR 2016, section 7; torch's `label_smoothing`.
    """
    targets = np.full((len(labels), classes), smoothing / classes)
    targets[np.arange(len(labels)), labels] += 1 - smoothing
    return targets


def overfit_batch(network, weights, images, labels):
    """Train on the same few images until the network knows them by heart.

    Parameters
    ----------
    network : DigitNetwork
        `network.loss_and_gradients(weights, images, labels)` returns the loss and a list of
        gradients.
    weights : list of ndarray
        To start from. Unchanged.
    images : ndarray of shape (N, 1, 8, 8)
    labels : ndarray of int, shape (N,)

    Returns
    -------
    weights : list of ndarray
        With a loss below 0.01.
    losses : list of float
        The loss before every step; the first is that of the weights given, the last is below 0.01.
    """
    losses = []
    while not losses or losses[-1] >= 0.01:
        loss, gradients = network.loss_and_gradients(weights, images, labels)
        weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
        losses.append(loss)
    return weights, losses


def confusion_matrix(labels, predictions, classes):
    """Count how often each class was taken for each.

    Parameters
    ----------
    labels, predictions : ndarray of int, shape (N,)
        From 0 to `classes - 1`.
    classes : int

    Returns
    -------
    ndarray of int, shape (classes, classes)
        Entry `[r, c]` counts the images of class r that were taken for class c.
    """
    matrix = np.zeros((classes, classes), dtype=int)
    for label, prediction in zip(labels, predictions, strict=True):
        matrix[label, prediction] += 1
    return matrix


def train_network(network, images, labels, rng):
    """Train a network on digits, so that it reads digits that it has never seen.

    Parameters
    ----------
    network : DigitNetwork
        `network.shapes` lists the shapes of its weights and biases, and
        `network.loss_and_gradients(weights, images, labels)` returns the loss and a list of
        gradients.
    images : ndarray of float32, shape (N, 1, 8, 8)
        About a thousand, with pixels from 0 (paper) to about 1 (ink). Unchanged.
    labels : ndarray of int, shape (N,)
    rng : numpy.random.Generator

    Returns
    -------
    list of ndarray
        The trained weights.
    """
    weights = [he_normal(s, rng) if len(s) > 1 else np.zeros(s) for s in network.shapes]
    velocities = [np.zeros(s) for s in network.shapes]
    steps = 12 * len(images) // 32
    for step in range(steps):
        chosen = rng.integers(len(images), size=32)
        batch = random_crop(images[chosen], 1, rng)
        _, gradients = network.loss_and_gradients(weights, batch, labels[chosen])
        rate = one_cycle_rate(step, steps, peak=0.1)
        for k, g in enumerate(gradients):
            w, velocity = weights[k], velocities[k]
            weights[k], velocities[k] = sgd_step(w, g, velocity, rate=rate, momentum=0.9)
    return weights
