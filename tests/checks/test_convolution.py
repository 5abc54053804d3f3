"""The assignment on convolution: its cases, points and special checks."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.checks import find, judge, names, run_in_process
from cnncourse.checks.convolution import ASSIGNMENT
from cnncourse.checks.convolution.checks import horizontal_edge_problem, vertical_edge_problem
from cnncourse.checks.convolution.exercises import conv2d_parameter_count
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.mistakes import likely_mistake


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "output_size",
        "pad2d",
        "cross_correlate2d",
        "vertical_edge_kernel",
        "horizontal_edge_kernel",
        "conv2d_forward",
        "conv2d_parameter_count",
        "shared_against_dense",
    ]


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    printed = shown(ASSIGNMENT)
    assert "2 4 6 3" in printed
    assert "[[19 25]\n [37 43]]" in printed
    assert "[[ 0 30 30  0]" in printed
    assert "(1, 1, 2, 2) [19 25 37 43]" in printed
    assert "2800 760" in printed
    assert "[[4 3 4]\n [2 4 3]\n [2 3 4]]" in printed
    assert "[[ 56  72]\n [104 120]]" in printed
    assert "[[ 0  3  8  4]\n [ 9 19 25 10]\n [21 37 43 16]\n [ 6  7  8  0]]" in printed
    assert "[[0 8]\n [6 8]]" in printed


def test_seven_sections_give_twenty_points(listed):
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points) == (7, 20)


def test_the_paper_example_comes_first():
    image, kernel = draw(find("cross_correlate2d", ASSIGNMENT), 0)[0].args
    assert (image.ravel().tolist(), kernel.ravel().tolist()) == ([*range(9)], [*range(4)])


def first_of(group, check):
    cases = draw(find(check, ASSIGNMENT), 0)
    return next(case for case in cases if case.group == group)


def test_the_chapters_examples_come_first_in_their_groups():
    picture = draw(find("cross_correlate2d", ASSIGNMENT), 0)[1]
    assert find("cross_correlate2d").reference(*picture.args).tolist() == [
        [4, 3, 4],
        [2, 4, 3],
        [2, 3, 4],
    ]
    layer = find("conv2d_forward").reference
    for group, rows in (
        ("plain", [[19, 25], [37, 43]]),
        ("channels", [[56, 72], [104, 120]]),
        ("padding", [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]]),
        ("all together", [[0, 8], [6, 8]]),
    ):
        case = first_of(group, "conv2d_forward")
        assert layer(*case.args, **case.kwargs)[0].tolist() == [[rows]]
    counts = draw(find("conv2d_parameter_count"), 0)[:2]
    assert [conv2d_parameter_count(*case.args) for case in counts] == [2800, 760]


def test_a_layer_without_stride_loses_the_groups_that_need_it():
    check = find("conv2d_forward", ASSIGNMENT)

    def no_stride(x, w, b, **options):
        return check.reference(x, w, b, **{**options, "stride": 1})

    verdict = judge(check, run_in_process(no_stride), 0, likely=likely_mistake(check, 0))
    failed = {group for group, (passed, tried) in verdict.groups.items() if passed < tried}
    assert failed == {"stride", "all together"}
    assert verdict.fraction == pytest.approx(1 - 2 / len(verdict.groups))
    assert "The stride is not used." in verdict.message
    assert "stride 0/4" in verdict.message


def test_a_secret_case_stays_secret():
    for name in ("output_size", "cross_correlate2d", "conv2d_parameter_count"):
        check = find(name, ASSIGNMENT)
        hidden = judge(check, run_in_process(lambda *args, **kwargs: -98765), 5).message
        assert "expected 2" not in hidden and "[[" not in hidden and "=3" not in hidden


def test_a_declared_answer_is_not_revealed():
    message = judge(find("shared_against_dense"), run_in_process(lambda: (256, 4)), 0).message
    assert "64" not in message and "Open the first hint of the exercise." in message


def test_hints_where_two_mistakes_give_the_same():
    def message(name, answer):
        check = find(name)
        verdict = judge(check, run_in_process(answer), 0, likely=likely_mistake(check, 0))
        return " ".join(verdict.message.split())

    told = message("shared_against_dense", lambda: (64, 16))
    assert (
        "at every position. Or: The kernel is assumed to be 4 × 4." in told and "count once" in told
    )
    told = message("shared_against_dense", lambda: (4, 64))
    assert "The two numbers are the other way round." in told and " Or: " not in told
    told = message("conv2d_parameter_count", lambda inputs, outputs, *size, **more: 10 * outputs)
    assert "Mistake The input channels are forgotten. Hint" in told  # others fail where it passes


def test_any_kernel_with_the_property_is_an_edge_kernel():
    rng = np.random.default_rng(0)
    for _ in range(20):
        free = rng.standard_normal((3, 3))
        free -= free.mean(axis=0)
        free -= free.mean(axis=1, keepdims=True)
        kernel = np.array([1, 0, -1]) + free
        assert vertical_edge_problem(kernel) is None
        assert horizontal_edge_problem(kernel.T) is None
        assert vertical_edge_problem(kernel.T) is not None
        assert vertical_edge_problem(kernel + 0.01) is not None
        assert vertical_edge_problem(kernel + 0.01 * rng.standard_normal((3, 3))) is not None


def test_parameter_counts_against_torch():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    for case in find("conv2d_parameter_count").cases(np.random.default_rng(1)):
        layer = torch.nn.Conv2d(*case.args, **case.kwargs)
        expected = sum(p.numel() for p in layer.parameters())
        assert conv2d_parameter_count(*case.args, **case.kwargs) == expected
