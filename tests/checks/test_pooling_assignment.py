"""What is special about the assignment on pooling."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.authoring.in_process import in_this_process
from cnncourse.checks import find, judge, names
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.pooling import ASSIGNMENT


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "max_pool2d_forward",
        "pool_indices",
        "avg_pool2d_forward",
        "global_avg_pool2d",
        "average_as_convolution",
        "parameters_of_pooling",
        "weights_saved",
        "shifted_agreement",
    ]


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    printed = shown(ASSIGNMENT)
    for numbers in (
        "with padding 1:             [-1, 1, 3]",
        "[[4 5]\n [7 8]]\n[[9 4]\n [6 3]]",
        "[[ 5  3]\n [13 11]]\n[[[[1]]]]",
        "[[3.75 2.  ]\n [3.75 2.  ]]\n[[0.5  1.75]\n [1.75 1.75]]\n[[2. 7.]\n [7. 7.]]",
        "[[2.875]]",
        "(3, 1, 2, 4) 0.125 1.0",
        "4\n1\n1\n",
    ):
        assert numbers in printed, numbers
    stay = dict(re.findall(r"^ +(\d +\d) +(\d+) %$", printed, flags=re.M))
    shares = {tuple(map(int, key.split())): int(share) for key, share in stay.items()}
    # "the larger the window, the more survives"
    assert shares[1, 2] < shares[2, 2] < shares[3, 2] and shares[2, 1] < shares[3, 1]


def test_eight_sections_give_twenty_points(listed):
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points) == (8, 20)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("max_pool2d_forward", [[[[4, 5], [7, 8]]]]),
        ("avg_pool2d_forward", [[[[3.75, 2], [3.75, 2]]]]),
        ("pool_indices", [[[[5, 3], [13, 11]]]]),
        ("global_avg_pool2d", [[2.875]]),
        ("average_as_convolution", np.full((2, 1, 2, 2), 0.25)),
        ("shifted_agreement", 4),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    check = find(name, ASSIGNMENT)
    first = prepare(check, 0)[0].expected
    np.testing.assert_array_equal(first[0] if check.parts else first, expected)


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        ("max_pool2d_forward", "The padding holds zeros", "Padding never wins"),
        ("max_pool2d_forward", "Without a stride", "The default stride is the kernel size."),
        ("max_pool2d_forward", "The stride is always", "Use the stride where one is given"),
        ("max_pool2d_forward", "The number of windows is always", "only if ceil_mode is true"),
        ("max_pool2d_forward", "The maximum is taken over all channels", "pooled by itself"),
        ("max_pool2d_forward", "A negative start", "max(top, 0)"),
        ("max_pool2d_forward", "The largest absolute value", "compare the pixels as they are"),
        ("avg_pool2d_forward", "The mean is always taken over the pixels", "count as members"),
        ("avg_pool2d_forward", "The zeros of the padding always", "the number of pixels in the"),
        ("avg_pool2d_forward", "Positions beyond the padding", "has fewer members"),
        ("pool_indices", "On a tie the last", "as `argmax` finds it"),
        ("pool_indices", "The index is counted inside", "counted in the whole channel"),
        ("pool_indices", "The index is counted in the padded", "first row of the image itself"),
        ("global_avg_pool2d", "The axes of length 1", "The result has shape (N, C)."),
        ("average_as_convolution", "The weights are 1: ", "counts 1 / (KH * KW)"),
        ("parameters_of_pooling", "The window of the", "that training could change"),
        ("weights_saved", "The convolution is taken", "depend on how large the map is"),
        ("shifted_agreement", "The output is moved along", "which outputs stay where they are"),
    ],
)
def test_a_mistake_and_its_hint(name, title, hint, told):
    for message in told(ASSIGNMENT, name, title):
        assert hint in message and " Or: " not in message, message


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("kernel_size - 1", "pair(option)"),
        ("stride + 0", "None here, which means the kernel size"),
        (
            "if padding: np.pad(x, [(0, 0), (0, 0), pair(padding), pair(padding)], "
            "constant_values=-np.inf)",
            "convert x to float before you pad it",
        ),
        ("if padding: x[:, :, -1:2].max(axis=(2, 3))", "use max(top, 0)"),
    ],
)
def test_an_exception_is_explained(source, hint, material):
    """A line that fails as usual slips do stands before the reference's body."""
    check, known = find("max_pool2d_forward", ASSIGNMENT), material(ASSIGNMENT)
    reference = known.exercises["max_pool2d_forward"].reference
    head, body = reference.split("    (KH, KW), (ph, pw)")
    edited = f"{head}    {source}\n    (KH, KW), (ph, pw){body}"
    call = in_this_process(edited, check, known.stages["max_pool2d_forward"])
    assert hint in " ".join(judge(check, call, 0).message.split())
