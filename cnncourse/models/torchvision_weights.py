"""torchvision's weights for its AlexNet, VGG and ResNet, whose layers have the same names here."""

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

# Networks for which torchvision publishes weights.
NETWORKS = (
    *(alexnet_torchvision, vgg11, vgg13, vgg16, vgg19, vgg11_bn, vgg13_bn, vgg16_bn, vgg19_bn),
    *(resnet18, resnet34, resnet50, resnet101, resnet152),
)
BOTTLENECKS = ("resnet50", "resnet101", "resnet152")


def load_torchvision(net, state):
    """Copy torchvision's weights into a network; on an error, change none of them.

    Parameters
    ----------
    net : network
        One of torchvision's architectures, built with `cnncourse.nn` or `cnncourse.torch_nn`,
        with any number of classes and any width.
    state : mapping of str to array or Tensor
        As returned by torchvision's `state_dict()`. Values are converted to the network's dtype
        and device. `cnncourse.common.states.fit_state` documents what else is accepted.

    Returns
    -------
    network
        `net` itself.

    Raises
    ------
    ValueError
        If the network is not one of torchvision's, the weights belong to another network (which
        the message names), keys are missing, unexpected, of another shape or not numbers, or a
        value is infinite or NaN. The message is one line.
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
    """Recognize one of torchvision's architectures by the names of its layers.

    Parameters
    ----------
    net : network
        Built with `cnncourse.nn` or `cnncourse.torch_nn`.

    Returns
    -------
    str
        Name for `models.find`, for example `"resnet18"`.

    Raises
    ------
    ValueError
        If the network is none of them.
    """
    name = _architecture_of(net.state_dict())
    if name is None:
        known = ", ".join(model.__name__ for model in NETWORKS)
        raise ValueError(
            f"net is not one of the networks that torchvision publishes; they are: {known}"
        )
    return name


def _architecture_of(state):
    """Return the architecture that has the layers of a state, or None."""
    try:
        layers = {key.rpartition(".")[0] for key in unwrapped(state, ())}
    except ValueError:
        return None
    names = [model.__name__ for model in NETWORKS if layers == _layers(model)]
    return names[0] if names else None


@cache
def _layers(model):
    """Return the names of a model's layers with parameters, which identify the architecture."""
    net = model(blueprint, image_size=64)
    return {row.name for row in blueprint.summarize(net, (3, 64, 64)).layers if row.parameters}
