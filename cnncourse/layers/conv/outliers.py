"""Detect outliers, whose rounding errors Winograd's method spreads to their neighbours.

Winograd's changes of basis mix the numbers of a tile, so the rounding error of an output is
proportional to the largest number of its tile, even if its own window holds only small numbers.
`has_outliers` decides whether that matters, but it measures every pixel. A `Watch` inspects the
numbers while they are in the processor's cache anyway, and calls `has_outliers` only when needed.
"""

from __future__ import annotations

import numpy as np

LIMIT = 50  # an outlier is larger than this many times a typical pixel
SLACK = 16  # a row may hold an outlier if its sum of squares is this many times the typical one
HUGE = 1e30  # squares above this could overflow in a product


class Watch:
    """Inspects an array of shape (N, C, ...) part by part for outliers.

    An outlier raises the sum of squares of its own row but not of most other rows. The array is
    measured, once, only if the largest sum exceeds `SLACK` times the median. Anything that goes
    unmeasured is at most `sqrt(SLACK * pixels of a row)` times a typical pixel.
    """

    def __init__(self, array):
        self.array, self.measured = array, False

    def finds_outlier(self, rows):
        """Inspect some of the numbers, given as rows of a contiguous array."""
        if self.measured:
            return False
        rows = rows.reshape(len(rows), 1, -1)
        squares = np.matmul(rows, rows.swapaxes(1, 2)).reshape(-1)
        squares.sort()  # NaN last
        if squares[-1] <= min(SLACK * squares[len(squares) // 2], HUGE):
            return False
        self.measured = True
        return has_outliers(self.array)


def has_outliers(images):
    """Return whether an image holds a number much larger than its typical pixel.

    Parameters
    ----------
    images : ndarray of shape (N, C, ...)

    Returns
    -------
    bool
        Whether the largest number of an image exceeds `LIMIT` times its typical pixel. A pixel is
        a vector of C numbers; typical is the upper quartile of the lengths of the non-zero
        pixels. Also True if numbers are not finite, or so large that a product might overflow.
    """
    images = images.reshape(*images.shape[:2], -1)
    pixels = np.einsum("ncp,ncp->np", images, images)
    pixels.sort(axis=1)
    zeros = np.count_nonzero(pixels == 0, axis=1, keepdims=True)
    places = zeros + 3 * (pixels.shape[1] - zeros) // 4
    typical = np.take_along_axis(pixels, np.minimum(places, pixels.shape[1] - 1), axis=1)[:, 0]
    largest = np.maximum(images.max(axis=(1, 2)), -images.min(axis=(1, 2))) ** 2
    return not np.all(largest <= np.minimum(LIMIT**2 * typical, HUGE))
