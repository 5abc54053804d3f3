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
ASSIGNMENTS = FOLDER.parent
RELU_BACKWARD = ASSIGNMENTS / "backpropagation" / "wrong" / "relu_backward.py"
POOL_BACKWARD = ASSIGNMENTS / "backward_rest" / "wrong" / "max_pool2d_backward.py"
CONV_BACKWARD = ASSIGNMENTS / "backward_convolution" / "wrong" / "conv2d_backward"
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
IN_NUMBERS = "Compare dx itself, or its slope along a random direction."
OF_POOLING = {
    "The gradient is shared out among the pixels of a window.": IN_NUMBERS,
    "The gradient is multiplied by the pixel.": IN_NUMBERS,
    "The place in the window is taken for the place in the image.": IN_NUMBERS,
    "Only the first window is visited.": "Test more than one window.",
    "Every window begins one pixel after the one before.": "Test strides other than 1.",
    "The winner of the first image is used for all images.": (
        "Test more than one image, each with its own numbers."
    ),
    "Rows and columns of the stride are exchanged.": (
        "Test a stride that differs between rows and columns."
    ),
    "Rows and columns of the kernel are exchanged.": ("Test a wide kernel and a tall one."),
    "The place of the winner is unravelled for a square window.": (
        "Test a wide kernel and a tall one."
    ),
}
EVERY_GRADIENT = "Compare all three gradients, or their slopes along random directions."
CHANNELS = "Test several channels and several filters."
OF_CONVOLUTION = {
    "Only the last filter sends its gradient to x.": CHANNELS,
    "All channels get the sum over the channels.": CHANNELS,
    "The gradient of a filter adds up its channels.": CHANNELS,
    "The gradient of the bias is the same for all filters.": (
        "Test several filters, and compare db."
    ),
    "The gradient of the bias counts the last image only.": "Test several images, and compare db.",
    "The first image is read for the whole batch.": "Test several images, and compare dw.",
    "The groups take turns.": "Test groups of more than one filter.",
    "No term of dx is multiplied with dout.": EVERY_GRADIENT,
    "The gradient of the filters is a mean over the places.": EVERY_GRADIENT,
    "The frame is not added for dw.": "Test a padding, and compare dw.",
    "The stride of the rows is used for the columns.": (
        "Test a stride that differs between rows and columns."
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
            borrowed=POOL_BACKWARD,
            titles=OF_POOLING,
        ),
        given=GIVEN,
    ),
    tests(
        "test_conv2d_backward",
        ASSIGNMENT,
        exercises.test_conv2d_backward,
        Implementations(
            CANDIDATES / "conv2d_backward",
            loops.conv2d_backward,
            accepted_calls.conv2d_backward,
            borrowed=CONV_BACKWARD,
            titles=OF_CONVOLUTION,
        ),
        given=GIVEN,
    ),
)
