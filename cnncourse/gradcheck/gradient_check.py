"""Gradient checks: of a whole layer, of one gradient, and the plain error."""

from __future__ import annotations

from inspect import signature

import numpy as np

from cnncourse.gradcheck.comparison import Report
from cnncourse.gradcheck.judging import Measurements
from cnncourse.gradcheck.noise import read_loss
from cnncourse.gradcheck.slopes import Probe, random_direction

TOLERANCES = {np.dtype(np.float64): 4.5e-7, np.dtype(np.float32): 3e-3}
SEED = 1_908_421  # unlikely to be the reader's seed, which would make dout equal to their arrays
DIRECTIONS = 5  # through all entries at once, if there are too many to measure each


def check_layer(forward, backward, *arrays, rng=None, tolerance=None):
    """Compare all gradients of a layer with measured slopes.

    Parameters
    ----------
    forward : function
        Maps the arrays to `(out, cache)`. Set options with `functools.partial`, and create any
        random generator inside.
    backward : function
        Maps `(dout, cache)` to one gradient, or to a tuple with one for every array.
    *arrays : ndarray of float32 or float64, or None
        The point at which to measure. None is passed on, and its gradient must be None.
    rng : numpy.random.Generator, optional
        Draws the output's gradient (ones would hide mistakes that cancel in a sum).
    tolerance : float, optional
        As for `check_gradient`.

    Returns
    -------
    Report
        Its verdict is "right" only if wrong gradients would have been noticed.

    Raises
    ------
    TypeError
        As for `check_gradient`; also if `forward` does not return an array and a cache.
    ValueError
        As for `check_gradient`; also if the numbers of gradients and arrays differ.

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
        raise TypeError(f"forward must return the pair (out, cache), got {type(result).__name__}")
    out, cache = result
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a numpy array, got {type(out).__name__}")
    if out.dtype.kind != "f":
        raise TypeError(f"out must hold floating-point numbers, got {out.dtype}")
    dout = np.asarray(rng.standard_normal(out.shape)).astype(out.dtype)
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
        Maps an array like `x` to one real number. Its rounding noise is measured near `x`.
    x : ndarray of float32 or float64
        The point at which to measure. Not modified.
    gradient : ndarray of the shape of `x`
        The gradient to check.
    rng : numpy.random.Generator, optional
        Draws the points at which the noise is measured and, unless every entry is measured,
        entries and directions.
    name : str
        What the report calls the array.
    tolerance : float, optional
        The largest error allowed, relative to the slope. By default 4.5e-7 for float64 and 0.003
        for float32.
    entries : int
        The largest number of entries to measure. A larger array is sampled, and a few random
        directions cover all entries; if one of them disagrees, bisection finds the wrong entry.

    Returns
    -------
    Comparison
        Its verdict is "right" only if a wrong gradient would have been noticed.

    Raises
    ------
    TypeError
        If `x` is not an array of float32 or float64, or the gradient or the loss is not real.
    ValueError
        If the shapes differ, or the tolerance is not positive.
    """
    kind = getattr(x, "dtype", type(x).__name__)
    if not isinstance(x, np.ndarray) or kind not in TOLERANCES:
        raise TypeError(f"{name} must be an array of float32 or float64, got {kind}")
    _require_same_shape(gradient, x, name)
    gradient = np.asarray(gradient)
    if gradient.dtype.kind not in "fiu":
        raise TypeError(f"the gradient of {name} must hold real numbers, got {gradient.dtype}")
    rng = _generator(rng)
    if tolerance is not None and not tolerance > 0:
        raise ValueError(f"tolerance must be positive, got {tolerance}")
    tolerance = TOLERANCES[kind] if tolerance is None else tolerance
    probe = Probe(loss, x, gradient, tolerance, rng)
    found = Measurements(name, probe)
    if probe.obstacle:
        return found.cannot_tell(probe.obstacle)
    drawn = x.size > entries
    places = rng.choice(x.size, entries, replace=False) if drawn else range(x.size)
    with np.errstate(all="ignore"):  # where the loss is infinite, or a step too short
        found.measure(np.sort(places))
        if drawn or found.uncertain:
            found.measure_through_all(rng, DIRECTIONS)
    return found.judge(all_seen=not drawn)


def slope_error(loss, x, gradient, *, rng, directions=3, step=1e-5):
    """Compare a gradient with central differences along random directions.

    Along a unit vector v, the slope of the loss is `gradient . v` by calculus and
    `(loss(x + h v) - loss(x - h v)) / (2 h)` by measurement. A single direction sees every
    entry of the gradient, so a few directions are enough to notice one wrong number.

    Parameters
    ----------
    loss : function
        Maps an array like `x` to one number. For a layer use `np.sum(forward(x) * dout)` with a
        random `dout`: a `dout` of ones hides mistakes that cancel in the sum.
    x : ndarray of float64
        The point at which to measure. Not modified.
    gradient : ndarray of the shape of `x`
        The gradient to check.
    rng : numpy.random.Generator
        Draws the directions.
    directions : int
    step : float
        The h above. Rounding errors shrink and curvature errors grow with h; 1e-5 suits float64 and
        numbers of about 1.

    Returns
    -------
    float
        The largest difference between the two slopes, relative to the norm of the gradient (or to
        the measured slope, if that is larger). About 1e-9 when right, about 1 when wrong, and
        infinite if the loss or the gradient is not finite.

    Raises
    ------
    TypeError
        If `x` is not float64 (with fewer digits, rounding hides the differences), or the loss is
        not one real number.
    ValueError
        If the shapes differ.
    """
    if x.dtype != np.float64:
        raise TypeError(f"x must be of dtype float64, got {x.dtype}")
    _require_same_shape(gradient, x, "x")
    rng = _generator(rng)
    worst = 0.0
    for _ in range(directions):
        direction = random_direction(rng, x.shape)
        end, start = (read_loss(loss(x + way * direction)) for way in (step, -step))
        measured = (end - start) / (2 * step)
        expected = np.sum(gradient * direction)
        scale = max(np.linalg.norm(gradient), abs(measured), np.finfo(float).tiny)
        error = abs(measured - expected) / scale
        worst = max(worst, error if np.isfinite(error) else np.inf)
    return float(worst)


def _generator(rng):
    """Return the given generator, or a new one with a fixed seed."""
    rng = np.random.default_rng(SEED) if rng is None else rng
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    return rng


def _require_same_shape(gradient, x, name):
    if np.shape(gradient) != x.shape:
        raise ValueError(f"gradient has shape {np.shape(gradient)}, but {name} has shape {x.shape}")


def _names(function, count):
    """Return the names of a function's array arguments; `*arrays` are numbered."""
    named = [
        p.name for p in signature(function).parameters.values() if p.kind <= p.POSITIONAL_OR_KEYWORD
    ]
    return (named + [f"argument {place + 1}" for place in range(len(named), count)])[:count]


def _copy(array):
    return None if array is None else array.copy()
