"""Layers with weights: convolutions and the fully connected layer."""

from __future__ import annotations

from math import prod, sqrt

import numpy as np

from cnncourse.layers.arguments import flag, positive, require_generator, require_groups
from cnncourse.layers.conv.conv2d import conv2d_backward_parameters
from cnncourse.layers.conv.transposed import require_small_output_padding
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.layers.shapes import padding_amounts, pair, per_axis, single
from cnncourse.nn.arrays import float_dtype
from cnncourse.nn.functions import COURSE
from cnncourse.nn.layer import Layer


class _Weighted(Layer):
    """A layer with `weight` and `bias`."""

    parameter_names = ("weight", "bias")

    def _make_parameters(self, shape, outputs, bias, dtype):
        dtype = float_dtype(dtype)
        self.weight = np.empty(shape, dtype)
        self.bias = np.empty(outputs, dtype) if flag(bias, "bias") else None
        self.reset_parameters(np.random.default_rng())

    def reset_parameters(self, rng):
        """Draw weight and bias uniformly from -k to k, with k = 1 / sqrt(inputs per output).

        This is torch's default, which keeps the sums from vanishing or exploding. As in torch, the
        number of inputs is the product of `weight.shape[1:]`, even for a transposed convolution.
        """
        require_generator(rng)
        bound = 1 / sqrt(prod(self.weight.shape[1:]))
        for value in self.parameters():
            value[...] = rng.uniform(-bound, bound, value.shape)


class _Convolution(_Weighted):
    """The repr that all convolutions share."""

    def extra_repr(self):
        """Show the arguments as torch does, without those at their defaults."""
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}"
        text += f", stride={self.stride}"
        defaults = {"padding": 0, "dilation": 1, "output_padding": 0, "groups": 1}
        for name, default in defaults.items():
            value = getattr(self, name, default)
            if value not in (default, (default,) * len(self.kernel_size)):
                text += f", {name}={value}"
        return text + ("" if self.bias is not None else ", bias=False")


class _CrossCorrelation(_Convolution):
    """What cross-correlations over any number of spatial axes share; a subclass sets `axes`."""

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
        super().__init__()
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
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        self._make_parameters(shape, self.out_channels, bias, dtype)

    def options(self):
        """Return the options of the forward function, with a word as numbers where possible.

        A student's function need not support the words: it gets one only where numbers cannot
        express it, for `"same"` with an even kernel size.
        """
        amounts = self._padding_amounts()
        even = all(before == after for before, after in amounts)
        return {
            "stride": self.stride,
            "padding": tuple(before for before, _ in amounts) if even else self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    def _padding_amounts(self):
        return padding_amounts(
            self.padding,
            self.kernel_size,
            stride=self.stride,
            dilation=self.dilation,
            axes=self.axes,
        )


class Conv2d(_CrossCorrelation):
    """Cross-correlation with a bank of learned filters; see `layers.conv2d_forward`.

    Maps (N, C_in, H, W) to (N, C_out, OH, OW).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or pair of int
        Height first.
    padding : int or pair of int, or {"valid", "same", "full"}
        Zeros added on both sides; `layers.padding_amounts` explains the words.
    groups : int
        Number of blocks of channels; must divide both numbers of channels.
    bias : bool
    padding_mode : "zeros"
    device : None or "cpu"
    dtype : dtype, optional
        Of the learned arrays: `numpy.float32`, the default, or `numpy.float64`.
    """

    function = "conv2d"
    axes = 2

    def backward_parameters(self, dout):
        """Turn the gradient of the last output into those of weight and bias only."""
        if self.functions is not COURSE:  # other engines have only the pair of functions
            super().backward_parameters(dout)
            return
        _, cache = self._remembered()
        gradients = conv2d_backward_parameters(dout, cache)
        self._gradients = dict(zip(self.parameter_names, gradients, strict=True))


class Conv1d(_CrossCorrelation):
    """Cross-correlation of sequences with learned filters; see `layers.conv1d_forward`.

    Maps (N, C_in, L) to (N, C_out, OL).

    Parameters
    ----------
    in_channels, out_channels, kernel_size, stride, dilation, groups : int
        As in torch, all but the channels and groups may be one-element tuples.
    padding : int, or {"valid", "same", "full"}
        May be a one-element tuple too.
    bias : bool
    padding_mode : "zeros"
    device : None or "cpu"
    dtype : dtype, optional
        Of the learned arrays: `numpy.float32`, the default, or `numpy.float64`.
    """

    function = "conv1d"
    axes = 1

    def options(self):
        """Return the options of the forward function, which takes integers."""
        return {name: single(value) for name, value in super().options().items()}


class Conv3d(_CrossCorrelation):
    """Cross-correlation of volumes with learned filters; see `layers.conv3d_forward`.

    Maps (N, C_in, D, H, W) to (N, C_out, OD, OH, OW).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or triple of int
        Depth first, then height.
    padding : int or triple of int, or {"valid", "same", "full"}
    groups, bias, padding_mode, device, dtype
        As for `Conv2d`.
    """

    function = "conv3d"
    axes = 3


class ConvTranspose2d(_Convolution):
    """The transpose of a convolution; see `layers.conv_transpose2d_forward`.

    Maps (N, C_in, H, W) to (N, C_out, OH, OW).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, output_padding, dilation : int or pair of int
        Height first.
    groups : int
        Number of blocks of channels; must divide both numbers of channels.
    bias : bool
    padding_mode : "zeros"
    device : None or "cpu"
    dtype : dtype, optional
        Of the learned arrays: `numpy.float32`, the default, or `numpy.float64`.
    """

    function = "conv_transpose2d"

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
        super().__init__()
        only_defaults(padding_mode=padding_mode, device=device)
        self.in_channels = positive(in_channels, "in_channels")
        self.out_channels = positive(out_channels, "out_channels")
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.output_padding = pair(output_padding, "output_padding")
        self.dilation = pair(dilation, "dilation", minimum=1)
        require_small_output_padding(self.output_padding, self.stride, self.dilation)
        self.groups = require_groups(in_channels, out_channels, groups)
        shape = (self.in_channels, self.out_channels // self.groups, *self.kernel_size)
        self._make_parameters(shape, self.out_channels, bias, dtype)

    def options(self):
        """Return the options of the forward function by name."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "output_padding": self.output_padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }


class Linear(_Weighted):
    """A learned weighted sum of all inputs for every output; see `layers.linear_forward`.

    Maps (N, D_in) to (N, D_out).

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
    device : None or "cpu"
    dtype : dtype, optional
        Of the learned arrays: `numpy.float32`, the default, or `numpy.float64`.
    """

    function = "linear"

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        only_defaults(device=device)
        self.in_features = positive(in_features, "in_features")
        self.out_features = positive(out_features, "out_features")
        shape = (self.out_features, self.in_features)
        self._make_parameters(shape, self.out_features, bias, dtype)

    def extra_repr(self):
        """Show the arguments as torch does."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )
