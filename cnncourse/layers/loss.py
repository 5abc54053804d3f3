"""The loss of a classifier."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.validate import need_array, need_shape


def softmax_cross_entropy(logits, labels):
    """Measure how surprised a classifier is by the true labels, and in which direction to move.

    The loss is the mean over the images of `-log p[label]`, in nats, where `p` is the softmax of
    the logits: `log(C)` for a classifier that knows nothing.

    Parameters
    ----------
    logits : ndarray of shape (N, C)
        Any numbers; the largest of each row is subtracted first, so that nothing overflows.
    labels : ndarray of int, shape (N,)
        The true class of every image, 0 to C - 1.

    Returns
    -------
    loss : float
        Of the dtype of `logits`. The mean over no image, N = 0, is not a number, as in torch.
    dlogits : ndarray of shape (N, C)
        The gradient of the loss: `(p - one_hot(labels)) / N`.

    Raises
    ------
    TypeError
        If `logits` does not hold floating-point numbers or `labels` does not hold integers.
    ValueError
        If the shapes disagree or a label is out of range.
    """
    need_array(logits, "logits", "N, C")
    need_array(labels, "labels", "N", dtype_kind="i")
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
    dlogits = np.exp(log_p)
    dlogits[images, labels] -= 1
    dlogits /= N
    return loss, dlogits
