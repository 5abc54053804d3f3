"""The torch engine: torch's own layers and the few that torch lacks, under the shared names.

Weights can be exchanged with a network of the numpy engine in both directions:

    theirs.load_state_dict(torch_nn.to_torch_state(ours.state_dict()))
    ours.load_state_dict(torch_nn.from_torch_state(theirs.state_dict()))
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch.nn import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    AvgPool3d,
    BatchNorm1d,
    BatchNorm2d,
    BCEWithLogitsLoss,
    ChannelShuffle,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose2d,
    CrossEntropyLoss,
    Dropout,
    Flatten,
    GroupNorm,
    Identity,
    LayerNorm,
    LeakyReLU,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    MaxPool3d,
    Module,
    MSELoss,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    Softmax,
    Tanh,
)

from cnncourse.common.heads import require_outputs, require_places
from cnncourse.common.layer_list import Editable
from cnncourse.common.layer_names import require_name
from cnncourse.common.layer_tree import add_layers, add_paths
from cnncourse.common.states import as_array
from cnncourse.layers.activation.squashing import SCALED_TANH
from cnncourse.layers.arguments import growing, number, positive
from cnncourse.layers.shapes import factors_shape

__all__ = [
    "AdaptiveAvgPool2d",
    "Auxiliary",
    "AuxiliaryLoss",
    "AvgPool2d",
    "AvgPool3d",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "ChannelShuffle",
    "Concat",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "GroupNorm",
    "Heads",
    "HeadsLoss",
    "Identity",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "MSELoss",
    "MaxPool2d",
    "MaxPool3d",
    "Module",
    "Multiply",
    "Negate",
    "PReLU",
    "RBF",
    "ReLU",
    "ReLU6",
    "Residual",
    "Scale",
    "ScaledTanh",
    "Select",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Subsampling",
    "Tanh",
    "ZeroPadShortcut",
    "from_torch_state",
    "to_torch_state",
]


class _Combinator(Module):
    """A layer that contains others, under names that every engine accepts."""

    def __setattr__(self, name, value):
        if isinstance(value, Module):
            require_name(self, name)
        super().__setattr__(name, value)


class Sequential(Editable, _Combinator, torch.nn.Sequential):
    """Like `nn.Sequential`: torch's own, which also accepts layers by name."""

    layer_class = Module

    def __init__(self, *layers, **named):
        super().__init__()
        add_layers(self, Module, layers, named)

    def _names(self):
        return list(self._modules)


class Residual(_Combinator):
    """Like `nn.Residual`: `activation(body(x) + shortcut(x))`."""

    def __init__(self, body=None, shortcut=None, activation=None, **named):
        super().__init__()
        paths = {"body": body, "shortcut": shortcut, "activation": activation}
        add_paths(self, Module, paths, named)

    def forward(self, x):
        return _send(self, "activation", _send(self, "body", x) + _send(self, "shortcut", x))


class Concat(_Combinator):
    """Like `nn.Concat`: parallel branches, concatenated along the channels."""

    def __init__(self, *layers, **named):
        super().__init__()
        add_layers(self, Module, layers, named)
        if not list(self.children()):
            raise ValueError("Concat needs at least one branch")

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()], dim=1)


class Scale(_Combinator):
    """Like `nn.Scale`: the input times the output of a gate."""

    def __init__(self, gate=None, **named):
        super().__init__()
        add_paths(self, Module, {"gate": gate}, named)

    def forward(self, x):
        factors = _send(self, "gate", x)
        full = factors_shape(x.shape, factors.shape)
        if full is None:
            raise ValueError(
                f"Scale's gate must give one factor per channel, pixel or number of x "
                f"{tuple(x.shape)}, got shape {tuple(factors.shape)}"
            )
        return x * factors.reshape(full)


def _send(net, path, x):
    """Pass a batch through the layers of a path, such as a body."""
    for name in net.paths[path]:
        x = getattr(net, name)(x)
    return x


class Select(Module):
    """Like `nn.Select`: a selection of the channels."""

    def __init__(self, channels):
        super().__init__()
        self.channels = [int(channel) for channel in channels]

    def forward(self, x):
        return x[:, self.channels]

    def extra_repr(self):
        return str(self.channels)


class Multiply(Module):
    """Like `nn.Multiply`: every number times a constant."""

    def __init__(self, factor):
        super().__init__()
        self.factor = number(factor, "factor")

    def forward(self, x):
        return self.factor * x

    def extra_repr(self):
        return f"{self.factor:g}"


class Negate(Module):
    """Like `nn.Negate`: the input with its sign flipped."""

    def forward(self, x):
        return -x


