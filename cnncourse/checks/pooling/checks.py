"""The checks of the assignment on pooling."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.pooling import ASSIGNMENT, cases, error_hints
from cnncourse.exercises import pooling
from cnncourse.layers.pool import loops

GIVEN = ("cnncourse.layers.shapes", "cnncourse.layers.pool.starts")  # what the notebook imports

CHECKS = (
    Check(
        "max_pool2d_forward",
        ASSIGNMENT,
        loops.max_pool2d_forward,
        cases.max_pool2d_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_pooling,
        given=GIVEN,
    ),
    Check(
        "pool_indices",
        ASSIGNMENT,
        loops.pool_indices,
        cases.pool_indices_cases,
        errors=error_hints.of_pooling,
        given=GIVEN,
    ),
    Check(
        "avg_pool2d_forward",
        ASSIGNMENT,
        loops.avg_pool2d_forward,
        cases.avg_pool2d_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_pooling,
        given=GIVEN,
    ),
    Check(
        "global_avg_pool2d",
        ASSIGNMENT,
        pooling.global_avg_pool2d,
        cases.global_avg_pool2d_cases,
        given=GIVEN,
    ),
    Check(
        "average_as_convolution",
        ASSIGNMENT,
        pooling.average_as_convolution,
        cases.average_as_convolution_cases,
        errors=error_hints.of_pooling,
        given=GIVEN,
    ),
    declared(
        "parameters_of_pooling",
        ASSIGNMENT,
        pooling.parameters_of_pooling,
        parts=("of_pooling", "of_convolution"),
        given=GIVEN,
    ),
    declared(
        "weights_saved",
        ASSIGNMENT,
        pooling.weights_saved,
        parts=("of_convolution", "of_dense"),
        given=GIVEN,
    ),
    Check(
        "shifted_agreement",
        ASSIGNMENT,
        pooling.shifted_agreement,
        cases.shifted_agreement_cases,
        given=GIVEN,
    ),
)
