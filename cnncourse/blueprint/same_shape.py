"""Blueprints of layers that keep the shape or only rearrange it, and of the RBF output."""

from __future__ import annotations

from math import ceil, prod

import numpy as np

from cnncourse.blueprint.layer import Layer, each_axis, require_image, require_numbers
from cnncourse.layers.arguments import (
    distinct_channels,
    growing,
    norm_groups,
    number,
    positive,
    require_axis,
    sizes,
)
from cnncourse.layers.fixed_arguments import only_defaults


class BatchNorm2d(Layer):
    """As `nn.BatchNorm2d`: a scale and a shift per channel; running statistics do not count."""

    axes = (3,)

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        only_defaults(device=device)
        self.num_features = positive(num_features, "num_features")
        self.parameters = self.num_features * bool(affine) * (2 if bias else 1)

    def output_shape(self, shape):
        """Map (C, H, W) to itself."""
        if len(shape) not in self.axes or shape[0] != self.num_features:
            raise ValueError(f"it expects {self.num_features} channels, but gets shape {shape}")
        return shape

    def extra_repr(self):
        """Show the number of channels."""
        return str(self.num_features)


class BatchNorm1d(BatchNorm2d):
    """As `nn.BatchNorm1d`: the same for (C,) and (C, L)."""

    axes = (1, 2)


class LayerNorm(Layer):
    """As `nn.LayerNorm`: a scale and a shift per number of the normalized shape."""

    def __init__(
        self,
        normalized_shape,
        eps=1e-5,
        elementwise_affine=True,
        bias=True,
        device=None,
        dtype=None,
    ):
        only_defaults(device=device)
        self.normalized_shape = sizes(normalized_shape, "normalized_shape")
        scales = prod(self.normalized_shape)
        self.parameters = scales * bool(elementwise_affine) * (2 if bias else 1)

    def output_shape(self, shape):
        """Map a shape that ends with the normalized shape to itself."""
        if shape[-len(self.normalized_shape) :] != self.normalized_shape:
            raise ValueError(f"its last axes must have the sizes {self.normalized_shape}")
        return shape

    def extra_repr(self):
        """Show the normalized shape."""
        return str(self.normalized_shape)


class GroupNorm(Layer):
    """As `nn.GroupNorm`: a scale and a shift per channel."""

    def __init__(
        self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, *, bias=True
    ):
        only_defaults(device=device)
        self.num_channels = positive(num_channels, "num_channels")
        self.num_groups = norm_groups(num_groups, self.num_channels)
        self.parameters = self.num_channels * bool(affine) * (2 if bias else 1)

    def output_shape(self, shape):
        """Map (C, ...) to itself."""
        if shape[:1] != (self.num_channels,):
            raise ValueError(f"it expects {self.num_channels} channels, but gets shape {shape}")
        return shape

    def extra_repr(self):
        """Show the groups and the channels."""
        return f"{self.num_groups}, {self.num_channels}"


class LocalResponseNorm(Layer):
    """As `nn.LocalResponseNorm`."""

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        self.size = positive(size, "size")

    def output_shape(self, shape):
        """Map (C, H, W) to itself."""
        require_image(shape)
        return shape

    def extra_repr(self):
        """Show the number of neighbours."""
        return str(self.size)


class Dropout(Layer):
    """As `nn.Dropout`."""

    def __init__(self, p=0.5, inplace=False):
        only_defaults(inplace=inplace)
        if not 0 <= p <= 1:
            raise ValueError(f"p must lie between 0 and 1, got {p}")
        self.p = p

    def extra_repr(self):
        """Show the probability."""
        return f"p={self.p}"


class ReLU(Layer):
    """As `nn.ReLU`."""

    def __init__(self, inplace=False):
        only_defaults(inplace=inplace)


class LeakyReLU(Layer):
    """As `nn.LeakyReLU`."""

    def __init__(self, negative_slope=0.01, inplace=False):
        only_defaults(inplace=inplace)
        self.negative_slope = negative_slope


class PReLU(Layer):
    """As `nn.PReLU`: one slope a channel, or one for all."""

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        only_defaults(device=device)
        self.parameters = positive(num_parameters, "num_parameters")

    def output_shape(self, shape):
        """Map any shape to itself, if the channels fit."""
        if self.parameters not in (1, shape[0]):
            raise ValueError(f"it has slopes for {self.parameters} channels")
        return shape


class ReLU6(Layer):
    """As `nn.ReLU6`."""

    def __init__(self, inplace=False):
        only_defaults(inplace=inplace)


class Sigmoid(Layer):
    """As `nn.Sigmoid`."""


class Tanh(Layer):
    """As `nn.Tanh`."""


class ScaledTanh(Layer):
    """As `nn.ScaledTanh`."""


class Softmax(Layer):
    """As `nn.Softmax`."""

    def __init__(self, dim=None):
        self.dim = require_axis(dim, "dim")


class Identity(Layer):
    """As `nn.Identity`."""

    keeps_output = False

    def __init__(self, *args, **kwargs):
        pass


class Multiply(Layer):
    """As `nn.Multiply`. Products with a constant are not counted."""

    def __init__(self, factor):
        self.factor = number(factor, "factor")


class Negate(Layer):
    """As `nn.Negate`."""


class Flatten(Layer):
    """As `nn.Flatten`."""

    keeps_output = False

    def __init__(self, start_dim=1, end_dim=-1):
        only_defaults(start_dim=start_dim, end_dim=end_dim)

    def output_shape(self, shape):
        """Map (C, H, W) to (C * H * W,)."""
        return (prod(shape),)


class ChannelShuffle(Layer):
    """As `nn.ChannelShuffle`."""

    def __init__(self, groups):
        self.groups = positive(groups, "groups")

    def output_shape(self, shape):
        """Map (C, H, W) to itself."""
        require_image(shape)
        if shape[0] % self.groups:
            raise ValueError(f"{self.groups} groups do not divide {shape[0]} channels")
        return shape


class Select(Layer):
    """As `nn.Select`."""

    def __init__(self, channels):
        self.channels = distinct_channels(channels)

    def output_shape(self, shape):
        """Map (C, H, W) to (number of selected channels, H, W)."""
        require_image(shape)
        if max(self.channels) >= shape[0]:
            raise ValueError(f"there is no channel {max(self.channels)}")
        return (len(self.channels), *shape[1:])

    def extra_repr(self):
        """Show the indices of the channels."""
        return str(self.channels)


class ZeroPadShortcut(Layer):
    """As `nn.ZeroPadShortcut`."""

    def __init__(self, in_channels, out_channels, stride=1):
        self.in_channels, self.out_channels = growing(in_channels, out_channels)
        self.stride = positive(stride, "stride")

    def output_shape(self, shape):
        """Map (C_in, H, W) to (C_out, ceil(H / stride), ceil(W / stride))."""
        require_image(shape, self.in_channels)
        return (self.out_channels, *(ceil(size / self.stride) for size in shape[1:]))

    def windows(self, grid):
        """Return windows of one pixel."""
        return each_axis((1, 1), (self.stride, self.stride), (1, 1))

    def extra_repr(self):
        """Show the arguments."""
        return f"{self.in_channels}, {self.out_channels}, stride={self.stride}"


class RBF(Layer):
    """As `nn.RBF`: distances, not weighted sums; nothing is learned."""

    sees_all = True

    def __init__(self, centres):
        self.classes, self.in_features = np.shape(centres)

    def output_shape(self, shape):
        """Map (D,) to (C,)."""
        require_numbers(shape, self.in_features)
        return (self.classes,)
