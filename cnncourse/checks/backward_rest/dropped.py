"""What is right for dropout: no answer draws the same mask as another, so properties are judged.

A share of dropped numbers is wrong if it is 7 standard deviations away from `p`: an answer that
draws every number by itself is that far away less than once in 10¹⁰ calls.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cnncourse.checks.engine.differences import Difference, difference, openly

PARTS = ("out", "mask", "again", "later")
MANY = 500  # from this many numbers on, shares and patterns tell something
DEVIATIONS = 7
OF_MASK = "The cache is (mask,) with out = x * mask: the factor 1 / (1 - p) belongs to the mask."


def problem(case, expected, value):
    """Say what is wrong with an answer's dropout.

    Parameters
    ----------
    case : Case
        With the arguments `(x, seed)`; no number of `x` is 0.
    expected, value : tuple
        `PARTS`, as returned by `harnesses.drawing.from_seed`.

    Returns
    -------
    Difference or None
    """
    x, p, training = case.args[0], case.kwargs["p"], case.kwargs["training"]
    of_form = difference(expected, value, parts=PARTS, rtol=np.inf)
    if of_form is not None:
        return _form_told(of_form, value, p, training)
    out, mask, again, later = value
    if not training:
        found = _of_evaluation(x, out)
    else:
        found = _of_values(x, out, p) or _of_pattern(out != 0, p)
    if found is not None:
        return found
    with np.errstate(all="ignore"):
        product = x * mask
    if not _close(out, product, x):
        return openly(
            "out is right, but the mask in the cache is not the one with that out", OF_MASK
        )
    if not _close(again, out, x):
        hint = "Draw with rng alone: np.random and a generator of your own do not follow it."
        return openly("with an rng in the same state, it drops other numbers", hint)
    if training and 0 < p < 1 and out.size >= MANY and np.array_equal(out != 0, later != 0):
        hint = "Draw from the rng that is passed in; a new generator begins anew in every call."
        return openly("two calls, one after the other, drop the same numbers", hint)
    return None


def backward_suspects(case):
    """Suspect a backward pass that draws a mask of its own.

    Parameters
    ----------
    case : Case
        With the arguments `(dout, (mask,))`.

    Yields
    ------
    tuple of str and callable
        See `Check`.
    """
    dout, (mask,) = case.args

    def looks(value):
        if type(value) is not np.ndarray or value.dtype.kind != "f" or value.shape != dout.shape:
            return False
        drops = np.isfinite(value).all() and ((value == 0) != (mask == 0)).any()
        return drops and _close(value, np.where(value == 0, 0, mask.max() * dout), dout)

    if 0 < np.count_nonzero(mask) < mask.size:
        yield "dx is 0 in other places than the mask: use the mask of the cache.", looks


def _of_evaluation(x, out):
    if _close(out, x, x):
        return None
    if not out.all():
        hint = "Dropout is for training only: here out is x, and the mask holds ones."
        return openly("in evaluation numbers are dropped", hint)
    hint = "Training has already scaled by 1 / (1 - p): here out is x, and the mask holds ones."
    return openly("in evaluation the numbers are changed", hint)


def _of_values(x, out, p):
    """Judge the numbers that are kept, whichever they are."""
    kept = out != 0
    if p == 1 and kept.any():
        return openly("at p = 1 numbers are kept", "There everything is dropped.")
    factor = 0.0 if p == 1 else 1 / (1 - p)
    if _close(out, np.where(kept, factor * x, 0), x):
        return None
    if _close(out, x, x):
        told = "nothing is dropped, and nothing is scaled"
        return openly(told, "In training, multiply x by the mask.")
    factors = {
        1.0: "the numbers that are kept are not scaled",
        1 - p: "the numbers that are kept are multiplied by 1 - p",
        1 / p if p else 1.0: "the numbers that are kept are divided by p",
    }
    for wrong, told in factors.items():
        if _close(out, np.where(kept, wrong * x, 0), x):
            hint = "Divide by 1 - p, the probability to be kept: that keeps the mean."
            return openly(told, hint)
    told = "out holds numbers that are neither 0 nor x / (1 - p)"
    return openly(told, "Multiply x by a mask of zeros and 1 / (1 - p).")


def _of_pattern(kept, p):
    """Judge how many numbers are kept, and whether each is dropped by itself."""
    if p in (0, 1):
        return None if kept.all() or p == 1 else openly("at p = 0 numbers are dropped")
    if kept.size < MANY:
        return None
    for axis in range(kept.ndim):
        together = (kept == kept.take([0], axis=axis)).all()
        if together and kept.shape[axis] > 1 and kept.any() and not kept.all():
            hint = "Every number is dropped by itself: draw an array of the shape of x."
            return openly(f"all numbers along axis {axis} are dropped or kept together", hint)
    share, spread = kept.mean(), np.sqrt(p * (1 - p) / kept.size)
    if abs(share - (1 - p)) > DEVIATIONS * spread:
        hint = None
        if abs(share - p) <= DEVIATIONS * spread:
            hint = "p is the probability to be dropped: keep a number where rng.random(...) >= p."
        told = f"of {kept.size} numbers {kept.sum()} are kept, expected about {1 - p:.0%}"
        return Difference(told, hint, "the share of numbers that are kept is wrong", hint)
    return None


def _form_told(of_form, value, p, training):
    """Give a wrong form, such as a nan, the hint that fits it."""
    if p == 1 and training:
        hint = (
            "At p = 1 everything is dropped: out and mask are zeros, and nothing is divided by "
            "1 - p."
        )
    elif type(value) is tuple and len(value) == len(PARTS) and value[1] is None:
        hint = "The cache always holds an array: where nothing is dropped, a mask of ones."
    else:
        return of_form
    return dataclasses.replace(of_form, hint=hint, general_hint=hint)


def _close(one, other, x):
    tolerance = 1e-5 if x.dtype == np.float32 else 1e-9
    return bool(np.allclose(one, other, rtol=tolerance, atol=tolerance))
