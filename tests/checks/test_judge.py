"""Cases, verdicts and points: the same seed gives the same, and nothing slips through."""

from __future__ import annotations

import types

import numpy as np
import pytest

from cnncourse.checks import (
    GRADING_ROUNDS,
    Case,
    Check,
    Outcome,
    find,
    judge,
    names,
    run_in_process,
)
from cnncourse.checks.engine.prepared import draw

ASSIGNMENT = "01_convolution"
ALL = names(ASSIGNMENT)


def own(function):
    """A copy that does not come from the package, so that it may be judged."""

    def answer(*args, **kwargs):
        return function(*args, **kwargs)

    return answer


def flat(case):
    parts = [*case.args, *case.kwargs.items()]
    return repr((case.group, [p.tolist() if isinstance(p, np.ndarray) else p for p in parts]))


def test_the_assignment_has_its_checks():
    assert ALL == [
        "output_size",
        "pad2d",
        "cross_correlate2d",
        "vertical_edge_kernel",
        "horizontal_edge_kernel",
        "conv2d_forward",
        "conv2d_parameter_count",
        "shared_against_dense",
    ]
    assert all(find(name).assignment == ASSIGNMENT for name in ALL)


def test_unknown_names():
    with pytest.raises(LookupError, match="no check 'pad3d': did you mean 'pad2d'"):
        find("pad3d")
    with pytest.raises(LookupError, match="no assignment '99_x': there are 01_convolution"):
        names("99_x")
    with pytest.raises(LookupError, match="no assignment '99_x'"):
        find("pad2d", "99_x")


@pytest.mark.parametrize("name", ALL)
def test_the_reference_passes_with_many_seeds(name):
    check = find(name)
    for seed in [*range(8), 2**48 - 1]:
        verdict = judge(check, run_in_process(own(check.reference)), seed, rounds=GRADING_ROUNDS)
        assert verdict.passed and verdict.fraction == 1.0, (seed, verdict.message)
        assert all(passed == tried > 0 for passed, tried in verdict.groups.values())


@pytest.mark.parametrize("name", ALL)
def test_the_seed_decides_the_cases(name):
    check = find(name)
    one, same, other = ([flat(case) for case in draw(check, seed)] for seed in (3, 3, 4))
    assert one == same
    assert len(one) == 2 or one != other
    assert one[-1] == one[0], "the first case comes again"
    assert len(draw(check, 3, rounds=3)) == 3 * (len(one) - 1) + 1


def test_the_paper_example_comes_first():
    image, kernel = draw(find("cross_correlate2d"), 0)[0].args
    assert (image.ravel().tolist(), kernel.ravel().tolist()) == ([*range(9)], [*range(4)])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "answer",
    [
        lambda *args, **kwargs: None,
        lambda *args, **kwargs: 0,
        lambda *args, **kwargs: True,
        lambda *args, **kwargs: np.zeros(()),
        lambda *args, **kwargs: (np.zeros((1, 1, 2, 2)), None),
        lambda *args, **kwargs: type("Yes", (), {"__eq__": lambda a, b: True})(),
        lambda *args, **kwargs: args,
        lambda: 1,
    ],
)
def test_nonsense_scores_nothing(name, answer):
    verdict = judge(find(name), run_in_process(answer), 0)
    assert not verdict.passed and verdict.fraction == 0.0


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "error", [ValueError, SystemExit, RuntimeError, GeneratorExit, ImportError]
)
def test_an_answer_that_only_raises_scores_nothing(name, error):
    def answer(*args, **kwargs):
        raise error("on purpose")

    verdict = judge(find(name), run_in_process(answer), 0)
    assert not verdict.passed and verdict.fraction == 0.0
    assert f"{error.__name__}: on purpose" in verdict.message
    assert 'raise error("on purpose")' in verdict.message


