"""The classes that represent data sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnncourse.common.nested import arrays
from cnncourse.common.texts import counted
from cnncourse.tasks import Classification, Task


class DataUnavailable(ValueError):
    """A data set cannot be loaded; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Split:
    """Images and their targets.

    Attributes
    ----------
    images : ndarray of float32, shape (N, C, H, W)
        Normalized.
    targets : ndarray, or tuple or dict of them
        What the network should predict, one row per image, as the data set's task requires: for
        classification int64, shape (N,), 0 to the number of classes - 1.
    """

    images: np.ndarray
    targets: Any

    def __post_init__(self):
        for target in arrays(self.targets):
            if len(target) != len(self.images):
                raise ValueError(
                    f"targets must have one row per image: {counted(len(target), 'row')} for "
                    f"{counted(len(self), 'image')}"
                )

    def __len__(self):
        return len(self.images)

    def __repr__(self):
        return f"Split({counted(len(self), 'image')} of shape {self.images.shape[1:]})"


@dataclass(frozen=True)
class Dataset:
    """Training images, and held-out images that no training step ever sees.

    Attributes
    ----------
    name : str
        Name for `cnncourse.data.find`.
    train, held_out : Split
    classes : tuple of str
        Names of the class numbers in the targets; empty if there are no classes.
    background : float
        The value of an empty pixel after normalization; augmentation fills with it.
    task : Task
        What is learned from the data.
    """

    name: str
    train: Split
    held_out: Split
    classes: tuple[str, ...]
    background: float
    task: Task = Classification()

    @property
    def image_shape(self):
        """The shape of one image: (C, H, W)."""
        return self.train.images.shape[1:]
