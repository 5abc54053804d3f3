"""The checks: of all gradients of a layer, of one gradient, and the bare number."""

from __future__ import annotations

from inspect import signature

import numpy as np

from cnncourse.gradcheck.comparison import Comparison, Report
from cnncourse.gradcheck.slopes import Probe, random_direction

DIRECTIONS = 5  # through all entries at once, where there are too many to measure each


def check_layer(forward, backward, *arrays, rng=None, tolerance=None):
    """Compare all gradients of a layer with measured slopes.

    Parameters
    ----------
    forward : function
        From the arrays to `(out, cache)`. Fix options with `functools.partial`, and randomness
        with a generator made inside.
    backward : function
        From `(dout, cache)` to one gradient, or a tuple of one for every array.
    *arrays : ndarray of float32 or float64, or None
        Where to measure. None is passed on, and its gradient must be None.
    rng : numpy.random.Generator, optional
        Draws the output's gradient (ones would hide mistakes that cancel in a sum).
    tolerance : float, optional
        As for `check_gradient`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError, ValueError
        As `check_gradient`; also if the number of gradients is not that of the arrays.

    Examples
    --------
    >>> from cnncourse.layers import relu_backward, relu_forward
    >>> x = np.array([[-1.0, 0.0, 2.0]])
    >>> print(check_layer(relu_forward, relu_backward, x))  # doctest: +ELLIPSIS
    x: right, largest error ... (allowed 4.5e-07), 2 of 3 entries compared
       not compared, the slope jumps there: x[0, 1]
    """
    rng = _generator(rng)
    result = forward(*map(_copy, arrays))
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"forward must give the pair (out, cache), got {type(result).__name__}")
    out, cache = result
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a numpy array, got {type(out).__name__}")
    dout = rng.standard_normal(out.shape).astype(out.dtype)
    gradients = backward(dout.copy(), cache)
    if not isinstance(gradients, (tuple, list)):
        gradients = (gradients,)
    names = _names(forward, len(arrays))
    if len(gradients) != len(arrays):
        raise ValueError(
            f"backward gave {len(gradients)} gradients for {len(arrays)} arrays: {', '.join(names)}"
        )
    comparisons = []
    for place, (name, array, gradient) in enumerate(zip(names, arrays, gradients, strict=True)):
        if array is None:
            if gradient is not None:
                raise ValueError(f"{name} is None, so its gradient must be None, too")
            continue

        def loss(value, place=place):
            changed = [value if i == place else _copy(a) for i, a in enumerate(arrays)]
            return np.sum(forward(*changed)[0] * dout.astype(np.float64))

        comparisons.append(
            check_gradient(loss, array, gradient, rng=rng, name=name, tolerance=tolerance)
        )
    return Report(tuple(comparisons))


