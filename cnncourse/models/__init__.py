"""Architectures, each an expression over an engine: `model(nn, *, num_classes=...)`.

    from cnncourse import blueprint, models, nn, torch_nn

    models.resnet20(nn)  # numpy
    models.resnet20(torch_nn)  # torch
    blueprint.summarize(models.resnet20(blueprint), (3, 32, 32))  # counts only

All models take `num_classes`, `in_channels` and `image_size`; all but `lenet5_1998` take `width`,
which multiplies every number of channels; those with dropout take its probability, `dropout`.
Layers have torchvision's names, such as `features.0` and `layer3.0.conv2`, or the paper's, such as
`c5`, if torchvision does not have the network.

Every file in `families` is found automatically.

`find(name)` looks a model up, `published()` reads the table of published figures,
`load_torchvision(net, state)` loads torchvision's weights, and
`cnncourse.models.torch_published.load_published(net)` downloads them.
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
    """Return the names that `find` knows.

    Returns
    -------
    list of str
    """
    return list(find_models())


def find(name):
    """Look up a model by name.

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
        If no model has that name; the message suggests similar ones.
    """
    if name in names():
        return find_models()[name]
    raise ValueError(f"no model is called {name!r}; {advice(name, names(), cutoff=0.72)}")


def image_size(name):
    """Return a model's default image size, height and width.

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
        If no model has that name.
    """
    return signature(find(name)).parameters["image_size"].default
