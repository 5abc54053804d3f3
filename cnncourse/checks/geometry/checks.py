"""The checks of the assignment on geometry."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.geometry import ASSIGNMENT, cases
from cnncourse.checks.kinds.declared import declared
from cnncourse.exercises import geometry
from cnncourse.layers.conv import loops1d

CHECKS = (
    Check("sizes_through", ASSIGNMENT, geometry.sizes_through, cases.sizes_through_cases),
    Check(
        "same_padding",
        ASSIGNMENT,
        geometry.same_padding,
        cases.same_padding_cases,
        parts=("before", "after"),
    ),
    Check(
        "pixels_never_seen", ASSIGNMENT, geometry.pixels_never_seen, cases.pixels_never_seen_cases
    ),
    declared("fitting_paddings", ASSIGNMENT, geometry.fitting_paddings, parts=("of_32", "of_33")),
    declared("parameters_of_36_filters", ASSIGNMENT, geometry.parameters_of_36_filters),
    declared(
        "shape_after_ten_filters",
        ASSIGNMENT,
        geometry.shape_after_ten_filters,
        parts=("channels", "rows", "columns"),
    ),
    Check(
        "receptive_field",
        ASSIGNMENT,
        geometry.receptive_field,
        cases.receptive_field_cases,
        parts=("size", "jump", "start"),
    ),
    Check(
        "conv1d_forward",
        ASSIGNMENT,
        loops1d.conv1d_forward,
        cases.conv1d_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
    ),
    Check("conv1x1_as_linear", ASSIGNMENT, geometry.conv1x1_as_linear, cases.conv1x1_cases),
    Check("grouped_matrix", ASSIGNMENT, geometry.grouped_matrix, cases.grouped_matrix_cases),
    Check("toeplitz_matrix", ASSIGNMENT, geometry.toeplitz_matrix, cases.toeplitz_matrix_cases),
    Check(
        "equivariance_error",
        ASSIGNMENT,
        geometry.equivariance_error,
        cases.equivariance_error_cases,
    ),
)
