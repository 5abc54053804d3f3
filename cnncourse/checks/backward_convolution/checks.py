"""The checks of the assignment on the gradients of a convolution."""

from __future__ import annotations

from cnncourse.checks.backward_convolution import ASSIGNMENT, cases, error_hints
from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.kinds.gradients import suspects_of
from cnncourse.exercises import backward_convolution as exercises
from cnncourse.layers.conv import loops, loops1d, loops_transposed

GIVEN = ("cnncourse.layers.shapes",)  # `pair`, which the notebook imports for every exercise
GRADIENTS = ("dx", "dw", "db")

CHECKS = (
    Check(
        "cross_correlate2d_backward",
        ASSIGNMENT,
        exercises.cross_correlate2d_backward,
        cases.cross_correlate2d_backward_cases,
        parts=("dimage", "dkernel"),
        errors=error_hints.of_windows,
        given=GIVEN,
    ),
    declared("touched_by_w10", ASSIGNMENT, exercises.touched_by_w10, given=GIVEN),
    Check(
        "rotate_and_pad",
        ASSIGNMENT,
        exercises.rotate_and_pad,
        cases.rotate_and_pad_cases,
        parts=("padded", "rotated"),
        given=GIVEN,
    ),
    Check(
        "conv1d_backward",
        ASSIGNMENT,
        loops1d.conv1d_backward,
        cases.conv1d_backward_cases,
        parts=GRADIENTS,
        suspects=suspects_of(loops1d.conv1d_backward, GRADIENTS),
        errors=error_hints.of_windows,
        given=GIVEN,
    ),
    Check(
        "dilate_gradient",
        ASSIGNMENT,
        exercises.dilate_gradient,
        cases.dilate_gradient_cases,
        errors=error_hints.of_windows,
        given=GIVEN,
    ),
    Check(
        "conv2d_backward",
        ASSIGNMENT,
        loops.conv2d_backward,
        cases.conv2d_backward_cases,
        parts=GRADIENTS,
        suspects=suspects_of(loops.conv2d_backward, GRADIENTS),
        errors=error_hints.of_windows,
        given=GIVEN,
    ),
    Check(
        "conv_transpose2d_forward",
        ASSIGNMENT,
        loops_transposed.conv_transpose2d_forward,
        cases.conv_transpose2d_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_windows,
        given=GIVEN,
    ),
    Check(
        "adjoint_error",
        ASSIGNMENT,
        exercises.adjoint_error,
        cases.adjoint_error_cases,
        given=GIVEN,
    ),
)
