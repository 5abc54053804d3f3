"""Where the windows of a pooling layer begin along one axis."""

from __future__ import annotations


def window_starts(size, kernel_size, stride, padding=0, ceil_mode=False):
    """List the first position of every pooling window along one axis.

    Parameters
    ----------
    size : int
        Length of the axis.
    kernel_size, stride : int
        Both at least 1.
    padding : int
        Positions added on each side, at most half the kernel size.
    ceil_mode : bool
        Whether a last window may extend beyond the padded axis. It still begins before the end of
        the axis itself.

    Returns
    -------
    range
        Counted from the first position of the axis, so negative inside the padding.

    Raises
    ------
    ValueError
        If no window fits, or the padding exceeds half the kernel size, which would allow windows
        that see only padding.

    Examples
    --------
    >>> list(window_starts(7, 3, 2, padding=1))
    [-1, 1, 3, 5]
    >>> list(window_starts(6, 3, 2)), list(window_starts(6, 3, 2, ceil_mode=True))
    ([0, 2], [0, 2, 4])
    """
    require_small_padding(padding, kernel_size)
    behind_last_fitting = size + padding - kernel_size + 1
    end = min(behind_last_fitting + stride - 1, size) if ceil_mode else behind_last_fitting
    starts = range(-padding, end, stride)
    if size < 1 or not starts:
        raise ValueError(
            f"a pooling window of {kernel_size} does not fit into {size + 2 * padding} positions "
            f"(size {size}, padding {padding})"
        )
    return starts


def require_small_padding(padding, kernel_size):
    """Check that no pooling window can see only padding."""
    if 2 * padding > kernel_size:
        raise ValueError(
            f"padding must be at most half of kernel_size, got padding {padding} and "
            f"kernel_size {kernel_size}"
        )
