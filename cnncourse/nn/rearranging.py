"""Layers without parameters that rearrange numbers."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import (
    distinct_channels,
    growing,
    number,
    positive,
    require_array,
    require_shape,
)
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.nn.layer import Layer
from cnncourse.nn.module import Module


class Identity(Module):
    """Return the input unchanged: a placeholder in an architecture.

    Parameters
    ----------
    *args, **kwargs : object
        Ignored, as in torch: arguments of the layer that it replaces.
    """

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, x):
        """Return `x` itself."""
        return x

    def backward(self, dout):
        """Return `dout` itself."""
        return dout


class Multiply(Module):
    """Multiply every number by a constant, such as 1/8: smaller logits, smaller gradients.

    Parameters
    ----------
    factor : float
    """

    def __init__(self, factor):
        super().__init__()
        self.factor = number(factor, "factor")

    def forward(self, x):
        """Return `factor * x`, with the dtype of `x`."""
        require_array(x, "x", "...")
        self._cache = x.shape
        return np.asarray(x * x.dtype.type(self.factor))

    def backward(self, dout):
        """Return `factor * dout`."""
        require_shape(dout, "dout", self._remembered(), because="the shape of the output")
        return np.asarray(dout * dout.dtype.type(self.factor))

    def extra_repr(self):
        """Show the factor."""
        return f"{self.factor:g}"


class Negate(Module):
    """Negate every number: a penalty becomes a score."""

    def forward(self, x):
        """Return `-x`."""
        require_array(x, "x", "...")
        self._cache = x.shape
        return np.asarray(-x)

    def backward(self, dout):
        """Return `-dout`."""
        require_shape(dout, "dout", self._remembered(), because="the shape of the output")
        return np.asarray(-dout)


class Flatten(Layer):
    """Flatten each image into one row: (N, C, H, W) becomes (N, C * H * W).

    Parameters
    ----------
    start_dim : 1
    end_dim : -1
    """

    function = "flatten"

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        only_defaults(start_dim=start_dim, end_dim=end_dim)


class ChannelShuffle(Layer):
    """Deal the channels of each group out over all; see `layers.channel_shuffle_forward`.

    Maps (N, C, H, W) to the same shape.

    Parameters
    ----------
    groups : int
        Must divide the number of channels.
    """

    function = "channel_shuffle"

    def __init__(self, groups):
        super().__init__()
        self.groups = positive(groups, "groups")

    def options(self):
        """Return the options of the forward function by name."""
        return {"groups": self.groups}

    def extra_repr(self):
        """Show the number of groups."""
        return f"groups={self.groups}"


class Select(Module):
    """Select some of the channels, as in LeNet-5's third layer.

    Maps (N, C, H, W) to (N, number of selected channels, H, W).

    Parameters
    ----------
    channels : sequence of int
        Indices of the channels in the order of the output, counted from 0, without repeats.
    """

    def __init__(self, channels):
        super().__init__()
        self.channels = distinct_channels(channels)

    def forward(self, x):
        """Copy the selected channels."""
        require_array(x, "x", "N, C, H, W")
        if max(self.channels) >= x.shape[1]:
            raise ValueError(
                f"Select needs channel {max(self.channels)}, but x of shape {x.shape} has only "
                f"{x.shape[1]}"
            )
        self._cache = x.shape
        return x[:, self.channels]

    def backward(self, dout):
        """Send the gradients to the selected channels; all others get zeros."""
        N, C, H, W = self._remembered()
        require_shape(
            dout, "dout", (N, len(self.channels), H, W), because="the shape of the output"
        )
        dx = np.zeros((N, C, H, W), dout.dtype)
        dx[:, self.channels] = dout
        return dx

    def extra_repr(self):
        """Show the indices of the channels."""
        return str(self.channels)


class ZeroPadShortcut(Module):
    """A shortcut without parameters: every `stride`-th pixel, plus channels of zeros at the end.

    Maps (N, C_in, H, W) to (N, C_out, ceil(H / stride), ceil(W / stride)).

    Parameters
    ----------
    in_channels, out_channels : int
        `out_channels` must be at least `in_channels`.
    stride : int

    Notes
    -----
    Option A of He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016,
    section 3.3: identity without parameters where the shape changes.
    """

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.in_channels, self.out_channels = growing(in_channels, out_channels)
        self.stride = positive(stride, "stride")

    def forward(self, x):
        """Skip pixels, and append channels of zeros."""
        require_array(x, "x", "N, C, H, W")
        if x.shape[1] != self.in_channels:
            raise ValueError(
                f"ZeroPadShortcut expects {self.in_channels} channels, but x has shape {x.shape}"
            )
        self._cache = x.shape
        kept = x[:, :, :: self.stride, :: self.stride]
        out = np.zeros((len(x), self.out_channels, *kept.shape[2:]), x.dtype)
        out[:, : self.in_channels] = kept
        return out

    def backward(self, dout):
        """Send the gradients to the pixels that were kept; the others get zeros."""
        shape = self._remembered()
        dx = np.zeros(shape, dout.dtype)
        kept = dx[:, :, :: self.stride, :: self.stride]
        expected = (shape[0], self.out_channels, *kept.shape[2:])
        require_shape(dout, "dout", expected, because="the shape of the output")
        kept[...] = dout[:, : self.in_channels]
        return dx

    def extra_repr(self):
        """Show the arguments."""
        return f"{self.in_channels}, {self.out_channels}, stride={self.stride}"
