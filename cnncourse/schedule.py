"""Schedules: the learning rate of every step, as functions of the step's number."""

from __future__ import annotations

from math import cos, pi


def cosine(step, steps, *, start, end=0.0):
    """Fall along half a wave of the cosine: slowly, fast, slowly.

    I. Loshchilov and F. Hutter, "SGDR: Stochastic gradient descent with warm restarts",
    ICLR 2017, without the restarts; torch's `CosineAnnealingLR`.

    Parameters
    ----------
    step : float
        From 0 to `steps`.
    steps : float
        The length of the fall.
    start, end : float
        The learning rates at its two ends.

    Returns
    -------
    float
    """
    return end + (start - end) * (1 + cos(pi * step / steps)) / 2


def one_cycle(step, steps, *, peak, rise=0.3, start=None, end=None):
    """Rise to a peak and fall to almost nothing, both along a cosine.

    The low start lets the first, largest gradients do no harm; the long fall lets the network
    settle. L. N. Smith and N. Topin, "Super-convergence", 2018; torch's `OneCycleLR`.

    Parameters
    ----------
    step : int
        The step's number, 0 to `steps - 1`.
    steps : int
        The number of steps of the whole training.
    peak : float
        The largest learning rate.
    rise : float
        The share of the steps before the peak.
    start, end : float, optional
        The learning rates of the first and last steps: `peak / 25` and `start / 10,000` if
        left out, as in torch.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `step` is not among the steps.
    """
    if not 0 <= step < steps:
        raise ValueError(f"step must lie between 0 and {steps - 1}, got {step}")
    start = peak / 25 if start is None else start
    end = start / 1e4 if end is None else end
    top = rise * steps - 1
    if step <= top:
        return cosine(step, top, start=start, end=peak) if top > 0 else peak
    return cosine(step - top, steps - 1 - top, start=peak, end=end)
