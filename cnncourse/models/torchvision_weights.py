"""torchvision's weights for its AlexNet, VGG and ResNet, whose layers are called the same here."""

from __future__ import annotations

from functools import cache

import numpy as np

from cnncourse import blueprint
from cnncourse.common.states import fit_state, unwrapped
from cnncourse.models.families.alexnets import alexnet_torchvision
from cnncourse.models.families.resnets import resnet18, resnet34, resnet50, resnet101, resnet152
from cnncourse.models.families.vggs import (
    vgg11,
    vgg11_bn,
    vgg13,
    vgg13_bn,
    vgg16,
    vgg16_bn,
    vgg19,
    vgg19_bn,
)

# The networks whose weights torchvision publishes.
NETWORKS = (
    *(alexnet_torchvision, vgg11, vgg13, vgg16, vgg19, vgg11_bn, vgg13_bn, vgg16_bn, vgg19_bn),
    *(resnet18, resnet34, resnet50, resnet101, resnet152),
)
BOTTLENECKS = ("resnet50", "resnet101", "resnet152")


def load_torchvision(net, state):
    """Copy torchvision's weights into a network: all of them or, if one is wrong, none.

    Parameters
    ----------
    net : network
        One of torchvision's architectures, built with `cnncourse.nn` or `cnncourse.torch_nn`;
        the number of classes and the width are free.
    state : mapping of str to array or Tensor
        As torchvision's `state_dict()` gives it. Values are converted to the network's dtype and
        brought to its device. `cnncourse.common.states.fit_state` says what else is understood.

    Returns
    -------
    network
        `net` itself.

    Raises
    ------
    ValueError
        In one line: if the network is none of torchvision's; if the weights are those of another
        one, by its name; if keys are missing, unexpected, of another shape or not numbers; if a
        value is infinite or NaN.
    """
    name, own = architecture(net), net.state_dict()
    if name in BOTTLENECKS and net.layer2[0].conv1.stride != (1, 1):
        raise ValueError(f'torchvision\'s {name} is that of stride_in="3x3", not "1x1"')
    try:
        values = fit_state(own, state, f"the weights do not fit {name}")
    except ValueError:
        other = _architecture_of(state)
        if other in (None, name):
            raise
        wrong = f"the weights are those of torchvision's {other}, not of {name}"
        raise ValueError(wrong) from None
    for key, value in values.items():
        if not np.isfinite(value).all():
            raise ValueError(f"the weights of {name} are damaged: {key} has infinite values or NaN")
    if not all(isinstance(value, np.ndarray) for value in own.values()):
        values = {key: own[key].new_tensor(value) for key, value in values.items()}
    net.load_state_dict(values)
    return net


def architecture(net):
    """Say which of torchvision's architectures a network is, by the names of its layers.

    Parameters
    ----------
    net : network
        Built with `cnncourse.nn` or `cnncourse.torch_nn`.

    Returns
    -------
    str
        For example `"resnet18"`, as `models.find` knows it.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    name = _architecture_of(net.state_dict())
    if name is None:
        known = ", ".join(model.__name__ for model in NETWORKS)
        raise ValueError(
            f"net is none of the networks that torchvision publishes; they are: {known}"
        )
    return name


def _architecture_of(state):
    """Name the architecture whose layers a state has, or give None."""
    try:
        layers = {key.rpartition(".")[0] for key in unwrapped(state, ())}
    except ValueError:
        return None
    names = [model.__name__ for model in NETWORKS if layers == _layers(model)]
    return names[0] if names else None


@cache
def _layers(model):
    """Name the layers of a model that learn something; they tell the architectures apart."""
    net = model(blueprint, image_size=64)
    return {row.name for row in blueprint.summarize(net, (3, 64, 64)).layers if row.parameters}
