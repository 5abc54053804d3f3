"""The checks of the assignment on VGG."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.architecture import built
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.vgg import ASSIGNMENT, cases, error_hints
from cnncourse.exercises import vgg as exercises

CHECKS = (
    Check("stack_cost", ASSIGNMENT, exercises.stack_cost, cases.stack_cost_cases),
    Check("largest_middle", ASSIGNMENT, exercises.largest_middle, cases.largest_middle_cases),
    built("vgg", ASSIGNMENT, exercises.vgg, cases.vgg_cases, errors=error_hints.of_columns),
    declared(
        "column_from_counts",
        ASSIGNMENT,
        exercises.column_from_counts,
        parts=("of_3x3", "of_1x1"),
    ),
    Check(
        "stage_costs",
        ASSIGNMENT,
        exercises.stage_costs,
        cases.stage_costs_cases,
        errors=error_hints.of_columns,
    ),
    Check(
        "fields_of_stacks",
        ASSIGNMENT,
        exercises.fields_of_stacks,
        cases.fields_cases,
        errors=error_hints.of_columns,
    ),
    Check("dense_everywhere", ASSIGNMENT, exercises.dense_everywhere, cases.dense_cases),
)
