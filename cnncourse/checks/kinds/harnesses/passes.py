"""Run a forward pass, then its backward pass with the cache of the student's own."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.driving import theirs
from cnncourse.checks.kinds.harnesses.common import refuse


def forward_then_backward(backward, forward, *args, **options):
    """Run a pair of passes, with the cache of the student's own forward pass.

    In between, the forward pass runs on other numbers, as in a network with two such layers: what
    backward needs must be in the cache, not in a global variable.

    Parameters
    ----------
    backward, forward : callable
        `forward(*inputs, **options) -> (out, cache)` and `backward(dout, cache) -> gradients`.
    *args
        The inputs of the forward pass, then `dout`, the gradient of its output.

    Returns
    -------
    tuple
        `(out, *gradients)`.
    """
    *inputs, dout = args
    name = getattr(forward, "__name__", "the forward pass")
    both = theirs(forward, *inputs, **options)
    if type(both) is not tuple or len(both) != 2:
        return theirs(refuse, f"{name} must return the pair (out, cache)")
    out, cache = both
    if type(out) is np.ndarray and out.shape != dout.shape:
        wrong = f"{name} returned out of shape {out.shape}, expected {dout.shape}: fix it first"
        return theirs(refuse, wrong)
    kept = out.copy() if type(out) is np.ndarray else out
    theirs(forward, *map(other_numbers, inputs), **options)
    gradients = theirs(backward, dout, cache)
    return (kept, *gradients) if type(gradients) is tuple else (kept, gradients)


def other_numbers(value):
    """Make the input of a second such layer: an array of the same shape with other numbers."""
    floats = type(value) is np.ndarray and value.dtype.kind == "f"
    return 1.5 * value if floats else value
