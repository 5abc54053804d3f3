"""Blueprints of layers with weights: convolutions and the fully connected layer."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, prod

from cnncourse.blueprint.layer import Layer, each_axis, require_image, require_numbers
from cnncourse.layers import multiply_adds, padding_amounts
from cnncourse.layers.arguments import positive, require_groups, window_counts
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.layers.shapes import pair, per_axis


class _Convolution(Layer):
    """A cross-correlation over any number of spatial axes; a subclass sets `axes`."""

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
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        only_defaults(padding_mode=padding_mode, device=device)
        self.in_channels = positive(in_channels, "in_channels")
        self.out_channels = positive(out_channels, "out_channels")
        self.kernel_size = per_axis(kernel_size, self.axes, "kernel_size", minimum=1)
        self.stride = per_axis(stride, self.axes, "stride", minimum=1)
        self.dilation = per_axis(dilation, self.axes, "dilation", minimum=1)
        word = isinstance(padding, str)
        self.padding = padding if word else per_axis(padding, self.axes, "padding")
        self._padding_amounts()  # raises an error for a wrong word
        self.groups = require_groups(in_channels, out_channels, groups)
        self.weight_shape = (out_channels, in_channels // self.groups, *self.kernel_size)
        self.parameters = prod(self.weight_shape) + bool(bias) * out_channels

    def output_shape(self, shape):
        """Map (C_in, H, W) to (C_out, OH, OW)."""
        require_image(shape, self.in_channels, self.axes)
        size, padding = shape[1:], self.padding
        if isinstance(padding, str):
            amounts = self._padding_amounts()
            size, padding = [n + sum(a) for n, a in zip(size, amounts, strict=True)], 0
        counts = window_counts(tuple(size), self.kernel_size, self.stride, padding, self.dilation)
        return (self.out_channels, *counts)

    def multiply_adds(self, input_shape, output_shape):
        """Count one for every weight that every output uses."""
        return multiply_adds(self.weight_shape, output_shape)

    def windows(self, grid):
        """Return the span of the dilated kernel and the stride."""
        return each_axis(self.kernel_size, self.stride, self.dilation)

    def extra_repr(self):
        """Show channels, kernel size, stride and padding."""
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, padding={self.padding}"
        )

    def _padding_amounts(self):
        return padding_amounts(
            self.padding,
            self.kernel_size,
            stride=self.stride,
            dilation=self.dilation,
            axes=self.axes,
        )


class Conv2d(_Convolution):
    """As `nn.Conv2d`: C_out * OH * OW outputs, each a sum over C_in / groups * KH * KW."""

    axes = 2


class Conv1d(_Convolution):
    """As `nn.Conv1d`: C_out * OL outputs, each a sum over C_in / groups * K."""

    axes = 1


class Conv3d(_Convolution):
    """As `nn.Conv3d`: C_out * OD * OH * OW sums over C_in / groups * KD * KH * KW."""

    axes = 3


class ConvTranspose2d(Layer):
    """As `nn.ConvTranspose2d`: every input is multiplied by C_out / groups * KH * KW weights."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        only_defaults(padding_mode=padding_mode, device=device)
        self.in_channels = positive(in_channels, "in_channels")
        self.out_channels = positive(out_channels, "out_channels")
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.output_padding = pair(output_padding, "output_padding")
        self.dilation = pair(dilation, "dilation", minimum=1)
        self.groups = require_groups(in_channels, out_channels, groups)
        self.weight_shape = (in_channels, out_channels // self.groups, *self.kernel_size)
        self.parameters = prod(self.weight_shape) + bool(bias) * out_channels

    def output_shape(self, shape):
        """Map (C_in, H, W) to (C_out, OH, OW)."""
        require_image(shape, self.in_channels)
        spacing = map(max, zip(self.stride, self.dilation, strict=True))
        if any(extra >= s for extra, s in zip(self.output_padding, spacing, strict=True)):
            raise ValueError(
                f"output_padding {self.output_padding} must be smaller than stride or dilation"
            )
        counts = [
            (size - 1) * s - 2 * p + d * (k - 1) + extra + 1
            for size, k, s, p, d, extra in zip(
                shape[1:],
                self.kernel_size,
                self.stride,
                self.padding,
                self.dilation,
                self.output_padding,
                strict=True,
            )
        ]
        if min(counts) < 1:
            raise ValueError(f"it would leave an output of {counts[0]}x{counts[1]}")
        return (self.out_channels, *counts)

    def multiply_adds(self, input_shape, output_shape):
        """Count one for every weight that every input is multiplied by."""
        return multiply_adds(self.weight_shape, input_shape)

    def windows(self, grid):
        """Return how many inputs contribute to one output; the jump is a fraction."""
        return [
            (
                (k - 1) // (s // gcd(s, d)) * (d // gcd(s, d)) + 1,
                Fraction(1, s),
            )
            for k, s, d in zip(self.kernel_size, self.stride, self.dilation, strict=True)
        ]

    extra_repr = _Convolution.extra_repr


class Linear(Layer):
    """As `nn.Linear`: every output uses every input once."""

    sees_all = True

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        only_defaults(device=device)
        self.in_features = positive(in_features, "in_features")
        self.out_features = positive(out_features, "out_features")
        self.parameters = self.out_features * (self.in_features + bool(bias))

    def output_shape(self, shape):
        """Map (D_in,) to (D_out,)."""
        require_numbers(shape, self.in_features)
        return (self.out_features,)

    def multiply_adds(self, input_shape, output_shape):
        """Count one for every weight."""
        return multiply_adds((self.out_features, self.in_features), output_shape)

    def extra_repr(self):
        """Show the numbers of inputs and outputs."""
        return f"in_features={self.in_features}, out_features={self.out_features}"
