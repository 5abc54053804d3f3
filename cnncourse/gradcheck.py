"""Is a gradient right? Compare it with the slope that can be measured."""

from __future__ import annotations

import numpy as np


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
    if gradient.shape != x.shape:
        raise ValueError(f"gradient has shape {gradient.shape}, but x has shape {x.shape}")
    worst = 0.0
    for _ in range(directions):
        direction = rng.standard_normal(x.shape)
        direction /= np.linalg.norm(direction)
        measured = (loss(x + step * direction) - loss(x - step * direction)) / (2 * step)
        expected = np.sum(gradient * direction)
        scale = max(np.linalg.norm(gradient), abs(measured), np.finfo(float).tiny)
        worst = max(worst, abs(measured - expected) / scale)
    return float(worst)
