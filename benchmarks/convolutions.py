"""The convolutions that `benchmarks/layers.py` times: shapes, and every method as callables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

# The package re-exports the function `im2col` under the name of its module.
from cnncourse.layers.conv import columns as im2col
from cnncourse.layers.conv import conv2d

LAYOUTS = {"torch NCHW": torch.contiguous_format, "torch NHWC": torch.channels_last}


@dataclass(frozen=True)
class Convolution:
    """Batch `N`, `C_in` to `C_out` channels, kernel `K`, image `H` by `H`; float32, no bias."""

    name: str
    N: int
    C_in: int
    C_out: int
    K: int
    H: int
    padding: int = 0
    stride: int = 1
    dilation: int = 1
    groups: int = 1

    kind = "convolution"

    @property
    def output(self):
        span = self.dilation * (self.K - 1) + 1
        return (self.H + 2 * self.padding - span) // self.stride + 1

    @property
    def options(self):
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    @property
    def numbers(self):
        """The sizes of input, filters and output."""
        x = self.N * self.C_in * self.H**2
        w = self.C_out * self.C_in // self.groups * self.K**2
        return x, w, self.N * self.C_out * self.output**2

    @property
    def forward_operations(self):
        """Multiply-adds of one forward pass over the batch."""
        return self.numbers[2] * self.C_in // self.groups * self.K**2

    @property
    def operations(self):
        """Multiply-adds of forward, dw and dx, which take the same number each."""
        return 3 * self.forward_operations

    @property
    def bytes(self):
        """The least that must be read and written: x, w -> out, then dout, x, w -> dx, dw."""
        x, w, out = self.numbers
        return 4 * (3 * x + 3 * w + 2 * out)

    def arrays(self, rng):
        x = rng.standard_normal((self.N, self.C_in, self.H, self.H), dtype=np.float32)
        w_shape = (self.C_out, self.C_in // self.groups, self.K, self.K)
        w = rng.standard_normal(w_shape, dtype=np.float32)
        dout_shape = (self.N, self.C_out, self.output, self.output)
        return x, w, rng.standard_normal(dout_shape, dtype=np.float32)

    def methods(self, rng):
        """Return every method as `{pass: callable}`; "backward" is dw and dx together."""
        arrays = self.arrays(rng)
        torchs = {name: self._torch_passes(*arrays, layout) for name, layout in LAYOUTS.items()}
        return torchs | {
            "matrix product": self._matrix_products(rng),
            "readable": self._numpy_passes(im2col, *arrays),
            "ours": self._numpy_passes(conv2d, *arrays),
        }

    def _numpy_passes(self, module, x, w, dout):
        """One of our implementations; `conv2d_backward` always computes both gradients."""
        _, cache = module.conv2d_forward(x, w, None, **self.options)
        return {
            "forward": lambda: module.conv2d_forward(x, w, None, **self.options),
            "backward": lambda: module.conv2d_backward(dout, cache),
        }

    def _torch_passes(self, x, w, dout, layout):
        """The same in torch, with arrays already in the timed layout."""
        x, w, dout = (torch.from_numpy(a).contiguous(memory_format=layout) for a in (x, w, dout))
        pairs = [self.stride] * 2, [self.padding] * 2, [self.dilation] * 2
        backward = partial(
            torch.ops.aten.convolution_backward, dout, x, w, None, *pairs, False, [0, 0]
        )
        return {
            "forward": lambda: torch.nn.functional.conv2d(x, w, **self.options),
            "dw": lambda: backward(self.groups, [False, True, False]),
            "dx": lambda: backward(self.groups, [True, False, False]),
            "backward": lambda: backward(self.groups, [True, True, False]),
        }

    def _matrix_products(self, rng):
        """The matrix products that an im2col convolution must do."""
        g = self.groups
        rows, inner = self.N * self.output**2, self.C_in // g * self.K**2
        cols = rng.standard_normal((g, rows, inner), dtype=np.float32)
        w = rng.standard_normal((g, inner, self.C_out // g), dtype=np.float32)
        dout = rng.standard_normal((g, rows, self.C_out // g), dtype=np.float32)
        return {
            "forward": lambda: cols @ w,
            "dw": lambda: cols.swapaxes(1, 2) @ dout,
            "dx": lambda: dout @ w.swapaxes(1, 2),
        }


@dataclass(frozen=True)
class Vgg16:
    """The thirteen convolution layers of VGG-16, forward; random weights, no bias.

    Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition",
    ICLR 2015, configuration D. Each layer is timed as a separate pass; the sum counts.
    """

    name: str
    N: int = 1
    H: int = 224
    widths: tuple = ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3)

    kind = "network"

    @property
    def layers(self):
        layers, channels = [], 3
        for block, widths in enumerate(self.widths):
            for place, width in enumerate(widths):
                name, size = f"conv{block + 1}_{place + 1}", self.H >> block
                layers.append(Convolution(name, self.N, channels, width, 3, size, 1))
                channels = width
        return layers

    @property
    def operations(self):
        return sum(layer.forward_operations for layer in self.layers)

    @property
    def bytes(self):
        return 4 * sum(sum(layer.numbers) for layer in self.layers)

    def methods(self, rng):
        methods = {name: {} for name in (*LAYOUTS, "ours")}
        for layer in self.layers:
            x, w, _ = layer.arrays(rng)
            for name, layout in LAYOUTS.items():
                pair = (torch.from_numpy(a).contiguous(memory_format=layout) for a in (x, w))
                methods[name][layer.name] = partial(
                    torch.nn.functional.conv2d, *pair, **layer.options
                )
            methods["ours"][layer.name] = partial(
                conv2d.conv2d_forward, x, w, None, **layer.options
            )
        return methods


CONVOLUTIONS = [
    Convolution("LeNet C1", 64, 1, 6, 5, 32),
    Convolution("LeNet C3", 64, 6, 16, 5, 14),
    Convolution("3x3, 16 at 32", 32, 16, 16, 3, 32, 1),
    Convolution("3x3, 32 at 16", 32, 32, 32, 3, 16, 1),
    Convolution("3x3, 64 at 8", 32, 64, 64, 3, 8, 1),
    Convolution("VGG, 64 at 56", 8, 64, 64, 3, 56, 1),
    Convolution("VGG, 256 at 28", 8, 256, 256, 3, 28, 1),
    Convolution("1x1, 64 at 28", 8, 64, 64, 1, 28),
    Convolution("3x3 stride 2, 64 at 56", 8, 64, 64, 3, 56, 1, 2),
    Convolution("5x5, 32 at 28", 8, 32, 32, 5, 28, 2),
    Convolution("7x7 stride 2, 3 at 112", 4, 3, 64, 7, 112, 3, 2),
    Convolution("11x11 stride 4, 3 at 227", 2, 3, 64, 11, 227, 0, 4),
    Convolution("3x3 dilation 2, 64 at 28", 8, 64, 64, 3, 28, 2, dilation=2),
    Convolution("3x3 groups 4, 64 at 28", 8, 64, 64, 3, 28, 1, groups=4),
    Convolution("3x3 depthwise, 64 at 28", 8, 64, 64, 3, 28, 1, groups=64),
    Vgg16("VGG-16 at 224, forward"),
]