class ZeroPadShortcut(Module):
    """Like `nn.ZeroPadShortcut`: every `stride`-th pixel, with channels of zeros appended."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.in_channels, self.out_channels = growing(in_channels, out_channels)
        self.stride = positive(stride, "stride")

    def forward(self, x):
        if x.shape[1] != self.in_channels:
            raise ValueError(
                f"ZeroPadShortcut expects {self.in_channels} channels, but x has shape "
                f"{tuple(x.shape)}"
            )
        kept = x[:, :, :: self.stride, :: self.stride]
        more = self.out_channels - self.in_channels
        return torch.nn.functional.pad(kept, (0, 0, 0, 0, 0, more))

    def extra_repr(self):
        return f"{self.in_channels}, {self.out_channels}, stride={self.stride}"


class ScaledTanh(Module):
    """Like `nn.ScaledTanh`: LeNet-5's squashing function."""

    def forward(self, x):
        amplitude, slope = SCALED_TANH
        return amplitude * torch.tanh(slope * x)


class Subsampling(Module):
    """Like `nn.Subsampling`: sums of 2x2 pixels, times a coefficient, plus a bias."""

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.weight = torch.nn.Parameter(torch.empty(channels))
        self.bias = torch.nn.Parameter(torch.empty(channels))
        self.reset_parameters()

    def reset_parameters(self):
        for value in self.parameters():
            torch.nn.init.uniform_(value, -0.5, 0.5)

    def forward(self, x):
        sums = 4 * torch.nn.functional.avg_pool2d(x, 2)
        return sums * self.weight[:, None, None] + self.bias[:, None, None]

    def extra_repr(self):
        return str(self.channels)


class RBF(Module):
    """Like `nn.RBF`: the squared distance to the centre of every class."""

    def __init__(self, centres):
        super().__init__()
        self.register_buffer("centres", torch.tensor(np.asarray(centres), dtype=torch.float32))

    def forward(self, x):
        return ((x[:, None] - self.centres) ** 2).sum(dim=2)

    def extra_repr(self):
        C, D = self.centres.shape
        return f"{D}, {C}"


class Heads(_Combinator):
    """Like `nn.Heads`: parallel layers, each of which gives one output of the network."""

    def __init__(self, *heads, **named):
        super().__init__()
        if bool(heads) == bool(named):
            raise ValueError("Heads needs heads, either all with names or all without")
        add_layers(self, Module, heads, named)
        self.by_name = bool(named) or isinstance(heads[0], Mapping)

    def forward(self, x):
        outs = {name: head(x) for name, head in self.named_children()}
        return outs if self.by_name else tuple(outs.values())


class Auxiliary(_Combinator):
    """Like `nn.Auxiliary`: a chain of layers, with extra heads that are used only in training."""

    def __init__(self, chain, heads):
        super().__init__()
        chain = dict(chain.named_children())
        places = require_places(heads, list(chain))
        heads = {name: head for name, (_, head) in heads.items()}
        add_layers(self, Module, (chain | heads,), {})
        self.chain, self.behind = tuple(chain), places

    def forward(self, x):
        outs = {}
        for name in self.chain:
            x = getattr(self, name)(x)
            for head, place in self.behind.items():
                if place == name and self.training:
                    outs[head] = getattr(self, head)(x)
        return (x, *(outs[head] for head in self.behind)) if self.training else x


class AuxiliaryLoss(Module):
    """Like `nn.AuxiliaryLoss`: the loss of the main output plus a share of those of the others."""

    def __init__(self, criterion, weight=0.3):
        super().__init__()
        self.criterion = criterion
        self.weight = number(weight, "weight", minimum=0)

    def forward(self, outputs, targets):
        if not isinstance(outputs, tuple):
            return self.criterion(outputs, targets)
        main, *others = (self.criterion(output, targets) for output in outputs)
        return main + self.weight * sum(others)


class HeadsLoss(Module):
    """Like `nn.HeadsLoss`: the weighted sum of the losses of several heads."""

    def __init__(self, criteria, weights=None):
        super().__init__()
        self.criteria, self.weights = criteria, weights or {}

    def forward(self, outputs, targets):
        return sum(
            self.weights.get(place, 1.0) * self.criteria[place](outputs[place], targets[place])
            for place in require_outputs(self.criteria, outputs, targets)
        )


def to_torch_state(state):
    """Convert a state dict of the numpy engine to one of the torch engine.

    Parameters
    ----------
    state : mapping of str to ndarray
        As returned by `nn.Module.state_dict`.

    Returns
    -------
    dict of str to Tensor
        Copies under the same names, for `torch.nn.Module.load_state_dict` or `torch.save`.
    """
    return {name: torch.tensor(value) for name, value in state.items()}


def from_torch_state(state):
    """Convert a state dict of the torch engine to one of the numpy engine.

    Parameters
    ----------
    state : mapping of str to Tensor
        As returned by `torch.nn.Module.state_dict` or `torch.load`, on any device.

    Returns
    -------
    dict of str to ndarray
        Copies under the same names, for `nn.Module.load_state_dict`. float16, bfloat16 and
        smaller floats become float32.
    """
    return {name: as_array(value).copy() for name, value in state.items()}
