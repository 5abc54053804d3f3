"""Layers that arrange other layers, or numbers, and learn nothing themselves."""

from __future__ import annotations

from math import prod

from cnncourse.layers.validate import need_array
from cnncourse.nn.module import Module


class Flatten(Module):
    """Write each image's numbers as one row: (N, C, H, W) becomes (N, C * H * W)."""

    def forward(self, x):
        """Map (N, ...) to (N, D)."""
        need_array(x, "x", "...")
        self._cache = x.shape
        return x.reshape(x.shape[0], prod(x.shape[1:]))

    def backward(self, dout):
        """Give the gradient the shape of the input."""
        return dout.reshape(self._remembered())

    def __repr__(self):
        return "Flatten()"


class Sequential(Module):
    """Layers one after the other.

    Parameters
    ----------
    *modules : Module
        In the order in which an image meets them. `net[0]` is the first; `net[:3]` is a
        network of the first three that shares their weights.
    """

    def __init__(self, *modules):
        super().__init__()
        for place, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(
                    f"Sequential takes layers of cnncourse.nn, but number {place} is a "
                    f"{type(module).__module__}.{type(module).__name__}"
                )
        self.modules = modules

    def children(self):
        """Give the layers by their place, as torch names them: "0", "1", ..."""
        return {str(place): module for place, module in enumerate(self.modules)}

    def forward(self, x):
        """Send a batch through every layer in turn."""
        for module in self.modules:
            x = module(x)
        return x

    def backward(self, dout):
        """Send a gradient through every layer in reverse."""
        for module in reversed(self.modules):
            dout = module.backward(dout)
        return dout

    def __len__(self):
        return len(self.modules)

    def __iter__(self):
        return iter(self.modules)

    def __getitem__(self, place):
        if isinstance(place, slice):
            return type(self)(*self.modules[place])
        return self.modules[place]

    def __repr__(self):
        lines = [f"({name}): {module!r}" for name, module in self.children().items()]
        inner = "\n".join(lines).replace("\n", "\n  ")
        return f"Sequential(\n  {inner}\n)" if lines else "Sequential()"
