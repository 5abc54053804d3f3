"""The layers: torch's names and arguments over the functions of `cnncourse.layers`."""

from __future__ import annotations

from math import prod, sqrt

import numpy as np

from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_groups, positive
from cnncourse.nn.module import Module, float_dtype


class _Weighted(Module):
    """A layer with `weight` and `bias`."""

    parameter_names = ("weight", "bias")

    def _make_parameters(self, shape, bias, dtype):
        dtype = float_dtype(dtype)
        self.weight = np.empty(shape, dtype)
        self.bias = np.empty(shape[0], dtype) if bias else None
        self.reset_parameters(np.random.default_rng())

    def reset_parameters(self, rng):
        """Draw weight and bias evenly from -k to k, with k = 1 / sqrt(inputs of one output).

        Torch's default, the range in which the sum neither dies nor explodes at once.
        """
        bound = 1 / sqrt(prod(self.weight.shape[1:]))
        for value in self.parameters():
            value[...] = rng.uniform(-bound, bound, value.shape)


class Conv2d(_Weighted):
    """Cross-correlation with a bank of learned filters; see `layers.conv2d_forward`.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, dilation : int or pair of int
        Height first.
    groups : int
        Blocks into which the channels are cut; divides both numbers of channels.
    bias : bool
    dtype : dtype
        Of the learned arrays, `numpy.float32` or `numpy.float64`.
    """

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
        *,
        dtype=np.float32,
    ):
        super().__init__()
        self.in_channels = positive(in_channels, "in_channels")
        self.out_channels = positive(out_channels, "out_channels")
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.dilation = pair(dilation, "dilation", minimum=1)
        self.groups = need_groups(in_channels, out_channels, groups)
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        self._make_parameters(shape, bias, dtype)

    def forward(self, x):
        """Map (N, C_in, H, W) to (N, C_out, OH, OW)."""
        out, self._cache = self.functions.conv2d_forward(
            x,
            self.weight,
            self.bias,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
        )
        return out

    def backward(self, dout):
        """Map the gradient of the output to that of the input; keep those of weight and bias."""
        dx, dw, db = self.functions.conv2d_backward(dout, self._remembered())
        self._gradients = {"weight": dw, "bias": db}
        return dx

    def __repr__(self):
        return (
            f"Conv2d({self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
            + (f", padding={self.padding}" if self.padding != (0, 0) else "")
            + (f", dilation={self.dilation}" if self.dilation != (1, 1) else "")
            + (f", groups={self.groups}" if self.groups != 1 else "")
            + (", bias=False)" if self.bias is None else ")")
        )


class Linear(_Weighted):
    """A learned weighted sum of all inputs for every output; see `layers.linear_forward`.

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
    dtype : dtype
        Of the learned arrays, `numpy.float32` or `numpy.float64`.
    """

    def __init__(self, in_features, out_features, bias=True, *, dtype=np.float32):
        super().__init__()
        self.in_features = positive(in_features, "in_features")
        self.out_features = positive(out_features, "out_features")
        self._make_parameters((self.out_features, self.in_features), bias, dtype)

    def forward(self, x):
        """Map (N, D_in) to (N, D_out)."""
        out, self._cache = self.functions.linear_forward(x, self.weight, self.bias)
        return out

    def backward(self, dout):
        """Map the gradient of the output to that of the input; keep those of weight and bias."""
        dx, dw, db = self.functions.linear_backward(dout, self._remembered())
        self._gradients = {"weight": dw, "bias": db}
        return dx

    def __repr__(self):
        return (
            f"Linear(in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None})"
        )


class MaxPool2d(Module):
    """The largest number of every window; see `layers.max_pool2d_forward`.

    Parameters
    ----------
    kernel_size, stride, padding : int or pair of int
        Height first; the stride is the kernel size if left out.
    ceil_mode : bool
        Whether a last window may hang over the end of the image.
    """

    def __init__(self, kernel_size, stride=None, padding=0, *, ceil_mode=False):
        super().__init__()
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = self.kernel_size if stride is None else pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.ceil_mode = bool(ceil_mode)

    def forward(self, x):
        """Map (N, C, H, W) to (N, C, OH, OW)."""
        out, self._cache = self.functions.max_pool2d_forward(
            x,
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            ceil_mode=self.ceil_mode,
        )
        return out

    def backward(self, dout):
        """Map the gradient of the output to that of the input."""
        return self.functions.max_pool2d_backward(dout, self._remembered())

    def __repr__(self):
        return (
            f"MaxPool2d(kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}, ceil_mode={self.ceil_mode})"
        )


class AvgPool2d(Module):
    """The mean of every window; see `layers.avg_pool2d_forward`.

    Parameters
    ----------
    kernel_size, stride, padding : int or pair of int
        Height first; the stride is the kernel size if left out.
    ceil_mode : bool
        Whether a last window may hang over the end of the image.
    count_include_pad : bool
        Whether the zeros of the padding count as members of the window.
    """

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
    ):
        super().__init__()
        self.kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        self.stride = self.kernel_size if stride is None else pair(stride, "stride", minimum=1)
        self.padding = pair(padding, "padding")
        self.ceil_mode = bool(ceil_mode)
        self.count_include_pad = bool(count_include_pad)

    def forward(self, x):
        """Map (N, C, H, W) to (N, C, OH, OW)."""
        out, self._cache = self.functions.avg_pool2d_forward(
            x,
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            ceil_mode=self.ceil_mode,
            count_include_pad=self.count_include_pad,
        )
        return out

    def backward(self, dout):
        """Map the gradient of the output to that of the input."""
        return self.functions.avg_pool2d_backward(dout, self._remembered())

    def __repr__(self):
        return (
            f"AvgPool2d(kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}, ceil_mode={self.ceil_mode}, "
            f"count_include_pad={self.count_include_pad})"
        )


class ReLU(Module):
    """Keep what is positive and set the rest to zero; see `layers.relu_forward`."""

    def forward(self, x):
        """Map an array to one of the same shape."""
        out, self._cache = self.functions.relu_forward(x)
        return out

    def backward(self, dout):
        """Map the gradient of the output to that of the input."""
        return self.functions.relu_backward(dout, self._remembered())

    def __repr__(self):
        return "ReLU()"


class Tanh(Module):
    """The hyperbolic tangent; see `layers.tanh_forward`."""

    def forward(self, x):
        """Map an array to one of the same shape."""
        out, self._cache = self.functions.tanh_forward(x)
        return out

    def backward(self, dout):
        """Map the gradient of the output to that of the input."""
        return self.functions.tanh_backward(dout, self._remembered())

    def __repr__(self):
        return "Tanh()"
