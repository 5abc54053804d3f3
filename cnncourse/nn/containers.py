"""Containers: layers one after the other, or in parallel.

All accept layers in order, by name, or in a mapping such as an `OrderedDict`:

    nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU())  # "0" and "1"
    nn.Sequential(conv1=nn.Conv2d(1, 6, 5), relu1=nn.ReLU())  # net.conv1, also net[0]
"""

from __future__ import annotations

import numpy as np

from cnncourse.common.layer_list import Indexed
from cnncourse.common.layer_tree import add_layers, add_paths
from cnncourse.layers.arguments import require_array, require_batch, require_shape
from cnncourse.layers.shapes import factors_shape
from cnncourse.nn.module import Module


class Sequential(Indexed, Module):
    """Layers one after the other.

    Parameters
    ----------
    *layers : Module
        In order of execution. `net[0]` is the first; `net[:3]` is a network of the first three
        that shares their weights and keeps their names. `append`, `extend`, `insert`, `pop` and
        `del net[-1]` work as in torch.
    **named : Module
        The layers by name instead: `Sequential(conv1=Conv2d(1, 6, 5), relu1=ReLU())`.
    """

    layer_class = Module

    def __init__(self, *layers, **named):
        super().__init__()
        add_layers(self, Module, layers, named)

    def forward(self, x):
        """Send a batch through every layer in turn."""
        for layer in self:
            x = layer(x)
        return x

    def backward(self, dout):
        """Send a gradient through every layer in reverse."""
        for layer in reversed(list(self)):
            dout = layer.backward(dout)
        return dout

    def backward_parameters(self, dout):
        """Send a gradient back as far as the parameters of the first layer."""
        first, *others = list(self) or [None]
        for layer in reversed(others):
            dout = layer.backward(dout)
        if first is not None:
            first.backward_parameters(dout)


class _Paths(Module):
    """Several chains of layers, which a subclass combines."""

    def __init__(self, paths, named):
        super().__init__()
        add_paths(self, Module, paths, named)

    def _send(self, path, x):
        """Send a batch through the layers of a path."""
        for name in self.paths[path]:
            x = getattr(self, name)(x)
        return x

    def _send_back(self, path, dout):
        """Send a gradient back through the layers of a path."""
        for name in reversed(self.paths[path]):
            dout = getattr(self, name).backward(dout)
        return dout


class Residual(_Paths):
    """A residual block: `activation(body(x) + shortcut(x))`.

    Parameters
    ----------
    body : Module or mapping of str to Module
        One layer, named "body"; or layers by name, which run one after the other.
    shortcut : Module or mapping of str to Module, optional
        Gives the input the shape of the body's output; if omitted, the input itself is added.
        `shortcut={"downsample": layer}` gives it another name.
    activation : Module or mapping of str to Module, optional
        Applied to the sum.
    **named : Module
        The layers of the body by name, instead of `body`:
        `Residual(conv1=…, bn1=…, relu1=…, conv2=…, bn2=…, activation=ReLU())`.

    Attributes
    ----------
    paths : dict of str to tuple of str
        The names of the layers in "body", "shortcut" and "activation".

    Notes
    -----
    He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016.
    """

    def __init__(self, body=None, shortcut=None, activation=None, **named):
        super().__init__({"body": body, "shortcut": shortcut, "activation": activation}, named)

    def forward(self, x):
        """Add the outputs of body and shortcut for a batch."""
        require_batch(x, "x")
        change, kept = self._send("body", x), self._send("shortcut", x)
        if change.shape != kept.shape:
            raise ValueError(
                f"Residual cannot add the output of its body, shape {change.shape}, and that of "
                f"its shortcut, shape {kept.shape}"
            )
        return self._send("activation", change + kept)

    def backward(self, dout):
        """Send the gradient of the sum through both paths, and add the results."""
        require_batch(dout, "dout")
        dout = self._send_back("activation", dout)
        dkept = self._send_back("shortcut", dout)
        return self._send_back("body", dout) + dkept


class Concat(Module):
    """Parallel branches whose outputs are concatenated along the channels, axis 1.

    Parameters
    ----------
    *layers : Module
        All get the same input. `Concat(nn.Identity(), layer)` keeps the input's channels and adds
        new ones, as in DenseNet.
    **named : Module
        The branches by name instead: `Concat(branch1=…, branch2=…)`, as in GoogLeNet.
    """

    def __init__(self, *layers, **named):
        super().__init__()
        add_layers(self, Module, layers, named)
        if not list(self.children()):
            raise ValueError("Concat needs at least one branch")

    def forward(self, x):
        """Send a batch through every branch."""
        require_batch(x, "x")
        outs = [branch(x) for branch in self.children()]
        shapes = [out.shape for out in outs]
        if len({shape[:1] + shape[2:] for shape in shapes}) > 1:
            raise ValueError(f"Concat cannot stack outputs that differ in size: {shapes}")
        self._cache = np.cumsum([shape[1] for shape in shapes])
        return np.concatenate(outs, axis=1)

    def backward(self, dout):
        """Send every branch its part of the gradient, and add the results."""
        ends = self._remembered()
        require_array(dout, "dout", "...")
        require_batch(dout, "dout")
        require_shape(
            dout, "dout", (len(dout), ends[-1], *dout.shape[2:]), because="of all branches"
        )
        pairs = zip(self.children(), np.split(dout, ends[:-1], axis=1), strict=True)
        dx, *others = (branch.backward(share) for branch, share in pairs)
        for other in others:
            dx = dx + other
        return dx


class Scale(_Paths):
    """The input times a gate computed from it, as in squeeze-and-excitation or spatial attention.

    Parameters
    ----------
    gate : Module or mapping of str to Module
        One layer, named "gate"; or layers by name, which run one after the other. Maps
        (N, C, H, W) to factors: one per channel, (N, C) or (N, C, 1, 1), one per pixel,
        (N, 1, H, W), or one per number, (N, C, H, W). Every axis but the first may be 1.
    **named : Module
        The layers of the gate by name, instead of `gate`: `Scale(avgpool=…, fc1=…, …)`.

    Attributes
    ----------
    paths : dict of str to tuple of str
        The names of the layers in "gate".

    Notes
    -----
    Hu, Shen and Sun, "Squeeze-and-excitation networks", CVPR 2018.
    """

    def __init__(self, gate=None, **named):
        super().__init__({"gate": gate}, named)

    def forward(self, x):
        """Multiply a batch by the output of its gate."""
        require_array(x, "x", "N, C, H, W")
        factors = self._send("gate", x)
        full = factors_shape(x.shape, factors.shape)
        if full is None:
            raise ValueError(
                f"Scale's gate must give one factor per channel, pixel or number of x {x.shape}, "
                f"got shape {factors.shape}"
            )
        self._cache = (x, factors.reshape(full), factors.shape)
        return x * factors.reshape(full)

    def backward(self, dout):
        """Send the gradient to the input directly and through the gate."""
        x, factors, gate_shape = self._remembered()
        require_shape(dout, "dout", x.shape, because="the shape of the output")
        shared = tuple(axis for axis in range(4) if factors.shape[axis] != x.shape[axis])
        dfactors = (dout * x).sum(axis=shared, keepdims=True) if shared else dout * x
        return self._send_back("gate", dfactors.reshape(gate_shape)) + dout * factors