def test_an_interrupt_goes_through():
    def answer(*args, **kwargs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(find("pad2d"), run_in_process(answer), 0)


def test_an_error_without_readable_text():
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    def answer(*args, **kwargs):
        raise Silent

    assert "without a readable text" in judge(find("pad2d"), run_in_process(answer), 0).message


def test_points_by_group():
    reference = find("conv2d_forward").reference

    def no_stride(x, w, b, **options):
        return reference(x, w, b, **{**options, "stride": 1})

    verdict = judge(find("conv2d_forward"), run_in_process(no_stride), 0)
    failed = {group for group, (passed, tried) in verdict.groups.items() if passed < tried}
    assert failed == {"stride", "all together"}
    assert verdict.fraction == pytest.approx(1 - 2 / len(verdict.groups))
    assert "The stride is not used." in verdict.message
    assert "stride 0/3" in verdict.message


def test_without_the_first_group_nothing_scores():
    def only_errors(size, kernel_size, **options):
        find("output_size").reference(size, kernel_size, **options)
        return -1

    verdict = judge(find("output_size"), run_in_process(only_errors), 0)
    assert verdict.groups["errors"] == (3, 3) and verdict.fraction == 0.0


def check_of(reference, *cases, **rules):
    return Check(reference.__name__, "00_test", reference, lambda rng: cases, **rules)


def add(x, y):
    return x + y


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda x, y: x.__iadd__(y), "its input x"),
        (lambda x, y: (x.resize((1, 3), refcheck=False), y)[1] + [1.0, 1, 1], "its input x"),
        (lambda x, y: (y.fill(np.nan), np.full(3, 3.0))[1], "its input y"),
    ],
)
def test_changed_inputs_are_named(answer, named):
    check = check_of(add, Case("plain", (np.ones(3),), {"y": np.full(3, 2.0)}))
    verdict = judge(check, run_in_process(answer), 0)
    assert not verdict.passed and named in verdict.message


def test_the_student_gets_writable_copies():
    x = np.ones(3)
    x.flags.writeable = False

    def answer(x, y):
        assert x.flags.writeable and x.flags.owndata
        return x + y

    check = check_of(add, Case("plain", (x, 1.0)))
    assert judge(check, run_in_process(answer), 0).passed


def test_state_between_calls_is_found():
    calls = []

    def answer(x, y):
        calls.append(x)
        return x + y + (len(calls) > 1)

    check = check_of(add, Case("plain", (np.ones(3), 1.0)))
    assert not judge(check, run_in_process(answer), 0).passed


def test_a_subclass_of_the_asked_error_is_fine():
    def refuse(x):
        raise ValueError("no")

    class Mine(ValueError):
        pass

    def answer(x):
        raise Mine("no")

    check = check_of(refuse, Case("plain", (1,)))
    assert judge(check, run_in_process(answer), 0).passed
    assert not judge(check, run_in_process(lambda x: None), 0).passed


def test_a_forged_outcome_needs_the_right_value():
    check = check_of(add, Case("plain", (np.ones(3), 1.0)))
    right = np.full(3, 2.0)
    assert judge(check, lambda args, kwargs: Outcome(value=right), 0).passed
    for outcome in (
        Outcome(),
        Outcome(value=right, error="late"),
        Outcome(value=right, mutated=(0,)),
        Outcome(value=right, mutated=(99,)),
        Outcome(value=right, error="e", error_type="NotImplementedError"),
        Outcome(value={"value": right}),
    ):
        assert not judge(check, lambda args, kwargs, o=outcome: o, 0).passed


def test_a_secret_case_stays_secret():
    for name in ("output_size", "cross_correlate2d", "conv2d_parameter_count"):
        check = find(name)
        wrong = own(lambda *args, **kwargs: -98765)
        hidden = judge(check, run_in_process(wrong), 5).message
        assert "expected 2" not in hidden and "[[" not in hidden and "=3" not in hidden
        shown = judge(check, run_in_process(wrong), 5, reveal=True).message
        assert shown != hidden


@pytest.mark.parametrize("module", ["cnncourse.layers.conv.loops", "cnncourse.layers"])
def test_functions_of_the_course_are_refused(module):
    function = __import__(module, fromlist=["conv2d_forward"]).conv2d_forward
    renamed = types.FunctionType(function.__code__, function.__globals__)
    renamed.__module__, renamed.__kwdefaults__ = "__main__", function.__kwdefaults__
    for answer in (function, renamed):
        verdict = judge(find("conv2d_forward"), run_in_process(answer), 0)
        assert not verdict.passed and "comes from the package" in verdict.message


def test_hints_where_two_mistakes_give_the_same():
    verdict = judge(find("shared_against_dense"), run_in_process(lambda: (64, 16)), 0)
    assert "count once" in verdict.message and " Or: " not in verdict.message
    verdict = judge(
        find("conv2d_parameter_count"),
        run_in_process(lambda inputs, outputs, *size, **more: 10 * outputs),
        0,
    )
    assert " Or: " in verdict.message
