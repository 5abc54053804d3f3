"""Numbers of several seeds: their median, their range, and whether two ranges lie apart."""

from __future__ import annotations

from math import log10
from statistics import median

from cnncourse.common.texts import counted

NEAR_ZERO = 0.02  # percent, where a logarithmic axis has no place for 0


def by_arm(results):
    """Sort results by arm, in the order in which the arms first appear.

    Returns
    -------
    dict of str to list of dict
    """
    arms = {}
    for result in results:
        arms.setdefault(result["run"]["arm"], []).append(result)
    return arms


def final(results, part, quantity):
    """List what finished networks reached; of a run that diverged, infinity or 0.

    Parameters
    ----------
    results : list of dict
    part : {"train", "held_out"}
    quantity : {"loss", "accuracy"}

    Returns
    -------
    list of float
    """
    worst = float("inf") if quantity == "loss" else 0.0
    numbers = [result["numbers"] for result in results]
    return [n[part][quantity] if n[part] else worst for n in numbers]


def errors(results, part="held_out"):
    """List the error of finished networks, in percent of the images."""
    return [100 * (1 - accuracy) for accuracy in final(results, part, "accuracy")]


def compare(some, others):
    """Say whether numbers lie apart from others.

    Returns
    -------
    str
        `"below"` or `"above"` if even the nearest of both do so, else `"undecided"`.
    """
    if max(some) < min(others):
        return "below"
    return "above" if min(some) > max(others) else "undecided"


def spread(values, digits=1, unit=""):
    """Write median and range: `"3.1 (2.8 to 3.3) %"`; where all look alike, one by itself.

    Parameters
    ----------
    values : list of float
    digits : int
        Behind the point.
    unit : str
        With its space.
    """
    low, middle, high = (f"{f(values):.{digits}f}" for f in (min, median, max))
    return f"{middle}{unit}" if low == high else f"{middle} ({low} to {high}){unit}"


def power(value):
    """Write a number of any size in few signs: `"0.012"`, `"3.4"`, `"10^21"`."""
    if value == 0 or 0.01 <= abs(value) < 1000:
        return f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"
    return f"10^{round(log10(abs(value)))}"


def curves(results, quantity):
    """List one curve a result: a quantity of its history, epoch by epoch."""
    return [result["numbers"]["history"][quantity] for result in results]


def error_curves(results):
    """List for every result the training error of its epochs in percent, at least `NEAR_ZERO`."""
    return [
        [max(NEAR_ZERO, 100 * (1 - accuracy)) for accuracy in curve]
        for curve in curves(results, "train_accuracy")
    ]


def count_of_seeds(results):
    """Count the seeds: `"3 seeds"`."""
    count = len({result["run"]["settings"]["seed"] for result in results})
    return counted(count, "seed")
