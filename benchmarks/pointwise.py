"""Max pooling, batch norm and ReLU, forward and backward, for `benchmarks/layers.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from convolutions import LAYOUTS

from cnncourse import layers


@dataclass(frozen=True)
class Images:
    """The input of such a layer: `N` images with `C` channels, `H` by `H`."""

    name: str
    N: int
    C: int
    H: int

    @property
    def size(self):
        return self.N * self.C * self.H**2

    def draw(self, rng, H=None):
        H = self.H if H is None else H
        return rng.standard_normal((self.N, self.C, H, H), dtype=np.float32)


def in_torch(layout, *arrays):
    return [torch.from_numpy(a).contiguous(memory_format=layout) for a in arrays]


@dataclass(frozen=True)
class ReLU(Images):
    kind = "relu"

    @property
    def operations(self):
        """One comparison per number forward, one backward."""
        return 2 * self.size

    @property
    def bytes(self):
        """x -> out, then x, dout -> dx."""
        return 4 * 5 * self.size

    def methods(self, rng):
        x, dout = self.draw(rng), self.draw(rng)
        _, cache = layers.relu_forward(x)
        methods = {name: self._torch_passes(x, dout, layout) for name, layout in LAYOUTS.items()}
        methods["ours"] = {
            "forward": lambda: layers.relu_forward(x),
            "backward": lambda: layers.relu_backward(dout, cache),
        }
        return methods

    def _torch_passes(self, x, dout, layout):
        x, dout = in_torch(layout, x, dout)
        return {
            "forward": lambda: torch.relu(x),
            "backward": lambda: torch.ops.aten.threshold_backward(dout, x, 0),
        }


@dataclass(frozen=True)
class MaxPool(Images):
    K: int = 2
    stride: int = 2
    padding: int = 0

    kind = "max pool"

    @property
    def output(self):
        return (self.H + 2 * self.padding - self.K) // self.stride + 1

    @property
    def operations(self):
        """Forward one comparison per place in each window, backward one addition per window."""
        return self.N * self.C * self.output**2 * (self.K**2 + 1)

    @property
    def bytes(self):
        """x -> out and winners, then dout and winners -> dx; 8 bytes per winner as in torch."""
        return 8 * self.size + 24 * self.N * self.C * self.output**2

    def methods(self, rng):
        x, dout = self.draw(rng), self.draw(rng, self.output)
        options = {"kernel_size": self.K, "stride": self.stride, "padding": self.padding}
        _, cache = layers.max_pool2d_forward(x, **options)
        methods = {name: self._torch_passes(x, dout, layout) for name, layout in LAYOUTS.items()}
        methods["ours"] = {
            "forward": lambda: layers.max_pool2d_forward(x, **options),
            "backward": lambda: layers.max_pool2d_backward(dout, cache),
        }
        return methods

    def _torch_passes(self, x, dout, layout):
        x, dout = in_torch(layout, x, dout)
        options = [self.K] * 2, [self.stride] * 2, [self.padding] * 2, [1, 1], False
        aten = torch.ops.aten
        _, winners = aten.max_pool2d_with_indices(x, *options)
        return {
            "forward": lambda: aten.max_pool2d_with_indices(x, *options),
            "backward": lambda: aten.max_pool2d_with_indices_backward(dout, x, *options, winners),
        }


@dataclass(frozen=True)
class BatchNorm(Images):
    kind = "batch norm"

    @property
    def operations(self):
        """Multiply-adds per number: 1 mean, 1 variance, 2 out; backward 2 for sums, 2 for dx."""
        return 8 * self.size

    @property
    def bytes(self):
        """x -> out, then x, dout -> dx."""
        return 4 * 5 * self.size

    def methods(self, rng):
        x, dout = self.draw(rng), self.draw(rng)
        gamma, beta, mean = rng.standard_normal((3, self.C), dtype=np.float32)
        vectors = gamma, beta, mean, np.ones(self.C, dtype=np.float32)
        *_, cache = layers.batch_norm2d_forward(x, *vectors, training=True)
        methods = {
            name: self._torch_passes(x, dout, vectors, layout) for name, layout in LAYOUTS.items()
        }
        methods["ours"] = {
            "forward": lambda: layers.batch_norm2d_forward(x, *vectors, training=True),
            "backward": lambda: layers.batch_norm2d_backward(dout, cache),
        }
        return methods

    def _torch_passes(self, x, dout, vectors, layout):
        x, dout = in_torch(layout, x, dout)
        gamma, beta, mean, var = (torch.from_numpy(vector.copy()) for vector in vectors)
        aten = torch.ops.aten
        _, *saved = aten.native_batch_norm(x, gamma, beta, mean, var, True, 0.1, 1e-5)
        return {
            "forward": lambda: aten.native_batch_norm(x, gamma, beta, mean, var, True, 0.1, 1e-5),
            "backward": lambda: aten.native_batch_norm_backward(
                dout, x, gamma, mean, var, *saved, True, 1e-5, [True] * 3
            ),
        }


# The outputs of convolutions in LeNet, a small ResNet and VGG.
SHAPES = {
    "LeNet C1": (64, 6, 28),
    "LeNet C3": (64, 16, 10),
    "16 at 32": (32, 16, 32),
    "32 at 16": (32, 32, 16),
    "64 at 8": (32, 64, 8),
    "VGG, 64 at 56": (8, 64, 56),
    "VGG, 256 at 28": (8, 256, 28),
}
POINTWISE = [
    *(MaxPool(f"max pool, {name}", *shape) for name, shape in SHAPES.items()),
    MaxPool("max pool 3x3, 64 at 56", 8, 64, 56, 3, 2, 1),
    *(BatchNorm(f"batch norm, {name}", *shape) for name, shape in SHAPES.items()),
    *(ReLU(f"ReLU, {name}", *shape) for name, shape in SHAPES.items()),
]
