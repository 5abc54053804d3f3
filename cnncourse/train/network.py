"""The network that a training begins with."""

from __future__ import annotations

from inspect import signature

import numpy as np

from cnncourse import nn
from cnncourse.initialize import initialize


def build(model, engine, image_shape, num_classes, *, dropout=None):
    """Build a network for images, from what its architecture asks for.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    engine : module or namespace
        `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    image_shape : (int, int, int)
        `(C, H, W)`.
    num_classes : int
    dropout : float, optional
        Left out, the model's own.

    Returns
    -------
    network of the engine

    Raises
    ------
    ValueError
        If there is a `dropout` and the model has none.
    """
    options = {"num_classes": num_classes, "in_channels": image_shape[0]}
    taken = signature(model).parameters
    if "image_size" in taken:
        options["image_size"] = image_shape[1]
    if dropout is not None:
        if "dropout" not in taken:
            raise ValueError(f"{model.__name__} has no dropout: leave the setting out")
        options["dropout"] = dropout
    return model(engine, **options)


def initial_network(model, data, settings):
    """Build a numpy network, with the weights that every engine begins with.

    Parameters
    ----------
    model : function
    data : Dataset
    settings : Settings

    Returns
    -------
    nn.Module
    """
    net = build(model, nn, data.image_shape, len(data.classes), dropout=settings.dropout)
    initialize(net, settings.initialization, np.random.default_rng(settings.seed))
    return net
