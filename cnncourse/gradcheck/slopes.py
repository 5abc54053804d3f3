"""Slopes, measured by central differences, and compared with what a gradient says.

The loss is measured at `x - h v` and at `x + h v`. Rounding spoils the difference if h is small,
curvature if it is large; the cube root of the dtype's rounding error balances the two: 6e-6 for
float64, 5e-3 for float32.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ROUNDING = 10  # a loss may be wrong by so many times its last digit


def random_direction(rng, shape):
    """Draw a unit vector."""
    direction = rng.standard_normal(shape)
    return direction / np.linalg.norm(direction)


@dataclass(frozen=True)
class Slope:
    """A slope along one direction: what the gradient says, and what was measured."""

    calculated: float
    measured: float
    error: float
    kink: bool


class Probe:
    """Measures the slopes of one loss at one place, and compares them with one gradient."""

    def __init__(self, loss, x, gradient, tolerance):
        self.loss, self.x, self.gradient, self.tolerance = loss, x, gradient, tolerance
        eps = np.finfo(x.dtype).eps
        self.step = np.cbrt(eps)
        self.noise = ROUNDING * eps * max(1.0, abs(float(loss(x.copy()))))
        finite = gradient[np.isfinite(gradient)].astype(np.float64)
        self.typical = np.linalg.norm(finite) / np.sqrt(max(1, finite.size))

    def at(self, place):
        """Compare along one entry, given by its place in the flattened array."""
        return self.along(self._on([place], [1.0]))

    def along(self, direction):
        """Compare along a unit vector; look for a kink only where the slopes disagree."""
        step = self._step_along(direction)
        calculated, measured = self._calculated(direction), self._between(-step, step, direction)
        scale = max(abs(calculated), abs(measured), self.typical)
        scale += self.noise / step / self.tolerance  # so that noise alone is within the tolerance
        error = abs(calculated - measured) / scale
        error = float(error) if np.isfinite(error) else np.inf
        kink = error > self.tolerance and self._kink(direction, step, calculated)
        return Slope(calculated, measured, error, kink)

    def find_wrong(self, rng):
        """Find an entry whose gradient is wrong, by keeping the half that disagrees more."""
        places = np.arange(self.x.size)
        while len(places) > 1:
            halves = np.array_split(places, 2)
            signs = [rng.choice([-1.0, 1.0], len(half)) / np.sqrt(len(half)) for half in halves]
            directions = [self._on(*pair) for pair in zip(halves, signs, strict=True)]
            differences = [
                abs(self._calculated(v) - self._between(-self.step, self.step, v))
                for v in directions
            ]
            places = halves[int(np.argmax(differences))]
        return places

    def _step_along(self, direction):
        return self.step * max(1.0, abs(np.sum(self.x * direction)))

    def _calculated(self, direction):
        return float(np.sum(self.gradient * direction, where=direction != 0))

    def _on(self, places, values):
        direction = np.zeros(self.x.size)
        direction[places] = values
        return direction.reshape(self.x.shape)

    def _between(self, first, last, direction):
        """Measure the slope from one distance along the direction to another."""
        start, end = (
            (self.x + distance * direction).astype(self.x.dtype) for distance in (first, last)
        )
        moved = np.sum((end.astype(np.float64) - start) * direction)  # what rounding left of it
        return (float(self.loss(end)) - float(self.loss(start))) / moved

    def _kink(self, direction, step, calculated):
        """Say whether the slope jumps here and the gradient lies about between both sides.

        The gap between the slopes on the right and on the left doubles with the step where the
        loss is smooth, and does not where it has a kink.
        """
        sides = [
            (self._between(-h, 0, direction), self._between(0, h, direction))
            for h in (step, 2 * step, 4 * step)
        ]
        gaps = [right - left for left, right in sides]
        smooth = all(
            abs(wide - 2 * narrow) <= abs(wide) / 5 + self.noise / step
            for narrow, wide in zip(gaps, gaps[1:], strict=False)
        )
        between = abs(calculated - np.mean(sides[0])) <= abs(gaps[0])
        return bool(not smooth and between)
