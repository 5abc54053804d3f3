"""Architectures: each is one expression over an engine, `model(nn, *, num_classes=...)`.

    from cnncourse import blueprint, models, nn, torch_nn

    models.resnet20(nn)  # numpy
    models.resnet20(torch_nn)  # torch
    blueprint.summarize(models.resnet20(blueprint), (3, 32, 32))  # on paper

All take `num_classes`, `in_channels` and `image_size`; all but `lenet5_1998` take `width`, which
multiplies every number of channels; those with dropout take `dropout`, its probability.
Layer names are torchvision's or, where it lacks the network, the paper's: `features.0`,
`layer3.0.conv2`, `c5`.

Every family is a file in `families`, which is found by being there.

`find(name)` looks a model up, `published()` reads what was published about them,
`load_torchvision(net, state)` takes torchvision's weights, and
`cnncourse.models.torch_published.load_published(net)` fetches them.
"""

from __future__ import annotations

from inspect import signature

from cnncourse.common.names import advice
from cnncourse.models.families import find_models
from cnncourse.models.table import published
from cnncourse.models.torchvision_weights import load_torchvision

globals().update(find_models())

__all__ = [*find_models(), "find", "image_size", "load_torchvision", "names", "published"]


def names():
    """List the names that `find` knows.

    Returns
    -------
    list of str
    """
    return list(find_models())


def find(name):
    """Look a model up by its name.

    Parameters
    ----------
    name : str
        For example `"lenet5"`.

    Returns
    -------
    function
        `model(nn, *, num_classes=...)`.

    Raises
    ------
    ValueError
        If there is none of that name; the message offers the nearest ones.
    """
    if name in names():
        return find_models()[name]
    raise ValueError(f"no model is called {name!r}; {advice(name, names(), cutoff=0.72)}")


def image_size(name):
    """Give the height and width of the images that a model is made for, if nothing else is said.

    Parameters
    ----------
    name : str

    Returns
    -------
    int
        For example 32 for `"lenet5"`, 227 for `"alexnet"`.

    Raises
    ------
    ValueError
        If there is no model of that name.
    """
    return signature(find(name)).parameters["image_size"].default
