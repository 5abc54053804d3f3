"""Let a student's function train."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.differences import kind
from cnncourse.checks.engine.driving import theirs
from cnncourse.checks.kinds.harnesses.common import Patience, engine, refuse

MOST_STEPS = 10_000  # to learn a batch by heart: the reference takes about 120


def predictions_of_trained(train, images, labels, held_out):
    """Train, then let the trained network predict.

    Parameters
    ----------
    train : callable
        `train(images, labels)` returns a network that gives a row of scores for every image.
    images, held_out : ndarray of shape (N, C, H, W)
    labels : ndarray of int of shape (N,)

    Returns
    -------
    ndarray of int, or object
        The class with the largest score of each image; anything but scores is returned unchanged.
    """
    net = theirs(train, images, labels)
    if not theirs(hasattr, net, "eval"):
        return theirs(refuse, f"expected a trained network, got {kind(net)}")
    return theirs(_predict, net, held_out)


def _predict(net, images):
    net.eval()
    scores = net(images)
    if type(scores) is not np.ndarray or scores.ndim != 2 or not np.isfinite(scores).all():
        return scores
    return scores.argmax(axis=1)


def overfitted(overfit, images, labels, seed):
    """Let a function train the network of `cnncourse.exercises.digit_network` on a few images.

    Parameters
    ----------
    overfit : callable
        `overfit(network, weights, images, labels)` returns new weights and the losses on the way.
    images : ndarray of shape (N, 1, 8, 8)
    labels : ndarray of int of shape (N,)
    seed : int
        Draws the weights to start from.

    Returns
    -------
    losses, weights : object
        As returned, but in this order.
    """
    network, rng = _digit_network(_Steps()), np.random.default_rng(seed)
    weights = [  # with biases of 0: others can silence so many units that no training gets far
        rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))
        if len(shape) > 1
        else np.zeros(shape)
        for shape in network.shapes
    ]
    kept = [weight.copy() for weight in weights]
    both = theirs(overfit, network, weights, images, labels)
    if type(both) is not tuple or len(both) != 2:
        return theirs(refuse, "return two things: the weights and the losses")
    if not all(np.array_equal(*pair) for pair in zip(kept, weights, strict=True)):
        return theirs(refuse, "it changed the weights that it was given: make new ones")
    return both[1], both[0]


def trained_weights(train, images, labels):
    """Let a function train the network of `cnncourse.exercises.digit_network`.

    Parameters
    ----------
    train : callable
        `train(network, images, labels, rng)` returns trained weights.
    images : ndarray of shape (N, 1, 8, 8)
    labels : ndarray of int of shape (N,)

    Returns
    -------
    object
        As returned.
    """
    patience = Patience()
    network = _digit_network(lambda loss: patience.check())
    return theirs(train, network, images, labels, np.random.default_rng(0))


class _Steps:
    """Counts steps, and raises a RuntimeError if there are too many."""

    def __init__(self):
        self._losses = []

    def __call__(self, loss):
        self._losses.append(loss)
        if len(self._losses) > MOST_STEPS:
            first = self._losses[0]
            told = f"{MOST_STEPS} steps, and the loss is still {loss:.3g}; it began at {first:.3g}"
            raise RuntimeError(told)


def _digit_network(after_step):
    """Make the network of the notebook; `after_step(loss)` is called after each step."""
    module = engine("cnncourse.exercises.digit_network")

    class DigitNetwork(module.DigitNetwork):
        def loss_and_gradients(self, weights, images, labels):
            loss, gradients = super().loss_and_gradients(weights, images, labels)
            after_step(loss)
            return loss, gradients

    return DigitNetwork(engine("cnncourse.nn"))
