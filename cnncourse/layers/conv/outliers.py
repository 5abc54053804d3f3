"""Numbers far larger than those around them, which Winograd's rounding spreads.

Winograd's changes of basis mix the numbers of a tile. So an output is wrong by a part of the
largest number of its tile, even where its own window holds small numbers only. `has_outliers` says
when that would matter, but it measures every pixel. A `Watch` looks at the numbers while they are
in the processor's cache anyway, and asks for that measurement only where it is needed.
"""

from __future__ import annotations

import numpy as np

LIMIT = 50  # an outlier is larger than so many typical pixels
SLACK = 16  # a row with an outlier has more than so many times the sum of squares of a typical row
HUGE = 1e30  # squares that could overflow in a product


class Watch:
    """Follows an array of shape (N, C, ...) part by part, and says where it meets an outlier.

    An outlier raises the sum of the squares of its own row, and not that of most other rows. Only
    where the largest sum is more than `SLACK` times the median is the array measured, once. What
    passes unmeasured is at most `sqrt(SLACK * pixels of a row)` times a typical pixel.
    """

    def __init__(self, array):
        self.array, self.measured = array, False

    def finds_outlier(self, rows):
        """Look at some of the numbers, as rows of an array without gaps in memory."""
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
    """Say whether an image holds a number that is much larger than its typical pixel.

    Parameters
    ----------
    images : ndarray of shape (N, C, ...)

    Returns
    -------
    bool
        Whether the largest number of an image exceeds `LIMIT` times its typical pixel. A pixel is
        a vector of C numbers; the upper quartile of the lengths of those that are not zero is
        typical. Also True if numbers are not finite, or so large that a product might overflow.
    """
    images = images.reshape(*images.shape[:2], -1)
    pixels = np.einsum("ncp,ncp->np", images, images)
    pixels.sort(axis=1)
    zeros = np.count_nonzero(pixels == 0, axis=1, keepdims=True)
    places = zeros + 3 * (pixels.shape[1] - zeros) // 4
    typical = np.take_along_axis(pixels, np.minimum(places, pixels.shape[1] - 1), axis=1)[:, 0]
    largest = np.maximum(images.max(axis=(1, 2)), -images.min(axis=(1, 2))) ** 2
    return not np.all(largest <= np.minimum(LIMIT**2 * typical, HUGE))
