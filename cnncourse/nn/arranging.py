"""Layers that rearrange numbers and learn nothing."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.validate import distinct_channels, need_array, need_shape, positive
from cnncourse.nn.layer import Layer
from cnncourse.nn.module import Module


class Identity(Module):
    """Give back what comes in: the empty place of an architecture."""

    def forward(self, x):
        """Give `x` itself."""
        return x

    def backward(self, dout):
        """Give `dout` itself."""
        return dout


class Flatten(Layer):
    """Write each image's numbers as one row: (N, C, H, W) becomes (N, C * H * W)."""

    function = "flatten"


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