def check_gradient(loss, x, gradient, *, rng=None, name="x", tolerance=None, entries=200):
    """Compare a gradient with central differences, entry by entry.

    Parameters
    ----------
    loss : function
        From an array like `x` to one number.
    x : ndarray of float32 or float64
        Where to measure. Left as it is.
    gradient : ndarray of the shape of `x`
        What is to be checked.
    rng : numpy.random.Generator, optional
        Draws entries and directions where not every entry is measured.
    name : str
        What the report calls the array.
    tolerance : float, optional
        The largest error that is allowed, relative to the slope or to a typical entry of the
        gradient, whichever is larger. By dtype if left out: 4.5e-7 for float64, 0.01 for float32.
    entries : int
        How many entries to measure at most. If there are more, so many are drawn, and a few
        random directions go through all; where one of them disagrees, halving finds the entry.

    Returns
    -------
    Comparison

    Raises
    ------
    TypeError
        If `x` is not an array of float32 or float64.
    ValueError
        If the shapes differ, or the tolerance is not positive.
    """
    kind = getattr(x, "dtype", type(x).__name__)
    if not isinstance(x, np.ndarray) or kind not in (np.float32, np.float64):
        raise TypeError(f"{name} must be an array of float32 or float64, got {kind}")
    _need_same_shape(gradient, x, name)
    rng = _generator(rng)
    if tolerance is not None and not tolerance > 0:
        raise ValueError(f"tolerance must be positive, got {tolerance}")
    tolerance = 30 * np.sqrt(np.finfo(x.dtype).eps) if tolerance is None else tolerance
    probe = Probe(loss, x, np.asarray(gradient), tolerance)

    places = np.arange(x.size)
    if x.size > entries:
        places = rng.choice(x.size, entries, replace=False)
        through_all = [probe.along(random_direction(rng, x.shape)) for _ in range(DIRECTIONS)]
        if any(slope.error > tolerance for slope in through_all):
            places = np.union1d(places, probe.find_wrong(rng))
    slopes = {tuple(map(int, np.unravel_index(p, x.shape))): probe.at(p) for p in places}

    kinks = tuple(index for index, slope in slopes.items() if slope.kink)
    compared = {index: slope for index, slope in slopes.items() if not slope.kink}
    if not compared:
        return Comparison(name, x.size, 0, 0.0, tolerance, None, np.nan, np.nan, kinks)
    index, worst = max(compared.items(), key=lambda item: item[1].error)
    return Comparison(
        name=name,
        size=x.size,
        compared=len(compared),
        error=worst.error,
        tolerance=tolerance,
        worst=index,
        calculated=worst.calculated,
        measured=worst.measured,
        kinks=kinks,
    )


def slope_error(loss, x, gradient, *, rng, directions=3, step=1e-5):
    """Compare a gradient with central differences along random directions.

    Along a unit vector v, the slope of the loss is `gradient . v` by calculus and
    `(loss(x + h v) - loss(x - h v)) / (2 h)` by measurement. A single direction sees every
    entry of the gradient, so a few directions are enough to notice one wrong number.

    Parameters
    ----------
    loss : function
        From an array like `x` to one number. For a layer take `np.sum(forward(x) * dout)` with a
        random `dout`: a `dout` of ones hides mistakes that cancel in the sum.
    x : ndarray of float64
        Where to measure. Left as it is.
    gradient : ndarray of the shape of `x`
        What is to be checked.
    rng : numpy.random.Generator
        Draws the directions.
    directions : int
    step : float
        The h above. Its rounding error shrinks and its curvature error grows with h; 1e-5 suits
        float64 and numbers of about 1.

    Returns
    -------
    float
        The largest difference of the two slopes, relative to the length of the gradient (or to
        the measured slope, if that is larger). About 1e-9 when right, about 1 when wrong.

    Raises
    ------
    TypeError
        If `x` is not of float64: with fewer digits the differences drown in rounding.
    ValueError
        If the shapes differ.
    """
    if x.dtype != np.float64:
        raise TypeError(f"x must be of dtype float64, got {x.dtype}")
    _need_same_shape(gradient, x, "x")
    rng = _generator(rng)
    worst = 0.0
    for _ in range(directions):
        direction = random_direction(rng, x.shape)
        measured = (loss(x + step * direction) - loss(x - step * direction)) / (2 * step)
        expected = np.sum(gradient * direction)
        scale = max(np.linalg.norm(gradient), abs(measured), np.finfo(float).tiny)
        worst = max(worst, abs(measured - expected) / scale)
    return float(worst)


def _generator(rng):
    """Give the generator, or a fixed one where none was given."""
    rng = np.random.default_rng(0) if rng is None else rng
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    return rng


def _need_same_shape(gradient, x, name):
    if np.shape(gradient) != x.shape:
        raise ValueError(f"gradient has shape {np.shape(gradient)}, but {name} has shape {x.shape}")


def _names(function, count):
    """Read what a function calls its arrays; `*arrays` are numbered."""
    named = [
        p.name for p in signature(function).parameters.values() if p.kind <= p.POSITIONAL_OR_KEYWORD
    ]
    return (named + [f"argument {place + 1}" for place in range(len(named), count)])[:count]


def _copy(array):
    return None if array is None else array.copy()
