"""Weights in the layout of torchvision's AlexNet, VGG and ResNet: their names against ours.

torchvision's networks are the same layers under other names: `layer2.0.downsample.1.weight` is
`5.0.shortcut.1.weight` here. Arrays have the same shapes.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from cnncourse import blueprint
from cnncourse.models.alexnets import alexnet_torchvision
from cnncourse.models.resnets import resnet18, resnet34, resnet50, resnet101, resnet152
from cnncourse.models.vggs import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn

# The networks whose weights torchvision publishes.
NETWORKS = (
    *(alexnet_torchvision, vgg11, vgg13, vgg16, vgg19, vgg11_bn, vgg13_bn, vgg16_bn, vgg19_bn),
    *(resnet18, resnet34, resnet50, resnet101, resnet152),
)
BOTTLENECKS = ("resnet50", "resnet101", "resnet152")
COUNT = "num_batches_tracked"

# Places in our networks, and what torchvision calls them.
ALEXNET = {"0": "features", "3": "classifier"}
VGG = {"0": "features", "2": "classifier"}
RESNET = {"0": "conv1", "1": "bn1", "10": "fc"} | {str(3 + n): f"layer{n}" for n in (1, 2, 3, 4)}
BODY = {"0": "conv1", "1": "bn1", "3": "conv2", "4": "bn2", "6": "conv3", "7": "bn3"}


def load_torchvision(net, state):
    """Copy weights in torchvision's layout into a network: all of them or, if one is wrong, none.

    Parameters
    ----------
    net : network
        One of torchvision's architectures, built with `cnncourse.nn` or `cnncourse.torch_nn`;
        the number of classes and the width are free.
    state : mapping of str to array or Tensor
        As torchvision's `state_dict()` gives it. Values are converted to the network's dtype and
        brought to its device.

    Returns
    -------
    network
        `net` itself.

    Raises
    ------
    ValueError
        If the network is none of torchvision's, or the weights are those of another one, by its
        name; or naming every key that is missing, unexpected or of another shape.

    Notes
    -----
    Files of before 2018 lack the `num_batches_tracked` of batch norm; as in torch it then counts
    from 0.
    """
    name, own = architecture(net), net.state_dict()
    if name in BOTTLENECKS and net[5][0].body[0].stride != (1, 1):
        raise ValueError(f'torchvision\'s {name} is that of stride_in="3x3", not "1x1"')
    theirs = {key: torchvision_key(name, key) for key in own}
    wanted = {theirs[key]: tuple(value.shape) for key, value in own.items()}
    if not any(key.endswith(COUNT) for key in state):
        wanted = {key: shape for key, shape in wanted.items() if not key.endswith(COUNT)}
    _need_fit(name, wanted, state)
    values = {key: _as_array(state.get(theirs[key], 0)) for key in own}
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
    places = {key.rpartition(".")[0] for key in net.state_dict()}
    for model in NETWORKS:
        if places == layers_of(model):
            return model.__name__
    known = ", ".join(model.__name__ for model in NETWORKS)
    raise ValueError(f"net is none of the networks that torchvision publishes; they are: {known}")


def torchvision_key(name, key):
    """Translate the name of an array.

    Parameters
    ----------
    name : str
        Of the architecture.
    key : str
        As in our `state_dict`: `"5.0.shortcut.1.weight"`.

    Returns
    -------
    str
        As in torchvision's: `"layer2.0.downsample.1.weight"`.
    """
    place, _, array = key.rpartition(".")
    return f"{torchvision_layer(name, place)}.{array}"


def torchvision_layer(name, place):
    """Translate the name of a layer: `"5.0.shortcut.1"` to `"layer2.0.downsample.1"`."""
    first, *inner = place.split(".")
    if name.startswith("alexnet"):
        return ".".join([ALEXNET[first], *inner])
    if name.startswith("vgg"):
        return ".".join([VGG[first], *inner])
    if inner:
        block, part, layer = inner
        inner = [block, BODY[layer]] if part == "body" else [block, "downsample", layer]
    return ".".join([RESNET[first], *inner])


@cache
def layers_of(model):
    """Name the layers of a model that learn something; they tell the architectures apart."""
    net = model(blueprint, image_size=64)
    return {row.name for row in blueprint.summarize(net, (3, 64, 64)).layers if row.parameters}


def _need_fit(name, shapes, state):
    """Compare names and shapes with those that are wanted, both in torchvision's words."""
    problems = [f"missing {key}" for key in shapes if key not in state]
    problems += [f"unexpected {key}" for key in state if key not in shapes]
    problems += [
        f"{key} has shape {tuple(np.shape(state[key]))} instead of {shape}"
        for key, shape in shapes.items()
        if key in state and tuple(np.shape(state[key])) != shape
    ]
    if problems:
        given = {key.rpartition(".")[0] for key in state}
        for model in NETWORKS:
            other = model.__name__
            if other != name and given == {torchvision_layer(other, k) for k in layers_of(model)}:
                raise ValueError(f"the weights are those of torchvision's {other}, not of {name}")
        raise ValueError(f"the weights do not fit {name}: " + "; ".join(problems))


def _as_array(value):
    """Bring an array, or a tensor of any device and precision, to numpy."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if value.is_floating_point() and value.element_size() < 4:
            value = value.float()
    return np.asarray(value)
