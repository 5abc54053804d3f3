"""Call a function that draws random numbers, so often that its draws can be compared."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.driving import theirs
from cnncourse.checks.kinds.harnesses.common import refuse


def from_seed(function, x, seed, **options):
    """Call a function that draws at random: twice from one seed, then once more.

    Parameters
    ----------
    function : callable
        `function(x, rng=rng, **options)` returns `(out, (mask,))`.
    x : ndarray
    seed : int
        Two generators begin with it; the third call goes on with the second one.

    Returns
    -------
    tuple
        `(out, mask, again, later)`: both results of the first call, then the other outputs.
    """
    rng = np.random.default_rng(seed)
    out, mask = _out_and_mask(function, x, np.random.default_rng(seed), options)
    again, later = (_out_and_mask(function, x, rng, options)[0] for _ in range(2))
    return out, mask, again, later


def _out_and_mask(function, x, rng, options):
    result = theirs(function, x, rng=rng, **options)
    if type(result) is not tuple or len(result) != 2:
        return theirs(refuse, "the function must return the pair (out, cache)")
    out, cache = result
    if type(cache) is not tuple or len(cache) != 1:
        return theirs(refuse, "the cache must be the tuple (mask,): mind the comma")
    return out, cache[0]


def with_generator(function, *args, seed, times=1):
    """Call a function that draws random numbers from a generator, its last argument.

    Parameters
    ----------
    function : callable
        `function(*args, rng)`.
    *args
    seed : int
    times : int
        How often it is called with the same generator.

    Returns
    -------
    drawn : list
        What the calls returned.
    again : object
        What a call with a second generator of the same seed returned.
    """
    rng = np.random.default_rng(seed)
    drawn = [theirs(function, *args, rng) for _ in range(times)]
    return drawn, theirs(function, *args, np.random.default_rng(seed))
