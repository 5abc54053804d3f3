"""Schedules: the learning rate as a function of the step number."""

from __future__ import annotations

from math import cos, pi


def rate(name, step, steps, *, peak, warmup=0):
    """Return the learning rate of a step under a named schedule.

    Parameters
    ----------
    name : {"constant", "step", "cosine", "one_cycle", "triangular"}
        `"step"` is `stepwise`; each uses the defaults of its function below.
    step : int
        From 0 to `steps - 1`.
    steps : int
        Steps in the whole run, warm-up included.
    peak : float
        The largest learning rate.
    warmup : int
        Number of steps, smaller than `steps`, in which the rate rises linearly to the start of the
        schedule. The schedule spans the remaining steps.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the schedule is unknown, or `step` or `warmup` is out of range.
    """
    if not 0 <= step < steps:
        raise ValueError(f"step must lie between 0 and {steps - 1}, got {step}")
    if not 0 <= warmup < steps:
        raise ValueError(f"warmup must lie between 0 and {steps - 1}, got {warmup}")
    if step < warmup:
        return warm_up(step, warmup, end=rate(name, 0, steps - warmup, peak=peak))
    step, steps = step - warmup, steps - warmup
    if name == "constant":
        return peak
    if name == "step":
        return stepwise(step, steps, start=peak)
    if name == "cosine":
        return cosine(step, steps, start=peak)
    if name == "one_cycle":
        return one_cycle(step, steps, peak=peak)
    if name == "triangular":
        return triangular(step, steps, peak=peak)
    raise ValueError(f"name must be constant, step, cosine, one_cycle or triangular, got {name!r}")


def warm_up(step, steps, *, end):
    """Rise linearly from `end / (steps + 1)` at step 0 to `end` at step `steps`.

    Torch's `LinearLR(start_factor=1 / (steps + 1), total_iters=steps)`.

    Parameters
    ----------
    step : int
        From 0 to `steps`.
    steps : int
    end : float

    Returns
    -------
    float
    """
    return end * (step + 1) / (steps + 1)


def stepwise(step, steps, *, start, milestones=(0.5, 0.75), factor=0.1):
    """Stay constant, and drop by a factor at each milestone; torch's `MultiStepLR`.

    By default the rate drops to a tenth at half and again at three quarters of the steps, as
    K. He, X. Zhang, S. Ren and J. Sun trained on CIFAR-10 ("Deep residual learning for image
    recognition", CVPR 2016, section 4.2: after 32,000 and 48,000 of 64,000 steps).

    Parameters
    ----------
    step : int
        From 0 to `steps - 1`.
    steps : int
    start : float
        The first learning rate.
    milestones : sequence of float
        As fractions of `steps`.
    factor : float
        Multiplies the rate at each milestone.

    Returns
    -------
    float
    """
    passed = sum(step >= share * steps for share in milestones)
    return start * factor**passed


def cosine(step, steps, *, start, end=0.0):
    """Fall along half a cosine wave: slowly, then fast, then slowly.

    I. Loshchilov and F. Hutter, "SGDR: Stochastic gradient descent with warm restarts",
    ICLR 2017, without the restarts; torch's `CosineAnnealingLR`.

    Parameters
    ----------
    step : float
        From 0 to `steps`.
    steps : float
        The length of the fall.
    start, end : float
        The learning rates at steps 0 and `steps`.

    Returns
    -------
    float
    """
    return end + (start - end) * (1 + cos(pi * step / steps)) / 2


def one_cycle(step, steps, *, peak, rise=0.3, start=None, end=None):
    """Rise to a peak and fall to almost 0, both along a cosine.

    The low start keeps the first, largest gradients from doing harm; the long fall lets the network
    settle. L. N. Smith and N. Topin, "Super-convergence", 2018; torch's `OneCycleLR`.

    Parameters
    ----------
    step : int
        From 0 to `steps - 1`.
    steps : int
        Steps in the whole run.
    peak : float
        The largest learning rate.
    rise : float
        The fraction of the steps before the peak.
    start, end : float, optional
        The learning rates of the first and last steps: `peak / 25` and `start / 10,000` if
        omitted, as in torch.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `step` is out of range.
    """
    if not 0 <= step < steps:
        raise ValueError(f"step must lie between 0 and {steps - 1}, got {step}")
    start = peak / 25 if start is None else start
    end = start / 1e4 if end is None else end
    top = rise * steps - 1
    if step <= top:
        return cosine(step, top, start=start, end=peak) if top > 0 else peak
    return cosine(step - top, steps - 1 - top, start=peak, end=end)


def triangular(step, steps, *, peak, rise=0.2):
    """Rise to a peak and fall to almost 0, both along a straight line.

    The rate would be 0 one step before the first and one step after the last, so that no step is
    wasted. L. N. Smith, "Cyclical learning rates for training neural networks", WACV 2017; one
    cycle of it trained the fastest networks of the DAWNBench contest on CIFAR-10 (D. Page, "How to
    train your ResNet", 2018).

    Parameters
    ----------
    step : int
        From 0 to `steps - 1`.
    steps : int
        Steps in the whole run.
    peak : float
        The learning rate of step `rise * (steps - 1)`, the largest.
    rise : float
        The fraction of the run before the peak, from 0 to 1.

    Returns
    -------
    float
    """
    top = rise * (steps - 1)
    if step <= top:
        return peak * (step + 1) / (top + 1)
    return peak * (steps - step) / (steps - top)
