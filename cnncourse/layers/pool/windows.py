"""Positions of a pooling layer's windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse.layers.arguments import flag, integer, positive
from cnncourse.layers.shapes import pair


def pool_output_size(size, kernel_size, *, stride, padding=0, ceil_mode=False):
    """Count the pooling windows along one axis.

    Parameters
    ----------
    size, kernel_size, stride, padding : int
    ceil_mode : bool
        Whether a last window may extend beyond the end. It must still start inside the image or
        the padding before it.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If a number is not an integer, or `ceil_mode` is not a bool.
    ValueError
        If a number is out of range, the window does not fit even once, or the padding exceeds
        half the kernel size, which would allow windows that see only padding.
    """
    return _count(
        integer(size, "size", minimum=0),
        positive(kernel_size, "kernel_size"),
        positive(stride, "stride"),
        integer(padding, "padding", minimum=0),
        flag(ceil_mode, "ceil_mode"),
    )


def need_small_padding(padding, kernel_size):
    """Check that no pooling window can see only padding."""
    if 2 * padding > kernel_size:
        raise ValueError(
            f"padding must be at most half of kernel_size, got padding {padding} and "
            f"kernel_size {kernel_size}"
        )


def _count(size, kernel_size, stride, padding, ceil_mode):
    need_small_padding(padding, kernel_size)
    steps = size + 2 * padding - kernel_size
    count = (-(-steps // stride) if ceil_mode else steps // stride) + 1
    if ceil_mode and (count - 1) * stride >= size + padding:
        count -= 1
    if size < 1 or count < 1:
        raise ValueError(
            f"a pooling window of {kernel_size} does not fit into {size + 2 * padding} positions "
            f"(size {size}, padding {padding})"
        )
    return count


@dataclass(frozen=True)
class PoolWindows:
    """The windows over an image; every field is a pair, height first.

    Attributes
    ----------
    image, kernel_size, stride, padding : pair of int
    counts : pair of int
        The number of windows along each axis.
    framed : pair of int
        Size of the image with its padding, and with the positions beyond it that the last windows
        reach.
    """

    image: tuple[int, int]
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    counts: tuple[int, int]
    framed: tuple[int, int]

    @classmethod
    def over(cls, image, kernel_size, stride, padding, ceil_mode):
        """Compute the windows from the options of a pooling function, and validate them."""
        kernel_size = pair(kernel_size, "kernel_size", minimum=1)
        stride = kernel_size if stride is None else pair(stride, "stride", minimum=1)
        padding, ceil_mode = pair(padding, "padding"), flag(ceil_mode, "ceil_mode")
        counts = tuple(
            _count(size, k, s, p, ceil_mode)
            for size, k, s, p in zip(image, kernel_size, stride, padding, strict=True)
        )
        framed = tuple(
            max(size + 2 * p, (count - 1) * s + k)
            for size, k, s, p, count in zip(
                image, kernel_size, stride, padding, counts, strict=True
            )
        )
        return cls(tuple(image), kernel_size, stride, padding, counts, framed)

    @property
    def starts(self):
        """First row and first column of every window; negative inside the padding."""
        return tuple(
            np.arange(count) * s - p
            for count, s, p in zip(self.counts, self.stride, self.padding, strict=True)
        )

    def frame(self, x, *, fill):
        """Pad the images so that every window fits; return `x` itself if it needs no padding."""
        (H, W), (ph, pw) = self.image, self.padding
        if self.framed == (H, W):
            return x
        framed = np.full((*x.shape[:2], *self.framed), fill, dtype=x.dtype)
        framed[:, :, ph : ph + H, pw : pw + W] = x
        return framed

    def column(self, array, column):
        """Return a view of one column of every window.

        Parameters
        ----------
        array : ndarray of shape (..., FW)
            Padded rows.
        column : int
            Counted from the left of a window.

        Returns
        -------
        ndarray of shape (..., OW)
        """
        (_, OW), (_, sw) = self.counts, self.stride
        return array[..., column : column + sw * (OW - 1) + 1 : sw]

    def row(self, array, row):
        """Return a view of one row of every window, of shape (..., OH, any)."""
        (OH, _), (sh, _) = self.counts, self.stride
        return array[..., row : row + sh * (OH - 1) + 1 : sh, :]

    def whole_row(self, array, row):
        """Copy one row of every window from a contiguous array.

        Each row is copied as a single item of many bytes, which is several times as fast for the
        short rows of small images.
        """
        whole = np.dtype((np.void, array.shape[-1] * array.itemsize))
        return np.ascontiguousarray(self.row(array.view(whole), row)).view(array.dtype)
