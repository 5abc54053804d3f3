"""What a training does to its images."""

from __future__ import annotations

import numpy as np

from cnncourse import augment


def pipeline(data, settings):
    """Make the pipeline of a training, and see that it fits the images.

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
        If a piece of it would leave nothing of the images.
    """
    pieces = augment.parse(settings.augment).fitted(data.train.images)
    pieces.draw(np.random.default_rng(0), (1, *data.image_shape))
    return pieces
