"""The cases of the assignment on checking gradients: calls by group, drawn from a seed."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.engine.differences import Difference

PAPER = np.array([2.0, -1.0]), np.array([1.0, 0.0]), np.array([0.0, 3.0])
"""x, and the numbers of `x[0]**3 + (3 * x[1])**2`: the gradient is (12, -18)."""

RANGES = (1e-6, 3.6e-5), (8e-4, 3e-2)
"""Where the best step may lie, for float64 and float32."""


def _polynomial(rng, shape):
    """Draw x and the two arrays of `harnesses.numbers.on_polynomial`."""
    return [rng.standard_normal(shape) for _ in range(3)]


def numerical_gradient_cases(rng):
    # With steps as long as these, the error of the difference itself shows which one was taken.
    yield Case("one axis", PAPER, {"step": 0.5})
    yield Case("one axis", tuple(_polynomial(rng, 4)), {"step": 0.25})
    yield Case("any shape", tuple(_polynomial(rng, (3, 2))), {"step": 0.25})
    yield Case("any shape", tuple(_polynomial(rng, (2, 1, 3, 2))), {"step": 0.1})
    yield Case("any shape", tuple(_polynomial(rng, ())), {"step": 0.5})
    yield Case("default step", tuple(_polynomial(rng, (2, 3))))
    x, cubes, factors = _polynomial(rng, (2, 3))
    yield Case("other dtypes", (np.round(3 * x).astype(np.int64), cubes, factors), {"step": 0.25})
    yield Case("other dtypes", (x.astype(np.float32), cubes, factors), {"step": 1e-4})


def directional_cases(rng):
    def case(group, shape, length=1.0, **options):
        x, cubes, factors = _polynomial(rng, shape)
        gradient = 3 * cubes * x**2 + 2 * np.sum(factors * x) * factors
        gradient = gradient + rng.standard_normal(shape) / 4  # as a mistake would make it
        return Case(
            group, (x, cubes, factors, gradient, length * _polynomial(rng, shape)[0]), options
        )

    x, cubes, factors = PAPER
    gradient, direction = np.array([12.0, -18.0]), np.array([1.0, 2.0])
    yield Case("one axis", (x, cubes, factors, gradient, direction), {"step": 0.5})
    yield case("one axis", 4, step=0.25)
    yield case("any shape", (3, 2), step=0.25)
    yield case("any shape", (2, 3, 1, 2), step=0.1)
    yield case("any length", (3, 3), length=4.0, step=0.1)
    yield case("any length", (2, 4), length=0.1, step=0.5)
    yield case("default step", (2, 3))


def relative_error_cases(rng):
    def near(shape, distance=0.1, scale=1.0):
        a = scale * rng.standard_normal(shape)
        return a, a + scale * distance * rng.standard_normal(shape)

    yield Case("vectors", (np.array([3.0, -1.0]), np.array([3.0, -0.5])))
    yield Case("vectors", near(5))
    yield Case("vectors", near(5, distance=3.0))
    yield Case("any shape", near((2, 3)))
    yield Case("any shape", near((2, 1, 3, 2)))
    yield Case("small and large numbers", near((2, 3), scale=1e-9))
    yield Case("small and large numbers", near((3, 2), scale=1e7))
    yield Case("zeros", (np.zeros((2, 3)), np.zeros((2, 3))))
    yield Case("zeros", (np.zeros(3), np.array([0.0, -2.0, 0.0])))
    yield Case("zeros", (np.array([1.0, 0.0, -4.0]), np.array([1.0, 1e-12, -4.0])))
    yield Case("signs", (np.array([-5.0, 1.0]), np.array([-4.0, 1.0])))
    a, _ = near(4)
    yield Case("signs", (a, -a))
    yield Case("nan", (np.array([np.nan, 1.0]), np.ones(2)))
    yield Case("nan", (np.zeros(2), np.array([0.0, np.nan])))
    yield Case("nan", (np.array([[np.nan]]), np.array([[np.nan]])))
    yield Case("errors", (rng.standard_normal((3, 1)), rng.standard_normal(3)))
    yield Case("errors", (rng.standard_normal((2, 3)), rng.standard_normal((3, 2))))


def step_problem(case, expected, value):
    """Say what is wrong with two steps, without giving the best ones away."""
    if type(value) is not tuple or len(value) != 2:
        return _told("return two numbers: the step for float64, then the one for float32")
    if not all(type(one) in (float, np.float64) and one > 0 for one in value):
        return _told("both steps must be positive floats")
    told = []
    for step, (low, high), name in zip(value, RANGES, ("float64", "float32"), strict=True):
        if step < low:
            told.append(f"the step for {name} is too short: rounding spoils the difference")
        if step > high:
            told.append(f"the step for {name} is too long: the slope changes on the way")
    return _told("; ".join(told)) if told else None


def _told(text):
    return Difference(text, None, text, None)
