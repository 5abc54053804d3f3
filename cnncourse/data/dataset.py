"""The form in which every data set comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


class DataUnavailable(ValueError):
    """A data set cannot be loaded; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Split:
    """Images and what they show.

    Attributes
    ----------
    images : ndarray of float32, shape (N, C, H, W)
        Normalized.
    labels : ndarray of int64, shape (N,)
        0 to the number of classes - 1.
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)


@dataclass(frozen=True)
class Dataset:
    """Images to learn from, and images that no training step ever sees.

    Attributes
    ----------
    name : str
        As `cnncourse.data.find` knows it.
    train, held_out : Split
    classes : tuple of str
        What the labels mean.
    background : float
        The value of an empty pixel after normalization; augmentation fills with it.
    """

    name: str
    train: Split
    held_out: Split
    classes: tuple[str, ...]
    background: float

    @property
    def image_shape(self):
        """The shape of one image: (C, H, W)."""
        return self.train.images.shape[1:]
