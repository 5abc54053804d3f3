"""The checks of the assignment on convolution as a matrix product."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.fast_convolution import ASSIGNMENT, cases, error_hints
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.kinds.gradients import suspects_of
from cnncourse.checks.kinds.harnesses import view_of_memory
from cnncourse.checks.kinds.speed import Speed
from cnncourse.exercises import fast_convolution as exercises

GIVEN = ("cnncourse.layers.shapes",)  # `pair`, which the notebook imports for every exercise
GRADIENTS = ("dx", "dw", "db")

CHECKS = (
    declared(
        "product_shapes",
        ASSIGNMENT,
        exercises.product_shapes,
        parts=("filters", "cols", "out"),
        given=GIVEN,
    ),
    Check(
        "im2col",
        ASSIGNMENT,
        exercises.im2col,
        cases.im2col_cases,
        dtype="same",
        errors=error_hints.of_columns,
        given=GIVEN,
    ),
    Check(
        "filters_times_columns",
        ASSIGNMENT,
        exercises.filters_times_columns,
        cases.filters_times_columns_cases,
        errors=error_hints.of_products,
        given=GIVEN,
    ),
    Check(
        "conv2d_by_matrix",
        ASSIGNMENT,
        exercises.conv2d_by_matrix,
        cases.conv2d_by_matrix_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_columns,
        given=GIVEN,
        afterwards=Speed(loops=exercises.conv2d_by_windows, case=cases.large_case),
    ),
    declared(
        "columns_of_vgg",
        ASSIGNMENT,
        exercises.columns_of_vgg,
        parts=("image", "cols"),
        given=GIVEN,
    ),
    Check(
        "memory_of_im2col",
        ASSIGNMENT,
        exercises.memory_of_im2col,
        cases.memory_of_im2col_cases,
        errors=error_hints.of_columns,
        given=GIVEN,
    ),
    Check(
        "col2im",
        ASSIGNMENT,
        exercises.col2im,
        cases.col2im_cases,
        dtype="same",
        errors=error_hints.of_columns,
        given=GIVEN,
    ),
    Check(
        "conv2d_backward_by_matrix",
        ASSIGNMENT,
        exercises.conv2d_backward_by_matrix,
        cases.conv2d_backward_by_matrix_cases,
        parts=GRADIENTS,
        suspects=suspects_of(exercises.conv2d_backward_by_matrix, GRADIENTS),
        errors=error_hints.of_gradients,
        given=GIVEN,
    ),
    Check(
        "strided_windows",
        ASSIGNMENT,
        exercises.strided_windows,
        cases.strided_windows_cases,
        harness=view_of_memory,
        errors=error_hints.of_views,
        given=GIVEN,
    ),
)
