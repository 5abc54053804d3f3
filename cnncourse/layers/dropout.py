"""Dropout: train a different thinned network on every batch."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import flag, need_array, need_generator, need_shape, number


def dropout_forward(x, *, p, rng, training):
    """Silence every number with probability `p`, and scale the others up to keep the mean.

    Parameters
    ----------
    x : ndarray of any shape
    p : float
        Probability that a number is set to zero, 0 to 1.
    rng : numpy.random.Generator
        Draws who is silent; the same state gives the same choice for every dtype. Not asked,
        and may be None, in evaluation and where `p` is 0.
    training : bool
        In evaluation nothing happens: the scaling in training, "inverted" dropout, has already
        made the expected output equal to the input.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(mask,)`: an array of the shape of `x` that holds 0 for the silent and `1 / (1 - p)` for
        the others, or None where nothing happened. `out = x * mask`.

    Raises
    ------
    TypeError
        If `x` is no array or does not hold floating-point numbers, an option is of another type,
        or a choice is to be drawn and `rng` is no generator.
    ValueError
        If `p` is out of range.

    Notes
    -----
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent
    neural networks from overfitting", JMLR 2014.
    """
    need_array(x, "x", "...")
    p = number(p, "p", minimum=0, maximum=1)
    if not flag(training, "training") or p == 0:
        return x.copy(), (None,)
    need_generator(rng)
    mask = np.asarray(rng.random(x.shape, dtype=np.float32) >= p, x.dtype)
    if p < 1:
        mask /= 1 - p
    return np.asarray(x * mask), (mask,)  # numpy makes a number of shape ()


def dropout_backward(dout, cache):
    """Let the gradient pass, scaled up, where the number was kept.

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
    need_array(dout, "dout", "...")
    if mask is None:
        return dout.copy()
    need_shape(dout, "dout", mask.shape, because="that of the output")
    return np.asarray(dout * mask)
