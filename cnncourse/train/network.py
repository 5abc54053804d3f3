"""The network that a training begins with."""

from __future__ import annotations

from inspect import signature

import numpy as np

from cnncourse import nn
from cnncourse.train.initialization import initialize


def build(model, engine, image_shape, num_classes, *, dropout=None, options=None):
    """Build a network for images, from what its architecture asks for.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    engine : module or namespace
        `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    image_shape : (int, int, int)
        `(C, H, W)`.
    num_classes : int or None
    dropout : float, optional
    options : dict, optional
        Other arguments of the model, such as `{"width": 0.5}`. What is left out or None is the
        model's own.

    Returns
    -------
    network of the engine

    Raises
    ------
    ValueError
        If there is a `dropout` or an option and the model does not take it.
    """
    _, *taken = signature(model).parameters
    name = getattr(model, "func", model).__name__  # also of a functools.partial
    if dropout is not None and "dropout" not in taken:
        raise ValueError(f"{name} has no dropout: leave the setting out")
    given = {"in_channels": image_shape[0], **(options or {})}
    if "image_size" in taken:
        given = {"image_size": image_shape[1], **given}
    for option in given:
        if option not in taken:
            raise ValueError(f"{name} takes no option {option!r}; it takes {', '.join(taken)}")
    said = {"num_classes": num_classes, "dropout": dropout}
    given |= {name: value for name, value in said.items() if value is not None}
    return model(engine, **given)


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
