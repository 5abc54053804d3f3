"""Measure the rounding noise of a loss near one input.

Rounding makes a loss jump between inputs that differ in their last digits. Third differences of
losses at equally spaced inputs cancel the smooth part and keep the jumps.

Source: Moré and Wild, "Estimating computational noise", SIAM Journal on Scientific Computing, 2011.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from numbers import Real

import numpy as np

POINTS, DRAWS = 7, 3
LAST_DIGITS = 4  # units in the last place between neighbouring points
NEAR = (1e-3, 1e-1)  # short distances, in units of the size of the array
FAR = (1.0, 1e3, 1e6, 1e12)  # long distances
VISIBLE = 10  # standard deviations of noise that a change must exceed


def read_loss(value):
    """Convert the result of a loss function, one real number, to a float, perhaps infinite or NaN.

    Returns
    -------
    float

    Raises
    ------
    TypeError
        If it is something else, which the message names.
    """
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(-1)[0]
    if not isinstance(value, Real):
        what = f" of shape {value.shape}" if isinstance(value, np.ndarray) else f" {value!r}"
        raise TypeError(f"the loss must be one real number, got {type(value).__name__}{what}")
    return float(value)


def rounding_noise(loss, x, rng):
    """Measure how far rounding makes a loss jump near an input.

    Parameters
    ----------
    loss : function
        Maps an array to a float.
    x : ndarray of float32 or float64
    rng : numpy.random.Generator

    Returns
    -------
    float
        One standard deviation, at least that of rounding to the last digit; NaN if the loss is not
        finite.
    """
    step = LAST_DIGITS * np.spacing(np.abs(x)) * (x != 0)  # zeros stay, where kinks are likely
    seen, jumps = [], []
    for _ in range(DRAWS):
        move = step * rng.choice([-1, 1], x.shape)
        values = [loss((x + k * move).astype(x.dtype)) for k in range(POINTS)]
        seen += values
        jumps += list(np.diff(values, n=3) ** 2 / 20)  # 1 + 9 + 9 + 1 variances
    seen += [loss(moved) for moved in _far_away(x, 4 * (NEAR + FAR), rng)]
    digit = max(_last_digit(seen[0], seen), _common_step(seen))
    return float(max(np.sqrt(np.mean(jumps)), digit / np.sqrt(12)))


def steepness(loss, x, value, noise, rng):
    """Measure how much a loss changes over long distances.

    Parameters
    ----------
    loss, x, rng
        As for `rounding_noise`.
    value, noise : float
        The loss at `x`, and its rounding noise there.

    Returns
    -------
    float
        The smallest mean slope per entry over these distances; 0 if the loss, where it is finite,
        changes only by rounding.
    """
    slopes, visible = [], False
    size = array_size(x)
    for scale, there in zip(FAR, _far_away(x, FAR, rng), strict=True):
        change = abs(loss(there) - value)
        if not np.isfinite(change):
            break
        limit = VISIBLE * (noise + rounding_noise(loss, there, rng))
        visible |= bool(change > limit)
        slopes.append(max(change, limit) / (scale * size * x.size))
    return min(slopes) if visible else 0.0


def _far_away(x, scales, rng):
    """Return random points, at distances of `scales` times the size of the array."""
    moves = (scale * array_size(x) * rng.standard_normal(x.shape) for scale in scales)
    return [(x + move).astype(x.dtype) for move in moves]


def array_size(x):
    """Return the root mean square, or 1 if all entries are zero."""
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64)))) or 1.0


def _last_digit(value, seen):
    """Return the distance from a loss to the next floating-point number.

    The loss is treated as float32 if all losses seen are exact in float32.
    """
    with np.errstate(over="ignore"):
        single = np.array_equal(seen, np.float32(seen), equal_nan=True)
    return float(np.spacing(np.abs(np.float32(value) if single else value)))


def _common_step(seen):
    """Return the largest number of which the differences of all losses are multiples.

    It exceeds the last digit if a small number was added to a large one on the way. With fewer
    than four losses it is 0.
    """
    fractions = [Fraction(loss) for loss in set(seen) if np.isfinite(loss)]
    if len(fractions) < 4:
        return 0.0
    scale = max(fraction.denominator for fraction in fractions)
    whole = [int(fraction * scale) for fraction in fractions]
    return gcd(*(number - whole[0] for number in whole)) / scale
