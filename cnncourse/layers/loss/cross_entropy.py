"""Cross-entropy losses of classifiers, and their gradients."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.activation.squashing import sigmoid_forward
from cnncourse.layers.arguments import number, require_array, require_shape


def softmax_cross_entropy(logits, labels, *, label_smoothing=0.0):
    """Compute the mean cross-entropy of a classifier and its gradient.

    The loss is the mean over the images of `-log p[label]`, in nats, where `p` is the softmax of
    the logits. A classifier that gives every class the same probability has the loss `log(C)`.

    Parameters
    ----------
    logits : ndarray of shape (N, C)
        Large numbers are safe: the largest of each row is subtracted first.
    labels : ndarray of int, shape (N,)
        The true class of every image, 0 to C - 1.
    label_smoothing : float
        Share of the target, 0 to 1, that is spread evenly over all C classes; the true class
        keeps the rest.

    Returns
    -------
    loss : float
        With the dtype of `logits`. With smoothing, the mean of `-sum(target * log p)`. NaN for an
        empty batch, as in torch.
    dlogits : ndarray of shape (N, C)
        The gradient of the loss, `(p - target) / N`; without smoothing the target is
        `one_hot(labels)`.

    Raises
    ------
    TypeError
        If `logits` is not a float32 or float64 array, `labels` does not hold integers, or
        `label_smoothing` is not a number.
    ValueError
        If the shapes disagree, or a label or `label_smoothing` is out of range.

    Notes
    -----
    Label smoothing: Szegedy and others, "Rethinking the Inception architecture for computer
    vision", CVPR 2016, section 7.
    """
    require_array(logits, "logits", "N, C")
    require_array(labels, "labels", "N", dtype_kind="i")
    label_smoothing = number(label_smoothing, "label_smoothing", minimum=0, maximum=1)
    N, C = logits.shape
    require_shape(labels, "labels", (N,), because=f"one label per row of logits {logits.shape}")
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
    """Compute the mean cross-entropy of yes-or-no answers and its gradient.

    The loss is the mean over all entries of `-t * log(p) - (1 - t) * log(1 - p)`, in nats, where
    `p` is the sigmoid of the logit. Where every `p` is 1/2 the loss is `log(2)`.

    Parameters
    ----------
    logits : ndarray of any shape
        Numbers before the sigmoid. Large ones are safe: the loss is computed as
        `max(x, 0) - t * x + log(1 + exp(-abs(x)))`.
    targets : ndarray of the shape of `logits`
        Floating-point numbers from 0 (no) to 1 (yes).

    Returns
    -------
    loss : float
        With the dtype of `logits`. NaN for empty arrays, as in torch.
    dlogits : ndarray of the shape of `logits`
        The gradient of the loss: `p - t`, divided by the number of entries.

    Raises
    ------
    TypeError
        If `logits` or `targets` is not a float32 or float64 array.
    ValueError
        If the shapes disagree or a target is out of range.
    """
    require_array(logits, "logits", "...")
    require_array(targets, "targets", "...")
    require_shape(targets, "targets", logits.shape, because="the shape of logits")
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
