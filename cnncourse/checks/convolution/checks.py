"""The checks of the assignment on convolution."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.convolution import ASSIGNMENT, cases, error_hints, exercises, suspects
from cnncourse.checks.engine.check import Check
from cnncourse.checks.engine.differences import kind
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.kinds.values import with_property
from cnncourse.layers.conv import loops

GIVEN = ("cnncourse.layers.shapes",)  # `pair`, which the notebook imports for every exercise

STEP = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)  # with a vertical edge
ANSWER = np.repeat([[0, 30, 30, 0]], 4, axis=0)


def vertical_edge_problem(value):
    """Say what is wrong with a kernel that should respond only to vertical edges.

    Any kernel with the property passes: the Prewitt kernel, or 0.75 times Sobel's.

    Parameters
    ----------
    value : object
        What the student's function returned.

    Returns
    -------
    str or None
    """
    return _edge_problem(value, "vertical", lambda image: image)


def horizontal_edge_problem(value):
    """Say what is wrong with a kernel that should respond only to horizontal edges.

    Parameters
    ----------
    value : object
        What the student's function returned.

    Returns
    -------
    str or None
    """
    return _edge_problem(value, "horizontal", np.transpose)


def _edge_problem(value, direction, turned):
    if type(value) is not np.ndarray:
        how = ": write np.array(...) around it" if type(value) in (list, tuple) else ""
        return f"it returned {kind(value)}, expected an array of shape (3, 3){how}"
    if value.shape != (3, 3) or value.dtype.kind not in "fiu":
        return f"it returned {kind(value)}, dtype {value.dtype}, not a kernel of shape (3, 3)"
    kernel = value.astype(np.float64)
    if not np.isfinite(kernel).all():
        return "the kernel holds a number that is not finite"
    got = loops.cross_correlate2d(turned(STEP), kernel)
    across = loops.cross_correlate2d(turned(STEP.T), kernel)
    if np.allclose(got, turned(ANSWER), rtol=0, atol=1e-9):
        if np.allclose(across, 0, rtol=0, atol=1e-9):
            return None
        return f"the kernel is right on the {direction} edge, but also responds to edges across it"
    if np.allclose(across, turned(ANSWER).T, rtol=0, atol=1e-9) and np.allclose(got, 0):
        return f"the kernel responds to the other direction: transpose it to find {direction} edges"
    if np.allclose(got, -turned(ANSWER)):
        return (
            "the sign is reversed: from 10 to 0 the output is +30, so the bright side is positive"
        )
    line = turned(got)[0]
    told = " ".join(f"{number:g}" for number in line)
    return f"on the {direction} edge the output is {told}, expected 0 30 30 0"


CHECKS = (
    Check(
        "output_size",
        ASSIGNMENT,
        loops.output_size,
        cases.output_size_cases,
        errors=error_hints.of_images,
        given=GIVEN,
    ),
    Check(
        "pad2d",
        ASSIGNMENT,
        loops.pad2d,
        cases.pad2d_cases,
        dtype="same",
        suspects=suspects.unset_frame,
        errors=error_hints.of_images,
        given=GIVEN,
    ),
    Check(
        "cross_correlate2d",
        ASSIGNMENT,
        loops.cross_correlate2d,
        cases.cross_correlate2d_cases,
        errors=error_hints.of_images,
        given=GIVEN,
    ),
    declared(
        "vertical_edge_kernel",
        ASSIGNMENT,
        exercises.vertical_edge_kernel,
        accept=with_property(vertical_edge_problem),
        given=GIVEN,
    ),
    declared(
        "horizontal_edge_kernel",
        ASSIGNMENT,
        exercises.horizontal_edge_kernel,
        accept=with_property(horizontal_edge_problem),
        given=GIVEN,
    ),
    Check(
        "conv2d_forward",
        ASSIGNMENT,
        loops.conv2d_forward,
        cases.conv2d_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_layer,
        given=GIVEN,
    ),
    Check(
        "conv2d_parameter_count",
        ASSIGNMENT,
        exercises.conv2d_parameter_count,
        cases.parameter_count_cases,
        errors=error_hints.of_images,
        given=GIVEN,
    ),
    declared(
        "shared_against_dense",
        ASSIGNMENT,
        exercises.shared_against_dense,
        parts=("dense", "shared"),
        given=GIVEN,
    ),
)
