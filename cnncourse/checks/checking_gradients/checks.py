"""The checks of the assignment on checking gradients."""

from __future__ import annotations

from pathlib import Path

from cnncourse.checks.checking_gradients import ASSIGNMENT, accepted_calls, cases
from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.kinds.harnesses import on_polynomial
from cnncourse.checks.kinds.tests import Implementations, tests
from cnncourse.exercises import backpropagation, backward_rest
from cnncourse.exercises import checking_gradients as exercises
from cnncourse.layers.conv import loops

FOLDER = Path(__file__).parent
CANDIDATES = FOLDER / "candidates"
GIVEN = ("cnncourse.exercises.forward_passes",)
RELU_BACKWARD = FOLDER.parent / "backpropagation" / "wrong" / "relu_backward.py"
AT_ZERO = "Test inputs that are exactly 0, where you know dx by hand."
OF_RELU = {
    "The gradient passes where the input is exactly 0.": AT_ZERO,
    "Half of the gradient passes where the input is exactly 0.": AT_ZERO,
    "The input passes instead of the gradient.": "Compare dx itself, not only its shape.",
    "The output is multiplied by dout.": "Compare dx itself, at inputs other than 0 and 1.",
    "The condition is the wrong way round.": "Compare dx itself, not only its shape.",
    "A little passes where the input was negative, as in a leaky ReLU.": (
        "Compare every entry of dx, with a tolerance smaller than such a leak."
    ),
    "Where the input was negative, the gradient changes its sign.": (
        "Compare dx where the input is negative."
    ),
}

CHECKS = (
    Check(
        "numerical_gradient",
        ASSIGNMENT,
        exercises.numerical_gradient,
        cases.numerical_gradient_cases,
        rtol=1e-7,
        harness=on_polynomial,
        arguments=("x", "cubes", "factors"),
    ),
    declared(
        "best_step",
        ASSIGNMENT,
        exercises.best_step,
        parts=("in_float64", "in_float32"),
        accept=cases.step_problem,
    ),
    Check("relative_error", ASSIGNMENT, exercises.relative_error, cases.relative_error_cases),
    Check(
        "directional_check",
        ASSIGNMENT,
        exercises.directional_check,
        cases.directional_cases,
        parts=("calculated", "measured"),
        rtol=1e-7,
        harness=on_polynomial,
        arguments=("x", "cubes", "factors", "gradient", "direction"),
    ),
    declared("find_the_wrong_line", ASSIGNMENT, exercises.find_the_wrong_line),
    tests(
        "test_relu_backward",
        ASSIGNMENT,
        exercises.test_relu_backward,
        Implementations(
            CANDIDATES / "relu_backward",
            backpropagation.relu_backward,
            accepted_calls.relu_backward,
            borrowed=RELU_BACKWARD,
            titles=OF_RELU,
        ),
        given=GIVEN,
    ),
    tests(
        "test_max_pool2d_backward",
        ASSIGNMENT,
        exercises.test_max_pool2d_backward,
        Implementations(
            CANDIDATES / "max_pool2d_backward",
            backward_rest.max_pool2d_backward,
            accepted_calls.max_pool2d_backward,
        ),
        given=GIVEN,
    ),
    tests(
        "test_conv2d_backward",
        ASSIGNMENT,
        exercises.test_conv2d_backward,
        Implementations(
            CANDIDATES / "conv2d_backward", loops.conv2d_backward, accepted_calls.conv2d_backward
        ),
        given=GIVEN,
    ),
)
