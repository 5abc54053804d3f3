"""Pooling layers."""

from __future__ import annotations

from cnncourse.layers.arguments import flag, require_array
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.layers.pool.windows import window_options
from cnncourse.layers.shapes import pair
from cnncourse.nn.layer import Layer


class _Pool(Layer):
    """A pooling layer with kernel size, stride and padding; a subclass sets `axes`."""

    def _read_windows(self, kernel_size, stride, padding, ceil_mode):
        self.kernel_size, self.stride, self.padding, self.ceil_mode = window_options(
            self.axes, kernel_size, stride, padding, ceil_mode
        )

    def options(self):
        """Return the options of the forward function by name."""
        return {
            "kernel_size": self.kernel_size,
            "stride": self.stride,
            "padding": self.padding,
            "ceil_mode": self.ceil_mode,
        }

    def extra_repr(self):
        """Show every option."""
        return ", ".join(f"{name}={short(value)}" for name, value in self.options().items())


class _MaxPool(_Pool):
    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        return_indices=False,
        ceil_mode=False,
    ):
        super().__init__()
        only_defaults(dilation=dilation, return_indices=return_indices)
        self._read_windows(kernel_size, stride, padding, ceil_mode)


class MaxPool2d(_MaxPool):
    """The maximum of every window; see `layers.max_pool2d_forward`.

    Maps (N, C, H, W) to (N, C, OH, OW).

    Parameters
    ----------
    kernel_size, stride, padding : int or pair of int
        Height first; the default stride is the kernel size.
    dilation : 1
    return_indices : False
    ceil_mode : bool
        Whether a last window may extend beyond the end of the image.
    """

    function = "max_pool2d"
    axes = 2


class MaxPool3d(_MaxPool):
    """The maximum of every window of a volume; see `layers.max_pool3d_forward`.

    Maps (N, C, D, H, W) to (N, C, OD, OH, OW).

    Parameters
    ----------
    kernel_size, stride, padding : int or triple of int
        Depth first, then height; the default stride is the kernel size.
    dilation, return_indices, ceil_mode
        As for `MaxPool2d`.
    """

    function = "max_pool3d"
    axes = 3


class _AvgPool(_Pool):
    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        super().__init__()
        only_defaults(divisor_override=divisor_override)
        self._read_windows(kernel_size, stride, padding, ceil_mode)
        self.count_include_pad = flag(count_include_pad, "count_include_pad")

    def options(self):
        """Return the options of the forward function by name."""
        return {**super().options(), "count_include_pad": self.count_include_pad}


class AvgPool2d(_AvgPool):
    """The mean of every window; see `layers.avg_pool2d_forward`.

    Maps (N, C, H, W) to (N, C, OH, OW).

    Parameters
    ----------
    kernel_size, stride, padding : int or pair of int
        Height first; the default stride is the kernel size.
    ceil_mode : bool
        Whether a last window may extend beyond the end of the image.
    count_include_pad : bool
        Whether the padding's zeros count as members of the window.
    divisor_override : None
    """

    function = "avg_pool2d"
    axes = 2


class AvgPool3d(_AvgPool):
    """The mean of every window of a volume; see `layers.avg_pool3d_forward`.

    Maps (N, C, D, H, W) to (N, C, OD, OH, OW).

    Parameters
    ----------
    kernel_size, stride, padding : int or triple of int
        Depth first, then height; the default stride is the kernel size.
    ceil_mode, count_include_pad, divisor_override
        As for `AvgPool2d`.
    """

    function = "avg_pool3d"
    axes = 3


class AdaptiveAvgPool2d(Layer):
    """The means of a given number of windows; see `layers.adaptive_avg_pool2d_forward`.

    Maps (N, C, H, W) to (N, C, OH, OW). `AdaptiveAvgPool2d(1)` is global average pooling.

    Parameters
    ----------
    output_size : int, None, or pair of them
        Number of windows along height and width; None keeps the number of pixels.
    """

    function = "adaptive_avg_pool2d"

    def __init__(self, output_size):
        super().__init__()
        self.output_size = adaptive_size(output_size)

    def forward(self, x):
        """Run the forward function on a batch, replacing None by the number of pixels."""
        require_array(x, "x", "N, C, H, W")
        size = tuple(
            wanted or given for wanted, given in zip(self.output_size, x.shape[2:], strict=True)
        )
        (out,) = self._run(x, output_size=size)
        return out

    def extra_repr(self):
        """Show the output size."""
        return f"output_size={short(self.output_size)}"


def adaptive_size(output_size):
    """Return an output size as a pair whose entries may be None."""
    if output_size is None or not isinstance(output_size, (tuple, list)):
        output_size = (output_size, output_size)
    pair([1 if size is None else size for size in output_size], "output_size", minimum=1)
    return tuple(output_size)


def short(value):
    """Shorten several equal numbers to one number, as options are usually written."""
    if isinstance(value, tuple) and len(set(value)) == 1:
        return value[0]
    return value
