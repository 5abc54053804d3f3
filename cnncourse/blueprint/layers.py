"""Layers on paper: they know shapes and counts, and compute nothing."""

from __future__ import annotations

from math import prod

from cnncourse.layers import pool_output_size
from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_groups, positive, window_counts


class Layer:
    """A layer on paper.

    It says which shape it makes of which, how many parameters it holds, and how many
    multiply-adds one image costs. What a subclass does not say is: the same shape, 0 and 0.
    """

    parameters = 0
    keeps_output = True  # False where the output is the input in another form

    def output_shape(self, shape):
        """Give the shape, without the batch axis, of the output for one image."""
        return shape

    def multiply_adds(self, output_shape):
        """Count the multiply-adds that one image costs."""
        return 0

    def __repr__(self):
        return f"{type(self).__name__}()"


class Conv2d(Layer):
    """As `nn.Conv2d`: C_out * OH * OW outputs, each a sum over C_in / groups * KH * KW."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
    ):
        self.in_channels = positive(in_channels, "in_channels")
        self.out_channels = positive(out_channels, "out_channels")
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.dilation = pair(dilation, "dilation", minimum=1)
        self.groups = need_groups(in_channels, out_channels, groups)
        self.weights_per_filter = self.in_channels // self.groups * prod(self.kernel_size)
        self.parameters = self.out_channels * (self.weights_per_filter + bool(bias))

    def output_shape(self, shape):
        """Map (C_in, H, W) to (C_out, OH, OW)."""
        need_image(shape, self.in_channels)
        counts = window_counts(
            shape[1:], self.kernel_size, self.stride, self.padding, self.dilation
        )
        return (self.out_channels, *counts)

    def multiply_adds(self, output_shape):
        """Count one for every weight that every output number uses."""
        return prod(output_shape) * self.weights_per_filter

    def __repr__(self):
        return (
            f"Conv2d({self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, padding={self.padding})"
        )


class Linear(Layer):
    """As `nn.Linear`: every output uses every input once."""

    def __init__(self, in_features, out_features, bias=True):
        self.in_features = positive(in_features, "in_features")
        self.out_features = positive(out_features, "out_features")
        self.parameters = self.out_features * (self.in_features + bool(bias))

    def output_shape(self, shape):
        """Map (D_in,) to (D_out,)."""
        if shape != (self.in_features,):
            raise ValueError(f"it expects {self.in_features} numbers, but gets shape {shape}")
        return (self.out_features,)

    def multiply_adds(self, output_shape):
        """Count one for every weight."""
        return self.in_features * self.out_features

    def __repr__(self):
        return f"Linear(in_features={self.in_features}, out_features={self.out_features})"


class MaxPool2d(Layer):
    """As `nn.MaxPool2d`."""

    def __init__(self, kernel_size, stride=None, padding=0, *, ceil_mode=False):
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = self.kernel_size if stride is None else pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.ceil_mode = bool(ceil_mode)

    def output_shape(self, shape):
        """Map (C, H, W) to (C, OH, OW)."""
        need_image(shape)
        counts = (
            pool_output_size(size, k, stride=s, padding=p, ceil_mode=self.ceil_mode)
            for size, k, s, p in zip(
                shape[1:], self.kernel_size, self.stride, self.padding, strict=True
            )
        )
        return (shape[0], *counts)

    def __repr__(self):
        return f"{type(self).__name__}(kernel_size={self.kernel_size}, stride={self.stride})"


class AvgPool2d(MaxPool2d):
    """As `nn.AvgPool2d`: the same shapes as maximum pooling."""

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
    ):
        super().__init__(kernel_size, stride, padding, ceil_mode=ceil_mode)
        self.count_include_pad = bool(count_include_pad)


class ReLU(Layer):
    """As `nn.ReLU`."""


class Tanh(Layer):
    """As `nn.Tanh`."""


class Flatten(Layer):
    """As `nn.Flatten`."""

    keeps_output = False

    def output_shape(self, shape):
        """Map (C, H, W) to (C * H * W,)."""
        return (prod(shape),)


class Sequential(Layer):
    """As `nn.Sequential`: layers one after the other."""

    def __init__(self, *modules):
        self.modules = modules

    def __repr__(self):
        return "Sequential(" + ", ".join(map(repr, self.modules)) + ")"


def need_image(shape, channels=None):
    """Check that a shape is (C, H, W), with so many channels if the number is given."""
    if len(shape) != 3 or (channels is not None and shape[0] != channels):
        wanted = "C" if channels is None else channels
        raise ValueError(f"it expects an image of shape ({wanted}, H, W), but gets shape {shape}")
