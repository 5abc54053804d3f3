"""Call a function with another function made from numbers, or with overflow as an error."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.driving import theirs


def on_polynomial(function, x, cubes, factors, *more, **options):
    """Call a function that measures slopes, on a function of many variables made from numbers.

    Parameters
    ----------
    function : callable
        `function(f, x, *more, **options)`, where `f(z)` is
        `sum(cubes * z**3) + sum(factors * z) ** 2`.
    x, cubes, factors : ndarray of the same shape
    """

    def f(z):
        return float(np.sum(cubes * z**3) + np.sum(factors * z) ** 2)

    return theirs(function, f, x, *more, **options)


def without_overflow(function, *args, **options):
    """Call a function where an overflow is an error and not, as usual, a warning.

    An overflow may be harmless, as in `1 / (1 + exp(1000))`; whoever is asked to avoid it has to
    avoid it everywhere.
    """
    with np.errstate(over="raise"):
        return theirs(function, *args, **options)
