"""How exactly does a loss say what it says? Its rounding noise, measured near one place.

Rounding makes a loss jump between inputs that differ in their last digits. Differences of third
order, of losses at equally spaced inputs, cancel what is smooth and leave the jumps.

Source: Moré and Wild, "Estimating computational noise", SIAM Journal on Scientific Computing, 2011.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from numbers import Real

import numpy as np

POINTS, DRAWS = 7, 3
LAST_DIGITS = 4  # units in the last place between neighbouring points
NEAR = (1e-3, 1e-1)  # short ways, in units of the size of the array
FAR = (1.0, 1e3, 1e6, 1e12)  # long ways
VISIBLE = 10  # standard deviations of noise that a change must exceed


def read_loss(value):
    """Read what a loss gives: one real number, which may be infinite or NaN.

    Returns
    -------
    float

    Raises
    ------
    TypeError
        Naming what it gave instead.
    """
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(-1)[0]
    if not isinstance(value, Real):
        what = f" of shape {value.shape}" if isinstance(value, np.ndarray) else f" {value!r}"
        raise TypeError(f"the loss must be one real number, got {type(value).__name__}{what}")
    return float(value)


def rounding_noise(loss, x, rng):
    """Measure how far a loss jumps by rounding near a place.

    Parameters
    ----------
    loss : function
        From an array to a float.
    x : ndarray of float32 or float64
    rng : numpy.random.Generator

    Returns
    -------
    float
        One standard deviation, at least that of rounding to the last digit; NaN where the loss is
        not finite.
    """
    step = LAST_DIGITS * np.spacing(np.abs(x)) * (x != 0)  # zeros stay, where kinks are likely
    seen, jumps = [], []
    for _ in range(DRAWS):
        move = step * rng.choice([-1, 1], x.shape)
        values = [loss((x + k * move).astype(x.dtype)) for k in range(POINTS)]
        seen += values
        jumps += list(np.diff(values, n=3) ** 2 / 20)  # 1 + 9 + 9 + 1 variances
    seen += [loss(moved) for moved in _far_away(x, 2 * (NEAR + FAR), rng)]
    digit = max(_last_digit(seen[0], seen), _common_step(seen))
    return float(max(np.sqrt(np.mean(jumps)), digit / np.sqrt(12)))


def steepness(loss, x, value, noise, rng):
    """Measure how much a loss changes over long ways.

    Parameters
    ----------
    loss, x, rng
        As for `rounding_noise`.
    value, noise : float
        The loss at `x`, and its rounding noise there.

    Returns
    -------
    float
        The mean slope of an entry over the way where it is least; 0 if all ways as far as the loss
        is finite change nothing but its rounding.
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
    """Give random points at so many times the size of the array from it."""
    moves = (scale * array_size(x) * rng.standard_normal(x.shape) for scale in scales)
    return [(x + move).astype(x.dtype) for move in moves]


def array_size(x):
    """Root mean square, or 1 for zeros."""
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64)))) or 1.0


def _last_digit(value, seen):
    """Give the distance of the floating-point numbers next to a loss.

    It is taken for a float32 number if all losses seen are.
    """
    with np.errstate(over="ignore"):
        single = np.array_equal(seen, np.float32(seen), equal_nan=True)
    return float(np.spacing(np.abs(np.float32(value) if single else value)))


def _common_step(seen):
    """Give the largest distance that the differences of all losses are multiples of.

    It exceeds the last digit where a small number has been added to a large one on the way. A few
    losses have none.
    """
    fractions = [Fraction(loss) for loss in set(seen) if np.isfinite(loss)]
    if len(fractions) < 4:
        return 0.0
    scale = max(fraction.denominator for fraction in fractions)
    whole = [int(fraction * scale) for fraction in fractions]
    return gcd(*(number - whole[0] for number in whole)) / scale
