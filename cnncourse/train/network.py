"""The network at the start of training."""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.models import building
from cnncourse.train.initialization import initialize


def build(model, engine, data, *, dropout=None):
    """Build a network that fits a data set: its images and its task.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    engine : module or namespace
        `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    data : Dataset
    dropout : float, optional
        The model's own value if omitted.

    Returns
    -------
    network of the engine

    Raises
    ------
    ValueError
        If `dropout` is given and the model does not take it.
    """
    options = data.task.model_arguments(data)
    return building.build(model, engine, data.image_shape, options, dropout=dropout)


def initial_network(model, data, settings):
    """Build a numpy network with the initial weights that every engine starts from.

    Parameters
    ----------
    model : function
    data : Dataset
    settings : Settings

    Returns
    -------
    nn.Module
    """
    net = build(model, nn, data, dropout=settings.dropout)
    rng = np.random.default_rng(settings.seed)
    initialize(net, settings.initialization, rng, data.train.images)
    return net
