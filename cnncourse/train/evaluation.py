"""How well a network does on images, without learning from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnncourse import nn
from cnncourse.common.nested import map_arrays, rows


@dataclass(frozen=True)
class Evaluation:
    """How well a network does on images that it does not learn from.

    Attributes
    ----------
    loss : float
        The mean over the images of the task's `loss`.
    metrics : dict of str to float
        By the names of the task's metrics, such as `"accuracy"`.
    predictions : ndarray, or tuple or dict of them
        What the task reads from the outputs, one row an image.
    outputs : ndarray, or tuple or dict of them
        What the network gives, one row an image; None if they were not kept.
    """

    loss: float
    metrics: dict
    predictions: Any
    outputs: Any


def evaluate(learner, split, *, batch_size=256, keep_outputs=True):
    """Measure how well a network does on images, without learning from them.

    Parameters
    ----------
    learner : Learner
    split : Split
    batch_size : int
        How many images go through the network at a time.
    keep_outputs : bool
        Whether the outputs, which may be large, are kept.

    Returns
    -------
    Evaluation
    """
    task, images = learner.data.task, len(split)
    total, counts, predictions, outputs = 0.0, 0.0, [], []
    criterion = task.loss(nn)
    with learner.computing(), np.errstate(over="ignore", invalid="ignore"):  # infinity says it all
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
    """Put arrays, or tuples or dicts of arrays, one behind the other."""
    return map_arrays(lambda *arrays: np.concatenate(arrays), *parts)
