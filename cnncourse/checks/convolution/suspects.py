"""A mistake in the assignment on convolution that no wrong answer gives twice alike.

All others stand in `wrong/`.
"""

from __future__ import annotations

import functools

import numpy as np

from cnncourse.layers.shapes import pair


def unset_frame(case):
    """Suspect np.empty where a result of `pad2d` is right but for its frame."""
    yield (
        "np.empty holds what lay in memory before: np.zeros makes zeros.",
        functools.partial(_is_right_inside, *case.args),
    )


def _is_right_inside(x, padding, value):
    """Say whether an array holds x in its middle and anything at all around it."""
    ph, pw = pair(padding)
    shape = (*x.shape[:-2], x.shape[-2] + 2 * ph, x.shape[-1] + 2 * pw)
    if type(value) is not np.ndarray or value.shape != shape or value.dtype != x.dtype:
        return False
    inside = (..., slice(ph, ph + x.shape[-2]), slice(pw, pw + x.shape[-1]))
    frame = value.copy()
    frame[inside] = 0
    simple = len(np.unique(frame)) <= 2  # a frame of ones was meant
    return np.array_equal(value[inside], x) and not simple
