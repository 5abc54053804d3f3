"""Dropout: train a different thinned network on every batch."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import flag, number, require_array, require_generator, require_shape


def dropout_forward(x, *, p, rng, training):
    """Zero every number with probability `p`, and scale the others up to keep the mean.

    Parameters
    ----------
    x : ndarray of any shape
    p : float
        Probability that a number is set to zero, 0 to 1.
    rng : numpy.random.Generator
        Draws the mask; the same state gives the same mask for either dtype. Unused, and may be
        None, in evaluation or if `p` is 0.
    training : bool
        In evaluation `x` is returned unchanged: scaling in training ("inverted" dropout) has
        already made the expected output equal to the input.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(mask,)`, so that `out = x * mask`: 0 for dropped numbers and `1 / (1 - p)` for the
        others, or None if nothing was dropped.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array, an option has the wrong type, or a mask must be
        drawn and `rng` is not a generator.
    ValueError
        If `p` is out of range.

    Notes
    -----
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent
    neural networks from overfitting", JMLR 2014.
    """
    require_array(x, "x", "...")
    p = number(p, "p", minimum=0, maximum=1)
    if not flag(training, "training") or p == 0:
        return x.copy(), (None,)
    require_generator(rng)
    mask = np.asarray(rng.random(x.shape, dtype=np.float32) >= p, x.dtype)
    if p < 1:
        mask /= 1 - p
    return np.asarray(x * mask), (mask,)  # numpy returns a scalar for shape ()


def dropout_backward(dout, cache):
    """Pass the gradient on, scaled up, where the number was kept.

    Parameters
    ----------
    dout : ndarray of the shape of `x`
    cache : tuple
        As returned by `dropout_forward`.

    Returns
    -------
    dx : ndarray of the shape of `x`

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    (mask,) = cache
    require_array(dout, "dout", "...")
    if mask is None:
        return dout.copy()
    require_shape(dout, "dout", mask.shape, because="the shape of the output")
    return np.asarray(dout * mask)
