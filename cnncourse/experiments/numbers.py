"""Numbers from several seeds: their median, their range, and whether two ranges overlap."""

from __future__ import annotations

from math import log10
from statistics import median

from cnncourse.common.texts import counted

NEAR_ZERO = 0.02  # percent; replaces 0 on a logarithmic axis


def by_arm(results):
    """Group results by arm, in order of first appearance.

    Returns
    -------
    dict of str to list of dict
    """
    arms = {}
    for result in results:
        arms.setdefault(result["run"]["arm"], []).append(result)
    return arms


def final(results, part, quantity):
    """List the final losses or accuracies; for a run that diverged, infinity or 0.

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
    """List the errors of the finished networks in percent."""
    return [100 * (1 - accuracy) for accuracy in final(results, part, "accuracy")]


def compare(some, others):
    """Return whether one group of numbers lies entirely below or above another.

    Returns
    -------
    str
        `"below"` or `"above"`, or `"undecided"` if the ranges overlap or touch.
    """
    if max(some) < min(others):
        return "below"
    return "above" if min(some) > max(others) else "undecided"


def spread(values, digits=1, unit=""):
    """Format median and range: `"3.1 (2.8 to 3.3) %"`, or one number if all look alike.

    Parameters
    ----------
    values : list of float
    digits : int
        Digits after the decimal point.
    unit : str
        Including its leading space.
    """
    low, middle, high = (f"{f(values):.{digits}f}" for f in (min, median, max))
    return f"{middle}{unit}" if low == high else f"{middle} ({low} to {high}){unit}"


def power(value):
    """Format a number of any size briefly: `"0.012"`, `"3.4"`, `"10^21"`."""
    if value == 0 or 0.01 <= abs(value) < 1000:
        return f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"
    return f"10^{round(log10(abs(value)))}"


def curves(results, quantity):
    """List one curve per result: a quantity of its history, epoch by epoch."""
    return [result["numbers"]["history"][quantity] for result in results]


def error_curves(results):
    """List one curve per result: its training error in percent, at least `NEAR_ZERO`."""
    return [
        [max(NEAR_ZERO, 100 * (1 - accuracy)) for accuracy in curve]
        for curve in curves(results, "train_accuracy")
    ]


def count_of_seeds(results):
    """Count the seeds: `"3 seeds"`."""
    count = len({result["run"]["settings"]["seed"] for result in results})
    return counted(count, "seed")
