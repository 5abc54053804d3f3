"""Positions of a pooling layer's windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse.layers.arguments import flag, integer, positive
from cnncourse.layers.pool.starts import require_small_padding, window_starts
from cnncourse.layers.shapes import per_axis


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
    starts = window_starts(
        integer(size, "size", minimum=0),
        positive(kernel_size, "kernel_size"),
        positive(stride, "stride"),
        integer(padding, "padding", minimum=0),
        flag(ceil_mode, "ceil_mode"),
    )
    return len(starts)


def window_options(axes, kernel_size, stride, padding, ceil_mode):
    """Read the options of a pooling layer: a tuple for each, with one number per axis, and a bool.

    Parameters
    ----------
    axes : int
    kernel_size, stride, padding : int or sequence of int
        A stride of None is the kernel size.
    ceil_mode : bool

    Returns
    -------
    kernel_size, stride, padding : tuple of int
    ceil_mode : bool

    Raises
    ------
    TypeError, ValueError
        See `pool_output_size`.
    """
    kernel_size = per_axis(kernel_size, axes, "kernel_size", minimum=1)
    stride = kernel_size if stride is None else per_axis(stride, axes, "stride", minimum=1)
    padding = per_axis(padding, axes, "padding")
    for p, k in zip(padding, kernel_size, strict=True):
        require_small_padding(p, k)
    return kernel_size, stride, padding, flag(ceil_mode, "ceil_mode")


@dataclass(frozen=True)
class PoolWindows:
    """The windows over an image with any number of spatial axes, such as height and width.

    Attributes
    ----------
    image, kernel_size, stride, padding : tuple of int
        One number for every axis.
    counts : tuple of int
        The number of windows along each axis.
    framed : tuple of int
        Size of the image with its padding, and with the positions beyond it that the last windows
        reach.
    """

    image: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    counts: tuple[int, ...]
    framed: tuple[int, ...]

    @classmethod
    def over(cls, image, kernel_size, stride, padding, ceil_mode):
        """Compute the windows from the options of a pooling function, and validate them."""
        kernel_size, stride, padding, ceil_mode = window_options(
            len(image), kernel_size, stride, padding, ceil_mode
        )
        counts = tuple(
            len(window_starts(size, k, s, p, ceil_mode))
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

    @property
    def inside(self):
        """Slices that cut the image out of the framed image."""
        return ..., *(slice(p, p + n) for p, n in zip(self.padding, self.image, strict=True))

    def frame(self, x, *, fill):
        """Pad the images so that every window fits; return `x` itself if it needs no padding."""
        if self.framed == self.image:
            return x
        framed = np.full((*x.shape[:2], *self.framed), fill, dtype=x.dtype)
        framed[self.inside] = x
        return framed

    def along(self, axis, place):
        """Select one place of every window along one axis.

        Parameters
        ----------
        axis : int
        place : int
            Counted from the start of a window.

        Returns
        -------
        slice
        """
        count, step = self.counts[axis], self.stride[axis]
        return slice(place, place + step * (count - 1) + 1, step)

    def member(self, framed, places):
        """Return a view of one member of every window: one place for every axis."""
        return framed[(..., *(self.along(axis, place) for axis, place in enumerate(places)))]

    def slabs(self, array, axis, place):
        """Copy one slab of every window along one axis from a contiguous array.

        A slab is a row or a whole plane. It is copied as a single item of many bytes, which is
        several times as fast for the short rows of small images.

        Parameters
        ----------
        array : ndarray of shape (..., size, numbers of a slab)
            The axis is the one before the last.
        axis, place : int
            As for `along`.

        Returns
        -------
        ndarray of shape (..., count, numbers of a slab)
        """
        whole = np.dtype((np.void, array.shape[-1] * array.itemsize))
        slabs = array.view(whole)[..., self.along(axis, place), :]
        return np.ascontiguousarray(slabs).view(array.dtype)
