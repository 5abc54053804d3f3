"""The checks of the assignment on backpropagation."""

from __future__ import annotations

from cnncourse.checks.backpropagation import ASSIGNMENT, cases, error_hints
from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.gradients import suspects_of
from cnncourse.checks.kinds.harnesses import without_overflow
from cnncourse.exercises import backpropagation as exercises

CHECKS = (
    Check(
        "fan_out_backward",
        ASSIGNMENT,
        exercises.fan_out_backward,
        cases.fan_out_cases,
        parts=("dx", "dw"),
    ),
    Check(
        "linear_forward",
        ASSIGNMENT,
        exercises.linear_forward,
        cases.linear_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_products,
    ),
    Check(
        "linear_backward",
        ASSIGNMENT,
        exercises.linear_backward,
        cases.linear_backward_cases,
        parts=("dx", "dw", "db"),
        suspects=suspects_of(exercises.linear_backward, ("dx", "dw", "db")),
        errors=error_hints.of_products,
    ),
    Check(
        "relu_backward",
        ASSIGNMENT,
        exercises.relu_backward,
        cases.relu_backward_cases,
    ),
    Check(
        "two_layer_gradients",
        ASSIGNMENT,
        exercises.two_layer_gradients,
        cases.two_layer_cases,
        parts=("loss", "dw1", "db1", "dw2", "db2"),
        errors=error_hints.of_products,
    ),
    Check(
        "sigmoid_forward",
        ASSIGNMENT,
        exercises.sigmoid_forward,
        cases.sigmoid_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=error_hints.of_sigmoid,
        harness=without_overflow,
    ),
    Check(
        "sigmoid_backward",
        ASSIGNMENT,
        exercises.sigmoid_backward,
        cases.sigmoid_backward_cases,
    ),
    Check(
        "tanh_backward",
        ASSIGNMENT,
        exercises.tanh_backward,
        cases.tanh_backward_cases,
    ),
    Check(
        "prelu_backward",
        ASSIGNMENT,
        exercises.prelu_backward,
        cases.prelu_backward_cases,
        parts=("dx", "dslope"),
    ),
    Check(
        "softmax",
        ASSIGNMENT,
        exercises.softmax,
        cases.softmax_cases,
    ),
    Check(
        "softmax_cross_entropy",
        ASSIGNMENT,
        exercises.softmax_cross_entropy,
        cases.softmax_cross_entropy_cases,
        parts=("loss", "dlogits"),
    ),
    Check(
        "binary_cross_entropy_with_logits",
        ASSIGNMENT,
        exercises.binary_cross_entropy_with_logits,
        cases.binary_cross_entropy_cases,
        parts=("loss", "dlogits"),
    ),
)
