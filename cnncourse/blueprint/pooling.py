"""Blueprints of pooling layers, including LeNet-5's subsampling."""

from __future__ import annotations

from fractions import Fraction

from cnncourse.blueprint.layer import Layer, each_axis, require_image
from cnncourse.layers import adaptive_bins, pool_output_size
from cnncourse.layers.arguments import positive, window_counts
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.layers.pool.windows import window_options
from cnncourse.layers.shapes import pair


class _Pool(Layer):
    """Windows over any number of spatial axes; a subclass sets `axes`."""

    def _read_windows(self, kernel_size, stride, padding, ceil_mode):
        self.kernel_size, self.stride, self.padding, self.ceil_mode = window_options(
            self.axes, kernel_size, stride, padding, ceil_mode
        )

    def output_shape(self, shape):
        """Map (C, H, W) to (C, OH, OW)."""
        require_image(shape, axes=self.axes)
        counts = (
            pool_output_size(size, k, stride=s, padding=p, ceil_mode=self.ceil_mode)
            for size, k, s, p in zip(
                shape[1:], self.kernel_size, self.stride, self.padding, strict=True
            )
        )
        return (shape[0], *counts)

    def windows(self, grid):
        """Return kernel size and stride."""
        return each_axis(self.kernel_size, self.stride, (1,) * self.axes)

    def extra_repr(self):
        """Show kernel size and stride."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}"


class MaxPool2d(_Pool):
    """As `nn.MaxPool2d`."""

    axes = 2

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        return_indices=False,
        ceil_mode=False,
    ):
        only_defaults(dilation=dilation, return_indices=return_indices)
        self._read_windows(kernel_size, stride, padding, ceil_mode)


class MaxPool3d(MaxPool2d):
    """As `nn.MaxPool3d`."""

    axes = 3


class AvgPool2d(_Pool):
    """As `nn.AvgPool2d`: the same shapes as max pooling."""

    axes = 2

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        only_defaults(divisor_override=divisor_override)
        self._read_windows(kernel_size, stride, padding, ceil_mode)
        self.count_include_pad = bool(count_include_pad)


class AvgPool3d(AvgPool2d):
    """As `nn.AvgPool3d`."""

    axes = 3


class AdaptiveAvgPool2d(Layer):
    """As `nn.AdaptiveAvgPool2d`."""

    def __init__(self, output_size):
        sizes = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * 2
        pair([1 if size is None else size for size in sizes], "output_size", minimum=1)
        self.output_size = tuple(sizes)

    def output_shape(self, shape):
        """Map (C, H, W) to (C, OH, OW)."""
        require_image(shape)
        sizes = zip(self.output_size, shape[1:], strict=True)
        return (shape[0], *(wanted or given for wanted, given in sizes))

    def windows(self, grid):
        """Return the largest window and the mean jump, because windows may differ by a pixel."""
        found = []
        for size, wanted in zip(grid, self.output_size, strict=True):
            bins = adaptive_bins(size, wanted or size)
            largest = max(window.stop - window.start for window in bins)
            found.append((largest, Fraction(bins[-1].start, max(len(bins) - 1, 1)) or 1))
        return found

    def extra_repr(self):
        """Show the output size."""
        return f"output_size={self.output_size}"


class Subsampling(Layer):
    """As `nn.Subsampling`: a coefficient and a bias per channel."""

    def __init__(self, channels):
        self.channels = positive(channels, "channels")
        self.parameters = 2 * self.channels

    def output_shape(self, shape):
        """Map (C, H, W) to (C, H // 2, W // 2)."""
        require_image(shape, self.channels)
        return (self.channels, *window_counts(shape[1:], 2, 2, 0))

    def windows(self, grid):
        """Return windows of 2x2."""
        return each_axis((2, 2), (2, 2), (1, 1))
