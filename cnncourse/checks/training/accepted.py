"""What counts as right where random numbers may be drawn in any order.

The harness `with_generator` returns `(drawn, again)`: what several calls with one generator
returned, and what another call with a generator of the same seed did. Whoever draws in the same way
as the reference has its numbers; all others are judged by statistics. Nothing here runs in the
sandbox.
"""

from __future__ import annotations

import math

import numpy as np

from cnncourse.checks.engine.differences import Difference, kind, openly

CLOSE = 0.02  # allowed relative error of a standard deviation over some 30,000 numbers
NEARLY = 5.0  # standard errors: allowed distance of a mean or a count


def weights_problem(variance, distribution_problem):
    """Make the `accept` for random weights.

    Parameters
    ----------
    variance : callable
        `variance(fan_in, fan_out)`.
    distribution_problem : callable
        `distribution_problem(numbers, std)` says what is wrong with the distribution of numbers
        whose standard deviation is right, or returns None.

    Returns
    -------
    callable
        `accept(case, expected, value)`.
    """

    def accept(case, expected, value):
        found = _drawn_problem(expected, value)
        if found is not None or _same(expected, value):
            return found
        (shape,), numbers = case.args, np.stack(value[0])
        window = math.prod(shape[2:])
        right = variance(shape[1] * window, shape[0] * window) ** 0.5
        mean, std = float(numbers.mean()), float(numbers.std())
        if std > 0 and (found := _always_the_same(expected, value)) is not None:
            return found
        if abs(mean) > NEARLY * max(std, right) / numbers.size**0.5:
            return openly(
                f"the numbers have mean {mean:.3g}, expected 0", general="the mean is not 0"
            )
        if abs(std / right - 1) > CLOSE:
            fans = f"fan_in {shape[1] * window} and fan_out {shape[0] * window}"
            return Difference(
                f"the numbers have standard deviation {std:.3g}, expected {right:.3g}",
                f"These weights have {fans}: is the formula used as it stands?",
                "the standard deviation is wrong",
                "How many numbers does one output add up? The area of the kernel counts.",
            )
        text = distribution_problem(numbers, right)
        return None if text is None else openly(text)

    return accept


def _not_normal(numbers, std):
    if np.abs(numbers).max() < 3 * std:
        return "no number is three standard deviations from 0: that is no normal distribution"
    return None


def _not_uniform(numbers, std):
    if np.abs(numbers).max() > 3**0.5 * std * (1 + 1e-9):
        return "some numbers lie outside the bound"
    return None


he_problem = weights_problem(lambda fan_in, fan_out: 2 / fan_in, _not_normal)
glorot_problem = weights_problem(lambda fan_in, fan_out: 2 / (fan_in + fan_out), _not_uniform)


def crop_problem(case, expected, value):
    """Say what is wrong with images that were shifted at random."""
    found = _drawn_problem(expected, value)
    if found is not None or _same(expected, value):
        return found
    images, pad = case.args
    places = []
    for batch in value[0]:
        of_batch = _places(images, pad, batch)
        if type(of_batch) is Difference:
            return of_batch
        places.append(of_batch)
    places = np.concatenate(places)  # (times * N, 2)
    if (found := _always_the_same(expected, value)) is not None or pad == 0:
        return found
    side = 2 * pad + 1
    counts = np.bincount(places[:, 0] * side + places[:, 1], minlength=side**2)
    each = len(places) / side**2
    if np.abs(counts - each).max() > NEARLY * each**0.5:
        missing = int((counts == 0).sum())
        return openly(
            f"the {side**2} places are not equally likely: one was chosen {counts.max()} times "
            f"of {len(places)}, {missing} never",
            "Row and column are drawn apart, from 0 to 2 * pad, anew for every image.",
            general="the places are not equally likely",
        )
    return None


def _places(images, pad, batch):
    """Find where each image of a batch was cut from its padded self, or say that it was not."""
    N, _, H, W = images.shape
    padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (H, W), axis=(2, 3))
    places = []
    for n in range(N):
        same = (windows[n] == batch[n][:, np.newaxis, np.newaxis]).all(axis=(0, 3, 4))
        if not same.any():
            others = any(
                (windows[m] == batch[n][:, np.newaxis, np.newaxis]).all(axis=(0, 3, 4)).any()
                for m in range(N)
            )
            hint = "It shows another image: the order must stay." if others else None
            told = f"image {n} is no crop of the padded image {n}"
            return openly(
                told, hint, general="an image is no crop of the padded image in its place"
            )
        places.append(np.argwhere(same)[0])
    return np.array(places)


def flip_problem(case, expected, value):
    """Say what is wrong with images of which half should be mirrored."""
    found = _drawn_problem(expected, value)
    if found is not None or _same(expected, value):
        return found
    (images,) = case.args
    chosen = []
    for batch in value[0]:
        kept = (batch == images).all(axis=(1, 2, 3))
        mirrored = (batch == images[:, :, :, ::-1]).all(axis=(1, 2, 3))
        if not (kept | mirrored).all():
            n = int((kept | mirrored).argmin())
            return openly(
                f"image {n} is neither image {n} nor its mirror image",
                "Only the last axis turns round, in all channels of an image, and images keep "
                "their order.",
                general="an image is neither what it was nor its mirror image",
            )
        chosen.append(mirrored)
    if (found := _always_the_same(expected, value)) is not None:
        return found
    chosen = np.array(chosen)  # (times, N)
    if abs(chosen.mean() - 0.5) > NEARLY * 0.5 / chosen.size**0.5:
        told = f"{chosen.sum()} of {chosen.size} images were mirrored, expected about half"
        return openly(told, general="the share of mirrored images is not one half")
    if images.shape[0] > 1 and (chosen == chosen[:, :1]).all():
        told = "all images of a batch are mirrored, or none"
        return openly(told, "Draw a number for each image.")
    return None


def _same(expected, value):
    """Say whether every call gave the reference's numbers."""
    return all(map(np.array_equal, expected[0], value[0]))


def _drawn_problem(expected, value):
    """Judge what can be said without statistics: types, shapes, and where the numbers come from."""
    if type(value) is not tuple or len(value) != 2 or type(value[0]) is not list:
        return openly("the calls gave no results")
    (drawn, again), wanted = value, expected[1]
    if len(drawn) != len(expected[0]):
        return openly("the calls gave no results")
    for one in [*drawn, again]:
        if type(one) is not np.ndarray:
            told = f"it returned {kind(one)}, expected an array"
            hint = "Does the function end with `return ...`?" if one is None else None
            return openly(told, hint, general="it returned something other than an array")
        if one.shape != wanted.shape:
            told = f"it returned shape {one.shape}, expected {wanted.shape}"
            return openly(told, general="the result has the wrong shape")
        if one.dtype.kind != "f" or not np.isfinite(one).all():
            told = "the result must hold finite floating-point numbers"
            return openly(told)
    if not np.array_equal(drawn[0], again):
        told = "two generators with the same seed lead to different results"
        return openly(told, "Take every random number from `rng`, and from nowhere else.")
    return None


def _equal(results):
    return all(np.array_equal(one, results[0]) for one in results[1:])


def _always_the_same(expected, value):
    """Say whether all calls gave one result, although the reference's differ."""
    if not _equal(value[0]) or _equal(expected[0]):
        return None
    told = "every call gives the same result"
    return openly(told, "Draw from `rng`; a generator made inside repeats itself.")
