"""Mistakes in assignment 01_convolution that no wrong answer can stand for.

All others are stated in `wrong/`.
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


def forward_errors(case, text):
    """Explain an exception in `conv2d_forward` where a result is expected."""
    b = case.args[2]
    shapes_differ = "broadcast" in text and text.startswith("ValueError")
    shapes_differ = shapes_differ and "remapped" not in text  # np.pad's words, in pad2d
    if b is not None and shapes_differ and (f"({len(b)},)" in text):
        return (
            f"b has shape ({len(b)},) and would be laid along the columns: "
            "b[:, np.newaxis, np.newaxis] gives every map its own number."
        )
    if shapes_differ:
        return (
            "The window does not have the shape of w[f]: does it begin at i * sh, j * sw, take "
            "every dh-th row and every dw-th column, and read the padded image?"
        )
    if "Cannot cast" in text:
        return "The result holds whole numbers only: np.result_type(x, w) is a dtype for both."
    return None
