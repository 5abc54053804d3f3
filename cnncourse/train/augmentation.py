"""Augmentation of the training images."""

from __future__ import annotations

import numpy as np

from cnncourse import augment
from cnncourse.common.errors import Refused


def pipeline(data, settings):
    """Build the augmentation pipeline of a run and check that it suits the images and the task.

    Parameters
    ----------
    data : Dataset
    settings : Settings

    Returns
    -------
    augment.Pipeline

    Raises
    ------
    ValueError
        If a step would leave nothing of the images, or would move their content while the targets
        stay in place.
    """
    pieces = augment.parse(settings.augment).fitted(data.train.images)
    if data.task.moves_with_image and pieces.moving.pieces:
        raise Refused(
            "{augment}={moving} moves the content of the images, but the targets of {task} would "
            "not move with it: leave it out",
            moving=repr(str(pieces.moving)),
            task=type(data.task).__name__,
        )
    first = np.zeros(1, int)
    pieces.draw(np.random.default_rng(0), (1, *data.image_shape), indices=first, epoch=1)
    return pieces
