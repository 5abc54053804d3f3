"""Layers that arrange other layers: one after the other, or side by side."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from cnncourse.layers.arguments import need_array, need_shape
from cnncourse.nn.module import Module


class Container(Module):
    """Layers by name; each keeps what its backward pass needs, so none may stand here twice."""

    def __init__(self, members):
        super().__init__()
        place_of = {}
        for place, module in members.items():
            if not isinstance(module, Module):
                raise TypeError(
                    f"{type(self).__name__} takes layers of cnncourse.nn, but layer {place} is a "
                    f"{type(module).__module__}.{type(module).__name__}"
                )
            for inner, part in module.named_modules().items():
                name = f"{place}.{inner}" if inner else place
                earlier = place_of.setdefault(id(part), name)
                if earlier != name:
                    raise ValueError(
                        f"{type(self).__name__} holds the same {type(part).__name__} twice, as "
                        f"{earlier} and as {name}; its second pass would overwrite what the "
                        f"first one needs: make two"
                    )
        self._members = members

    def children(self):
        """Give the layers by the names that torch gives them."""
        return self._members

    def _through(self, name, x):
        """Send a batch through one layer; an error says which."""
        module = self._members[name]
        try:
            return module(x)
        except (TypeError, ValueError) as error:
            title = type(module).__name__ if module.children() else repr(module)
            error.args = (f"layer {name}, {title}: {error}",)
            raise


class Sequential(Container):
    """Layers one after the other.

    Parameters
    ----------
    *modules : Module
        In the order in which an image meets them. `net[0]` is the first; `net[:3]` is a
        network of the first three that shares their weights.
    """

    def __init__(self, *modules):
        super().__init__({str(place): module for place, module in enumerate(modules)})
        self.modules = modules

    def forward(self, x):
        """Send a batch through every layer in turn."""
        for name in self._members:
            x = self._through(name, x)
        return x

    def backward(self, dout):
        """Send a gradient through every layer in reverse."""
        for module in reversed(self.modules):
            dout = module.backward(dout)
        return dout

    def backward_parameters(self, dout):
        """Send a gradient back to the first layer, and no further than to its parameters."""
        for module in reversed(self.modules[1:]):
            dout = module.backward(dout)
        for first in self.modules[:1]:
            first.backward_parameters(dout)

    def __len__(self):
        return len(self.modules)

    def __iter__(self):
        return iter(self.modules)

    def __getitem__(self, place):
        if isinstance(place, slice):
            return type(self)(*self.modules[place])
        if not isinstance(place, Integral):
            raise TypeError(f"a place must be an integer or a slice, got {place!r}")
        if not -len(self) <= place < len(self):
            raise IndexError(f"the network has {len(self)} layers, got place {place}")
        return self.modules[place]


class Residual(Container):
    """What a body of layers adds to its input: `activation(body(x) + shortcut(x))`.

    Parameters
    ----------
    body : Module
    shortcut : Module, optional
        What brings the input to the shape of the body's output; left out, the input itself
        is added.
    activation : Module, optional
        What comes after the sum.

    Notes
    -----
    He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016.
    """

    def __init__(self, body, shortcut=None, activation=None):
        beside = {"shortcut": shortcut, "activation": activation}
        beside = {name: module for name, module in beside.items() if module is not None}
        super().__init__({"body": body, **beside})
        self.body, self.shortcut, self.activation = body, shortcut, activation

    def forward(self, x):
        """Add what body and shortcut make of a batch."""
        change = self._through("body", x)
        kept = x if self.shortcut is None else self._through("shortcut", x)
        if change.shape != kept.shape:
            raise ValueError(
                f"Residual cannot add an output of its body of shape {change.shape} and one of "
                f"its shortcut of shape {kept.shape}"
            )
        out = change + kept
        return out if self.activation is None else self._through("activation", out)

    def backward(self, dout):
        """Send the gradient of the sum both ways, and add what comes back."""
        if self.activation is not None:
            dout = self.activation.backward(dout)
        dkept = dout if self.shortcut is None else self.shortcut.backward(dout)
        return self.body.backward(dout) + dkept


class Concat(Container):
    """Layers side by side, whose outputs are stacked along the channels, axis 1.

    Parameters
    ----------
    *branches : Module
        All get the same input. `Concat(nn.Identity(), layer)` keeps the input beside the new
        channels, as DenseNet does.
    """

    def __init__(self, *branches):
        if not branches:
            raise ValueError("Concat needs at least one branch")
        super().__init__({str(place): branch for place, branch in enumerate(branches)})
        self.branches = branches

    def forward(self, x):
        """Send a batch through every branch."""
        outs = [self._through(name, x) for name in self._members]
        shapes = [out.shape for out in outs]
        if len({shape[:1] + shape[2:] for shape in shapes}) > 1:
            raise ValueError(f"Concat cannot stack outputs that differ in size: {shapes}")
        self._cache = np.cumsum([shape[1] for shape in shapes])
        return np.concatenate(outs, axis=1)

    def backward(self, dout):
        """Give every branch its share of the gradient, and add what comes back."""
        ends = self._remembered()
        need_array(dout, "dout", "...")
        need_shape(dout, "dout", (len(dout), ends[-1], *dout.shape[2:]), because="of all branches")
        shares = np.split(dout, ends[:-1], axis=1)
        dx, *others = (b.backward(share) for b, share in zip(self.branches, shares, strict=True))
        for other in others:
            dx = dx + other
        return dx


class Scale(Container):
    """The input times what a gate makes of it: squeeze and excitation.

    Parameters
    ----------
    gate : Module
        From (N, C, H, W) to one factor a channel, (N, C) or (N, C, 1, 1), or to one a number,
        (N, C, H, W). It decides what is let through.

    Notes
    -----
    Hu, Shen and Sun, "Squeeze-and-excitation networks", CVPR 2018.
    """

    def __init__(self, gate):
        super().__init__({"gate": gate})
        self.gate = gate

    def forward(self, x):
        """Multiply."""
        need_array(x, "x", "N, C, H, W")
        factors = self._through("gate", x)
        if factors.shape not in (x.shape[:2], (*x.shape[:2], 1, 1), x.shape):
            raise ValueError(
                f"Scale's gate must give one factor a channel or a number of x {x.shape}, got "
                f"shape {factors.shape}"
            )
        self._cache = (x, factors)
        return x * factors.reshape(*x.shape[:2], *(factors.shape[2:] or (1, 1)))

    def backward(self, dout):
        """Send the gradient to the input and, through the gate, to the input once more."""
        x, factors = self._remembered()
        need_shape(dout, "dout", x.shape, because="that of the output")
        dfactors = dout * x
        if factors.shape != x.shape:
            dfactors = dfactors.sum(axis=(2, 3)).reshape(factors.shape)
        dx = self.gate.backward(dfactors)
        return dx + dout * factors.reshape(*x.shape[:2], *(factors.shape[2:] or (1, 1)))
