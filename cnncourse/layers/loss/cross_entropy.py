"""Cross-entropy: how surprised a classifier is by the truth, and its gradient."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.activation.squashing import sigmoid_forward
from cnncourse.layers.arguments import need_array, need_shape, number


def softmax_cross_entropy(logits, labels, *, label_smoothing=0.0):
    """Measure how surprised a classifier is by the true labels, and in which direction to move.

    The loss is the mean over the images of `-log p[label]`, in nats, where `p` is the softmax of
    the logits: `log(C)` for a classifier that knows nothing.

    Parameters
    ----------
    logits : ndarray of shape (N, C)
        Any numbers; the largest of each row is subtracted first, so that nothing overflows.
    labels : ndarray of int, shape (N,)
        The true class of every image, 0 to C - 1.
    label_smoothing : float
        Share of the target, 0 to 1, that is spread evenly over all C classes; the true class
        keeps the rest.

    Returns
    -------
    loss : float
        Of the dtype of `logits`; with smoothing the mean of `-sum(target * log p)`. The mean
        over no image, N = 0, is not a number, as in torch.
    dlogits : ndarray of shape (N, C)
        The gradient of the loss: `(p - target) / N`, where the target without smoothing is
        `one_hot(labels)`.

    Raises
    ------
    TypeError
        If `logits` does not hold floating-point numbers or `labels` does not hold integers,
        or `label_smoothing` is no number.
    ValueError
        If the shapes disagree, or a label or `label_smoothing` is out of range.

    Notes
    -----
    Label smoothing: Szegedy and others, "Rethinking the Inception architecture for computer
    vision", CVPR 2016, section 7.
    """
    need_array(logits, "logits", "N, C")
    need_array(labels, "labels", "N", dtype_kind="i")
    label_smoothing = number(label_smoothing, "label_smoothing", minimum=0, maximum=1)
    N, C = logits.shape
    need_shape(labels, "labels", (N,), because=f"one label a row of logits {logits.shape}")
    if N == 0:
        return logits.dtype.type(np.nan), np.zeros_like(logits)
    if labels.min() < 0 or labels.max() >= C:
        wrong = int(np.flatnonzero((labels < 0) | (labels >= C))[0])
        raise ValueError(
            f"labels must lie between 0 and {C - 1}, because logits has {C} columns; "
            f"labels[{wrong}] is {labels[wrong]}"
        )
    images = np.arange(N)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[images, labels].mean()
    if label_smoothing:
        loss = (1 - label_smoothing) * loss - label_smoothing * log_p.mean()
    dlogits = np.exp(log_p)
    dlogits[images, labels] -= 1 - label_smoothing
    dlogits -= label_smoothing / C
    dlogits /= N
    return logits.dtype.type(loss), dlogits


def binary_cross_entropy(logits, targets):
    """Measure how surprised a yes-or-no classifier is by the answers.

    The loss is the mean over all numbers of `-t * log(p) - (1 - t) * log(1 - p)`, in nats, where
    `p` is the sigmoid of the logit: `log(2)` for a classifier that knows nothing.

    Parameters
    ----------
    logits : ndarray of any shape
        Numbers before the sigmoid. Large ones do no harm: the loss is computed as
        `max(x, 0) - t * x + log(1 + exp(-abs(x)))`.
    targets : ndarray of the shape of `logits`
        Floating-point numbers from 0 (no) to 1 (yes).

    Returns
    -------
    loss : float
        Of the dtype of `logits`. The mean over no number is not a number, as in torch.
    dlogits : ndarray of the shape of `logits`
        The gradient of the loss: `(p - t)` over the number of entries.

    Raises
    ------
    TypeError
        If `logits` or `targets` does not hold floating-point numbers.
    ValueError
        If the shapes disagree or a target is out of range.
    """
    need_array(logits, "logits", "...")
    need_array(targets, "targets", "...")
    need_shape(targets, "targets", logits.shape, because="that of logits")
    if logits.size == 0:
        return logits.dtype.type(np.nan), np.zeros_like(logits)
    if targets.min() < 0 or targets.max() > 1:
        raise ValueError(
            f"targets must lie between 0 and 1, got {targets.min()} to {targets.max()}"
        )
    targets = targets.astype(logits.dtype, copy=False)
    tail = np.exp(-np.abs(logits))
    loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
    p, _ = sigmoid_forward(logits)
    return loss, np.asarray((p - targets) / logits.size)
