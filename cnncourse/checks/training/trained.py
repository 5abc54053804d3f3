"""What counts as right where training may take any path: weights that do what they should.

The weights come from the student's process. What they do is computed here, with the judge's own
network, so neither the held-out images nor their labels are where the student's code runs, and a
network that the student has changed measures nothing.
"""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.checks.engine.differences import kind, openly
from cnncourse.checks.kinds import training
from cnncourse.exercises.digit_network import DigitNetwork

LIMIT = 0.01  # the loss at which a batch is known by heart


def overfit_problem(case, expected, value):
    """Say what is wrong with losses, and with the weights that they led to.

    Parameters
    ----------
    case : Case
        With the arguments `(images, labels, seed)`.
    expected, value : (list of float, list of ndarray)
        The losses on the way and the trained weights.

    Returns
    -------
    Difference or None
    """
    if type(value) is not tuple or len(value) != 2:
        return openly("training gave no losses")
    losses, weights = value
    if type(losses) is np.ndarray and losses.ndim == 1:
        losses = losses.tolist()
    if type(losses) is not list or not losses or not all(map(_is_number, losses)):
        text = "the losses must be a list of numbers, one for every step"
        return openly(text)
    network = DigitNetwork(nn)
    if (found := _weights_problem(network, weights)) is not None:
        return found
    images, labels, _ = case.args
    reached = _quietly(network.loss_and_gradients, weights, images, labels)[0]
    if not np.isfinite(losses).all() or not np.isfinite(reached):
        text = "the loss is no longer a finite number"
        return openly(text, "The steps are too long: take a smaller rate.")
    first = expected[0][0]
    if abs(losses[0] - first) > 1e-3 * first:
        return openly(
            f"the first loss is {losses[0]:.4g}, but the weights given have {first:.4g}",
            "Note the loss before each step, and start from the weights given.",
            general="the first loss is not that of the weights given",
        )
    if losses[-1] >= LIMIT and reached < LIMIT:
        return openly(
            f"the last loss in the list is {losses[-1]:.4g}, but the weights returned have "
            f"{reached:.4g}",
            "Note the loss of the weights that you return, too.",
            general=f"the last loss is not below {LIMIT}, but that of the weights returned is",
        )
    if losses[-1] >= LIMIT:
        text = f"the last loss is {losses[-1]:.4g}, not below {LIMIT}"
        return openly(text, "Go on until it is.", general=f"the last loss is not below {LIMIT}")
    if reached >= LIMIT:
        return openly(
            f"the weights returned have the loss {reached:.3g}, not below {LIMIT}",
            "Return the trained weights, not those you were given.",
            general=f"the loss of the weights returned is not below {LIMIT}",
        )
    return None


def reading_problem(case, expected, value):
    """Say what is wrong with weights that should read held-out digits.

    Parameters
    ----------
    case : Case
        With the arguments `(images, labels)`, which the weights were trained on.
    expected : (ndarray, ndarray of int, float)
        The held-out images, their labels, and the required accuracy.
    value : list of ndarray
        The weights.

    Returns
    -------
    Difference or None
    """
    held_out, *known = expected
    network = DigitNetwork(nn)
    if (found := _weights_problem(network, value)) is not None:
        return found
    scores = _quietly(network.scores, value, held_out)
    if not np.isfinite(scores).all():
        text = "the scores of the held-out images are not finite"
        return openly(text, "Training has diverged: is the rate too large?")
    return training.problem(case, tuple(known), scores.argmax(axis=1))


def _weights_problem(network, weights):
    """Say what is wrong with the form of weights; they may be forged."""
    if type(weights) is not list:
        return openly(
            f"expected a list of weights, got {kind(weights)}",
            "Return the list of trained weights, in the order of network.shapes.",
            general="it returned something other than a list of weights",
        )
    if len(weights) != len(network.shapes):
        return openly(
            f"expected {len(network.shapes)} arrays of weights, got {len(weights)}",
            "Return an array for every shape in network.shapes.",
            general="it returned the wrong number of weights",
        )
    for number, (shape, weight) in enumerate(zip(network.shapes, weights, strict=True)):
        if type(weight) is not np.ndarray or weight.dtype.kind != "f" or weight.shape != shape:
            return openly(
                f"weights[{number}] is {kind(weight)}, expected floats of shape {shape}",
                "A step must not change a shape: the weights and their gradients pair up in order.",
                general="one of the weights is no array of floats, or has the wrong shape",
            )
    return None


def _quietly(function, *args):
    """Compute with weights that may be far too large."""
    with np.errstate(all="ignore"):
        return function(*args)


def _is_number(value):
    return type(value) in (float, np.float64, np.float32)
