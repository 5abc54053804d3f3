"""Measure slopes by central differences, and compare them with a gradient.

The loss is measured at `x - h v` and `x + h v`, and at twice the distance. Rounding spoils the
difference if h is small, curvature if it is large. The cube root of the dtype's rounding error
balances the two for a loss of about 1: 6e-6 for float64, 5e-3 for float32. If that is not accurate
enough, shorter or longer steps are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnncourse.gradcheck.noise import array_size, read_loss, rounding_noise, steepness

SMALLER = [2.0**-k for k in range(1, 13)]  # steps for a curved loss, in units of the usual one
LARGER = [8.0**k for k in range(1, 6)]  # steps for differences that are lost in rounding
SURE = 6  # standard deviations of rounding noise that are always allowed
OWN_ROUNDING = 100  # last digits of a typical entry by which a right gradient may be off
STRAIGHT = 0.1  # relative difference allowed between slopes along a long step
SHORTER = 8  # how often a step may be divided by 4 until two of them agree
PATIENCE = 20  # uncertain slopes for which all steps are tried


def random_direction(rng, shape):
    """Draw a random unit vector; for an empty shape it is empty."""
    direction = rng.standard_normal(shape)
    return direction / (np.linalg.norm(direction) or 1.0)


@dataclass(frozen=True)
class Line:
    """A direction: some entries of a flat array, and their changes per unit of distance."""

    places: np.ndarray | slice
    values: np.ndarray


@dataclass(frozen=True)
class Slope:
    """A slope along one direction.

    Attributes
    ----------
    step : float
        The distance from `x`.
    calculated, measured : float
        The slope from the gradient and from differences.
    difference : float
        Measured minus calculated, both for inputs rounded to the dtype.
    rounding, bend : float
        Possible errors of the measured slope from rounding and from curvature.
    matters : float
        The smallest difference that matters.
    error : float
        The difference relative to the slope, beyond what `rounding` and `bend` explain.
    precise : bool
        Whether a difference that matters would have been seen.
    kink : bool
        Whether the slope jumps here, and the gradient lies roughly between both sides.
    """

    step: float
    calculated: float
    measured: float
    difference: float
    rounding: float
    bend: float
    matters: float
    error: float
    precise: bool
    kink: bool = False

    @property
    def uncertainty(self):
        return self.rounding + self.bend


class Probe:
    """Measures slopes of one loss at one point, and compares them with one gradient.

    Attributes
    ----------
    value, noise : float
        The loss at `x`, and its rounding noise near there.
    obstacle : str
        The reason why nothing can be measured; usually empty.
    typical : float
        Root mean square of the gradient's entries. If all are zero, an estimate from the change of
        the loss over long distances; then 0 means that the loss does not depend on `x`.
    """

    def __init__(self, loss, x, gradient, tolerance, rng):
        self._loss = loss
        self.x, self.gradient, self.tolerance = x.reshape(-1), gradient.reshape(-1), tolerance
        self.shape = x.shape
        self.value = read_loss(loss(x.copy()))
        self.obstacle = self._find_obstacle()
        if self.obstacle:
            return
        eps = float(np.finfo(x.dtype).eps)
        self.step, self.size = float(np.cbrt(eps)), array_size(self.x)
        self.noise = rounding_noise(self.loss, self.x, rng)
        finite = self.gradient[np.isfinite(self.gradient)].astype(np.float64)
        self.typical = np.linalg.norm(finite) / np.sqrt(max(1, finite.size))
        self.own_rounding = OWN_ROUNDING * eps * self.typical
        if self.typical == 0:
            self.typical = steepness(self.loss, self.x, self.value, self.noise, rng)
        self.uncertain = 0

    def loss(self, x):
        """Measure the loss of a flat array; far away it may be infinite or NaN."""
        with np.errstate(all="ignore"):
            return read_loss(self._loss(x.reshape(self.shape)))

    def _find_obstacle(self):
        """Return the reason why nothing can be measured; usually empty."""
        if self.x.size == 0:
            return "it has no entries"
        if not np.isfinite(self.value):
            return f"the loss is {self.value} there; measure at another point"
        if self.loss(self.x.copy()) != self.value:
            return "the loss differs from call to call; fix its random numbers"
        return ""

    def at(self, place):
        """Compare along one entry, given by its index in the flattened array."""
        step = self.step * max(abs(float(self.x[place])), self.size)
        return self._compare(Line(np.array([place]), np.ones(1)), step)

    def through_all(self, rng):
        """Compare along a random direction, precisely enough to notice one wrong entry."""
        self.uncertain = 0  # there are few directions
        one_entry = self.typical / np.sqrt(self.x.size)
        line = Line(slice(None), random_direction(rng, self.x.shape))
        return self._compare(line, self.step * self.size, within=one_entry / 10)

    def _compare(self, line, usual, within=np.inf):
        """Compare along a line, with the most informative step.

        A gradient is only called wrong if a shorter step agrees, because a long step does not
        measure a slope that changes quickly.

        Parameters
        ----------
        line : Line
        usual : float
            The first step to try.
        within : float
            The largest difference allowed, if that is stricter than the tolerance.

        Returns
        -------
        Slope
        """
        best = self._measure(line, usual, within)
        if self._is_settled(best):
            return best
        if self._kink(line, best):
            return replace(best, kink=True)
        bent = best.bend > best.rounding
        for factor in (SMALLER if bent else LARGER) if self.uncertain < PATIENCE else ():
            slope = self._measure(line, usual * factor, within)
            if factor > 1 and abs(slope.measured) <= slope.rounding:
                continue  # still lost in rounding
            if factor > 1 and not self._is_straight(line, slope):
                break
            if _says_more(slope, best):
                best = slope
            if best.precise or (slope.bend > slope.rounding) != bent:
                break
        if best.step < usual and not self._is_settled(best) and self._kink(line, best):
            return replace(best, kink=True)
        if best.step <= usual and best.error > self.tolerance:
            best = self._confirm(line, best, within)
        self.uncertain += not best.precise
        return best

    def _is_settled(self, slope):
        """Return whether a slope confirms the gradient, or the gradient is not finite."""
        right = slope.precise and slope.error <= self.tolerance
        return right or not np.isfinite(slope.calculated)

    def _confirm(self, line, best, within):
        """Shorten the step until two slopes agree that the gradient is wrong, or leave it open."""
        for _ in range(SHORTER):
            if best.error <= self.tolerance:
                break
            slope = self._measure(line, best.step / 4, within)
            if not np.isfinite(slope.uncertainty):
                break
            if slope.error > self.tolerance and not _contradict(slope, best):
                return best
            best = slope
        return replace(best, error=0.0, precise=False)

    def find_wrong(self, rng):
        """Find an entry with a wrong gradient by bisection: keep the half that disagrees more."""
        places, step = np.arange(self.x.size), self.step * self.size
        while len(places) > 1:
            halves = np.array_split(places, 2)
            signs = [rng.choice([-1.0, 1.0], len(half)) / np.sqrt(len(half)) for half in halves]
            lines = map(Line, halves, signs)
            differences = [abs(self._difference(-step, step, line)[0]) for line in lines]
            places = halves[int(np.argmax(differences))]
        return places

    def _measure(self, line, step, within):
        """Measure with a step and with twice that step, and extrapolate to cancel curvature."""
        near, calculated = self._difference(-step, step, line)
        far, _ = self._difference(-2 * step, 2 * step, line)
        difference = (4 * near - far) / 3
        measured = calculated + difference
        rounding, bend = SURE * self.noise / step, abs(near - far)
        slope = max(abs(calculated), abs(measured))
        allowed = rounding + bend + self.own_rounding + min(self.tolerance * slope, within)
        error = self.tolerance * abs(difference) / allowed if difference else 0.0
        error = float(error) if np.isfinite(error) else np.inf
        matters = min(self.tolerance * max(slope, self.typical), within)
        precise = bool(rounding + bend <= 2 * matters or self.typical == 0)
        return Slope(
            step, calculated, measured, difference, rounding, bend, matters, error, precise
        )

    def _difference(self, first, last, line):
        """Measure the slope between two distances, minus the gradient's slope along the same path.

        Returns
        -------
        difference, calculated : float
        """
        start, end = self.x.copy(), self.x.copy()
        start[line.places] += first * line.values  # in place, so rounded to the array's dtype
        end[line.places] += last * line.values
        way = end[line.places].astype(np.float64) - start[line.places]
        length = np.sum(way * line.values)
        calculated = float(np.sum(self.gradient[line.places] * way, where=way != 0) / length)
        return (self.loss(end) - self.loss(start)) / length - calculated, calculated

    def _is_straight(self, line, slope):
        """Return whether the slope is nearly constant along a long step."""
        left, right = self._sides(line, slope.step)
        allowed = STRAIGHT * abs(slope.measured)
        return slope.bend <= allowed and abs(right - left) <= allowed + 2 * slope.rounding

    def _sides(self, line, step):
        """Measure the slopes on the left and on the right."""
        return [sum(self._difference(*ends, line)) for ends in ((-step, 0), (0, step))]

    def _kink(self, line, slope):
        """Return whether the slope jumps here and the gradient lies roughly between both sides.

        Where the loss is smooth, the gap between the slopes on the right and on the left doubles
        with the step; at a kink it does not.
        """
        sides = [self._sides(line, factor * slope.step) for factor in (1, 2, 4)]
        gaps = [right - left for left, right in sides]
        smooth = all(
            abs(wide - 2 * narrow) <= abs(wide) / 5 + 4 * slope.rounding
            for narrow, wide in zip(gaps, gaps[1:], strict=False)
        )
        between = abs(slope.calculated - np.mean(sides[0])) <= abs(gaps[0])
        return bool(not smooth and between and abs(gaps[0]) > 2 * slope.rounding)


def _says_more(slope, best):
    """Return whether a slope is better: less uncertain, or with a shorter step if they differ."""
    if not np.isfinite(best.uncertainty):
        return True
    if _contradict(slope, best):
        return slope.step < best.step
    return slope.uncertainty < best.uncertainty


def _contradict(slope, other):
    """Return whether two slopes differ by more than their uncertainties."""
    apart = abs(slope.difference - other.difference)
    return not apart <= slope.uncertainty + other.uncertainty + slope.matters
