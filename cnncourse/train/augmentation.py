"""What training does to its images."""

from __future__ import annotations

import numpy as np

from cnncourse import augment
from cnncourse.common.errors import Refused


def pipeline(data, settings):
    """Make the pipeline of a run, and see that it fits the images and the task.

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
        If a piece of it would leave nothing of the images, or move what they show away from
        where the targets say that it is.
    """
    pieces = augment.parse(settings.augment).fitted(data.train.images)
    if data.task.moves_with_image and pieces.moving.pieces:
        raise Refused(
            "{augment}={moving} moves what the images show, and the targets of {task} would stay "
            "where they are: leave it out",
            moving=repr(str(pieces.moving)),
            task=type(data.task).__name__,
        )
    pieces.draw(np.random.default_rng(0), (1, *data.image_shape))
    return pieces
