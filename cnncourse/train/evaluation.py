"""Evaluation: the loss and metrics of a network on a split, without learning from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnncourse import nn
from cnncourse.common.nested import map_arrays, rows


@dataclass(frozen=True)
class Evaluation:
    """The result of evaluating a network on a split.

    Attributes
    ----------
    loss : float
        Mean of the task's `loss` over the images.
    metrics : dict of str to float
        Keyed by the names of the task's metrics, such as `"accuracy"`.
    predictions : ndarray, or tuple or dict of them
        The task's `predict` applied to the outputs, one row per image.
    outputs : ndarray, or tuple or dict of them
        The network's outputs, one row per image; None if they were not kept.
    """

    loss: float
    metrics: dict
    predictions: Any
    outputs: Any


def evaluate(learner, split, *, batch_size=256, keep_outputs=True):
    """Evaluate a network on a split, without learning from it.

    Parameters
    ----------
    learner : Learner
    split : Split
    batch_size : int
        Images per forward pass.
    keep_outputs : bool
        Whether to keep the outputs, which may be large.

    Returns
    -------
    Evaluation
    """
    task, images = learner.data.task, len(split)
    total, counts, predictions, outputs = 0.0, 0.0, [], []
    criterion = task.loss(nn)
    with learner.computing(), np.errstate(over="ignore", invalid="ignore"):  # the loss will show it
        for start in range(0, images, batch_size):
            part = slice(start, start + batch_size)
            out, targets = learner.outputs(split.images[part]), rows(split.targets, part)
            total += float(criterion(out, targets)) * len(split.images[part])
            counts = counts + np.array(task.count(out, targets), float)
            predictions.append(task.predict(out))
            if keep_outputs:
                outputs.append(out)
    return Evaluation(
        total / images,
        task.named(counts.tolist(), images),
        joined(predictions),
        joined(outputs) if keep_outputs else None,
    )


def joined(parts):
    """Concatenate arrays, or tuples or dicts of arrays, along the first axis."""
    return map_arrays(lambda *arrays: np.concatenate(arrays), *parts)
