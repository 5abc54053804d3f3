"""How well a network knows images, without learning from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse import layers


@dataclass(frozen=True)
class Evaluation:
    """How well a network does on images that it does not learn from.

    Attributes
    ----------
    loss : float
        Mean cross-entropy in nats, without label smoothing.
    accuracy : float
        The share of images whose largest logit is that of the true class.
    predictions : ndarray of int, shape (N,)
    logits : ndarray of shape (N, num_classes)
    """

    loss: float
    accuracy: float
    predictions: np.ndarray
    logits: np.ndarray


def evaluate(learner, split, *, batch_size=256):
    """Measure how well a network knows images, without learning from them.

    Parameters
    ----------
    learner : Learner
    split : Split
    batch_size : int
        How many images go through the network at a time.

    Returns
    -------
    Evaluation
    """
    starts = range(0, len(split), batch_size)
    with learner.computing():
        logits = [learner.logits(split.images[start : start + batch_size]) for start in starts]
    logits = np.concatenate(logits)
    with np.errstate(over="ignore", invalid="ignore"):  # a loss of infinity says it all
        loss, _ = layers.softmax_cross_entropy(logits, split.labels)
    predictions = logits.argmax(axis=1)
    accuracy = float((predictions == split.labels).mean())
    return Evaluation(float(loss), accuracy, predictions, logits)
