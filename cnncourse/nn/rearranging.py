"""Layers that rearrange numbers and learn nothing."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import distinct_channels, growing, need_array, need_shape, positive
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.nn.layer import Layer
from cnncourse.nn.module import Module


class Identity(Module):
    """Give back what comes in: the empty place of an architecture.

    Parameters
    ----------
    *args, **kwargs : object
        Whatever the layer takes whose place this is, as in torch.
    """

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, x):
        """Give `x` itself."""
        return x

    def backward(self, dout):
        """Give `dout` itself."""
        return dout


class Negate(Module):
    """Turn every number's sign round: a penalty becomes a score."""

    def forward(self, x):
        """Give `-x`."""
        need_array(x, "x", "...")
        self._cache = x.shape
        return np.asarray(-x)

    def backward(self, dout):
        """Give `-dout`."""
        need_shape(dout, "dout", self._remembered(), because="that of the output")
        return np.asarray(-dout)


class Flatten(Layer):
    """Write each image's numbers as one row: (N, C, H, W) becomes (N, C * H * W).

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
        Divides the number of channels.
    """

    function = "channel_shuffle"

    def __init__(self, groups):
        super().__init__()
        self.groups = positive(groups, "groups")

    def options(self):
        """Give the options of the forward function, by name."""
        return {"groups": self.groups}

    def extra_repr(self):
        """Write the number of groups."""
        return f"groups={self.groups}"


class Select(Module):
    """Look at some channels only, as LeNet-5's third layer does.

    Maps (N, C, H, W) to (N, number of channels named, H, W).

    Parameters
    ----------
    channels : sequence of int
        Places of the channels, from 0, each at most once, in the order in which they come out.
    """

    def __init__(self, channels):
        super().__init__()
        self.channels = distinct_channels(channels)

    def forward(self, x):
        """Copy the channels."""
        need_array(x, "x", "N, C, H, W")
        if max(self.channels) >= x.shape[1]:
            raise ValueError(
                f"Select wants channel {max(self.channels)}, but x of shape {x.shape} has only "
                f"{x.shape[1]}"
            )
        self._cache = x.shape
        return x[:, self.channels]

    def backward(self, dout):
        """Put the gradients back in their places; all other channels get zeros."""
        N, C, H, W = self._remembered()
        need_shape(dout, "dout", (N, len(self.channels), H, W), because="that of the output")
        dx = np.zeros((N, C, H, W), dout.dtype)
        dx[:, self.channels] = dout
        return dx

    def extra_repr(self):
        """Write the places."""
        return str(self.channels)


class ZeroPadShortcut(Module):
    """A shortcut that learns nothing: every `stride`-th pixel, and channels of zeros at the end.

    Maps (N, C_in, H, W) to (N, C_out, ceil(H / stride), ceil(W / stride)).

    Parameters
    ----------
    in_channels, out_channels : int
        `out_channels` is not below `in_channels`.
    stride : int

    Notes
    -----
    Option A of He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016,
    section 3.3: identity where the shape changes, without a parameter.
    """

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.in_channels, self.out_channels = growing(in_channels, out_channels)
        self.stride = positive(stride, "stride")

    def forward(self, x):
        """Leave pixels out, and add channels of zeros."""
        need_array(x, "x", "N, C, H, W")
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
        """Put the gradients back in their places; pixels that were left out get zeros."""
        shape = self._remembered()
        dx = np.zeros(shape, dout.dtype)
        kept = dx[:, :, :: self.stride, :: self.stride]
        expected = (shape[0], self.out_channels, *kept.shape[2:])
        need_shape(dout, "dout", expected, because="that of the output")
        kept[...] = dout[:, : self.in_channels]
        return dx

    def extra_repr(self):
        """Write the arguments."""
        return f"{self.in_channels}, {self.out_channels}, stride={self.stride}"
