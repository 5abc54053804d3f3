"""A mistake in the assignment on convolution whose result differs from run to run.

So no wrong answer can reproduce it; all other mistakes are in `wrong/`.
"""

from __future__ import annotations

import functools

import numpy as np

from cnncourse.layers.shapes import pair


def unset_frame(case):
    """Suspect np.empty if a result of `pad2d` is right except for its frame."""
    yield (
        "np.empty holds whatever was in memory before: np.zeros makes zeros.",
        functools.partial(_is_right_inside, *case.args),
    )


def _is_right_inside(x, padding, value):
    """Say whether an array holds x in its middle and arbitrary numbers around it."""
    ph, pw = pair(padding)
    shape = (*x.shape[:-2], x.shape[-2] + 2 * ph, x.shape[-1] + 2 * pw)
    if type(value) is not np.ndarray or value.shape != shape or value.dtype != x.dtype:
        return False
    inside = (..., slice(ph, ph + x.shape[-2]), slice(pw, pw + x.shape[-1]))
    frame = value.copy()
    frame[inside] = 0
    simple = len(np.unique(frame)) <= 2  # such as a frame of ones, made on purpose
    return np.array_equal(value[inside], x) and not simple
