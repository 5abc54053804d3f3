"""The checks of the assignment on the gradients of the other layers."""

from __future__ import annotations

from cnncourse.checks.backward_rest import ASSIGNMENT, cases, dropped, error_hints
from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.gradients import suspects_of
from cnncourse.checks.kinds.harnesses import from_seed
from cnncourse.exercises import backward_rest as exercises

OF_NORM = ("dx", "dgamma", "dbeta")

CHECKS = (
    Check(
        "max_pool2d_backward",
        ASSIGNMENT,
        exercises.max_pool2d_backward,
        cases.max_pool2d_backward_cases,
        suspects=suspects_of(exercises.max_pool2d_backward, ("dx",)),
        errors=error_hints.of_pooling,
    ),
    Check(
        "avg_pool2d_backward",
        ASSIGNMENT,
        exercises.avg_pool2d_backward,
        cases.avg_pool2d_backward_cases,
        suspects=suspects_of(exercises.avg_pool2d_backward, ("dx",)),
        errors=error_hints.of_pooling,
    ),
    Check(
        "dropout_forward",
        ASSIGNMENT,
        exercises.dropout_forward,
        cases.dropout_forward_cases,
        harness=from_seed,
        arguments=("x", "seed"),
        parts=dropped.PARTS,
        accept=dropped.problem,
        errors=error_hints.of_dropout,
    ),
    Check(
        "dropout_backward",
        ASSIGNMENT,
        exercises.dropout_backward,
        cases.dropout_backward_cases,
        suspects=dropped.backward_suspects,
    ),
    Check(
        "local_response_norm_forward",
        ASSIGNMENT,
        exercises.local_response_norm_forward,
        cases.local_response_norm_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
    ),
    Check(
        "local_response_norm_backward",
        ASSIGNMENT,
        exercises.local_response_norm_backward,
        cases.local_response_norm_backward_cases,
        suspects=suspects_of(exercises.local_response_norm_backward, ("dx",)),
    ),
    Check(
        "batch_norm_forward",
        ASSIGNMENT,
        exercises.batch_norm_forward,
        cases.batch_norm_forward_cases,
        parts=("out", "running_mean", "running_var", "cache"),
        caches=("cache",),
        errors=error_hints.of_channels,
    ),
    Check(
        "batch_norm_backward",
        ASSIGNMENT,
        exercises.batch_norm_backward,
        cases.batch_norm_backward_cases,
        parts=OF_NORM,
        suspects=suspects_of(exercises.batch_norm_backward, OF_NORM),
        errors=error_hints.of_channels,
    ),
    Check(
        "layer_norm_forward",
        ASSIGNMENT,
        exercises.layer_norm_forward,
        cases.layer_norm_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
    ),
)
