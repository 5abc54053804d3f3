"""What is special about the assignment on geometry."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnncourse.checks import find, names
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.geometry import ASSIGNMENT


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "sizes_through",
        "same_padding",
        "pixels_never_seen",
        "fitting_paddings",
        "parameters_of_36_filters",
        "shape_after_ten_filters",
        "receptive_field",
        "conv1d_forward",
        "conv1x1_as_linear",
        "grouped_matrix",
        "toeplitz_matrix",
        "equivariance_error",
    ]


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    printed = shown(ASSIGNMENT)
    for numbers in (
        "(227, 55, 27, 27, 13, 13, 6)",
        "(1, 1) (1, 2)\n(2, 3) (3, 3)",
        "[6] [1 3]",
        "(7, 1, 0) (7, 1, -3)\n(15, 1, 0)\n(195, 32, -64)",
        "(1, 1, 4) [6 4 7 5]",
        "[[[[ 17.5 137.5]\n   [ 25.   90. ]]]]",
        "[[1 2 0 0]\n [3 4 0 0]\n [0 0 5 6]\n [0 0 7 8]]",
        "[[1 2 3 0 0]\n [0 1 2 3 0]\n [0 0 1 2 3]]",
        "[[0 1 0 2 3 0 0 0 0]\n [0 0 1 0 2 3 0 0 0]",
        "[19 25 37 43]",
        "stride 1: 0.0",
    ):
        assert numbers in printed, numbers
    without = [float(number) for number in re.findall(r"moved by \d: ([\d.]+)", printed)]
    assert len(without) == 2 and min(without) > 0.5  # no shift explains the strided output


def test_twelve_sections_give_thirty_points(listed):
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points) == (12, 30)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sizes_through", (227, 55, 27, 27, 13, 13, 6)),
        ("same_padding", (1, 1)),
        ("pixels_never_seen", [6]),
        ("receptive_field", (7, 1, 0)),
        ("conv1x1_as_linear", [[[[17.5, 137.5], [25, 90]]]]),
        ("grouped_matrix", [[1, 2, 0, 0], [3, 4, 0, 0], [0, 0, 5, 6], [0, 0, 7, 8]]),
        ("toeplitz_matrix", [[1, 2, 3, 0, 0], [0, 1, 2, 3, 0], [0, 0, 1, 2, 3]]),
        ("equivariance_error", 0),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    np.testing.assert_array_equal(prepare(find(name, ASSIGNMENT), 0)[0].expected, expected)


def test_the_paper_example_of_the_sentence_comes_first():
    out, _ = prepare(find("conv1d_forward", ASSIGNMENT), 0)[0].expected
    np.testing.assert_array_equal(out, [[[6, 4, 7, 5]]])


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        ("sizes_through", "Sizes are rounded up", "divide with `//`"),
        ("sizes_through", "A list is returned", "Make it a tuple: `return tuple(sizes)`."),
        ("sizes_through", "A negative room", "larger than the padded size"),
        ("same_padding", "The total is returned", "half of it goes before, the rest after"),
        ("same_padding", "The size is not used", "depends on the size"),
        ("pixels_never_seen", "Only the pixels dropped", "leaves gaps as well"),
        ("pixels_never_seen", "The tuple that np.where", "`np.where(...)[0]`"),
        ("receptive_field", "Every layer adds K pixels", "K - 1 steps between its ends"),
        ("receptive_field", "The jump is updated before", "update `jump` last"),
        ("receptive_field", "The jump is a layer's own stride", "the product of all strides"),
        ("conv1d_forward", "Channels and places are exchanged", "moves along the last axis"),
        ("conv1d_forward", "The padding is on one side", "at both ends"),
        ("conv1d_forward", "The bias is laid along the places", "gives every filter its own"),
        ("conv1x1_as_linear", "`reshape` alone is used", "It never moves an axis"),
        ("grouped_matrix", "The filters are dealt out", "Groups are blocks of neighbours"),
        ("toeplitz_matrix", "The matrix is transposed", "a row for every output"),
        ("toeplitz_matrix", "Every row is the one before", "stops at the end of a row"),
        ("equivariance_error", "What leaves on one side", "np.roll"),
        ("equivariance_error", "The shift has the wrong sign", "was at (i - rows, j - columns)"),
        ("equivariance_error", "The mean of the differences", "The largest one is asked for"),
        ("fitting_paddings", "A padding is taken to fit", "if no pixel is dropped"),
        ("fitting_paddings", "Only the padding that keeps", "if 2 divides the room"),
        ("shape_after_ten_filters", "Rows and columns come first", "channels, rows, columns"),
        ("parameters_of_36_filters", "The biases are not counted", "Every filter has one."),
        ("parameters_of_36_filters", "A kernel of 3 × 3 is counted", "It has nine."),
    ],
)
def test_a_mistake_and_its_hint(name, title, hint, told):
    for message in told(ASSIGNMENT, name, title):
        assert hint in message and " Or: " not in message, message
