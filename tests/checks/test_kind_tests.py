"""The kind of check *tests*, in this process: candidates, points and messages."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from cnncourse.checks import GRADING_ROUNDS, PUBLIC_SEED, find, judge, names, run_check_in_process
from cnncourse.checks.checking_gradients import ASSIGNMENT
from cnncourse.checks.engine.edits import EditError
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.kinds.harnesses.candidates import MOST_CALLS
from cnncourse.checks.kinds.tests import Implementations
from cnncourse.checks.kinds.tests import tests as make_check
from cnncourse.checks.mistakes import wrong_answers
from cnncourse.exercises import forward_passes

RELU = find("test_relu_backward", ASSIGNMENT)
POOL = find("test_max_pool2d_backward", ASSIGNMENT)
CONV = find("test_conv2d_backward", ASSIGNMENT)
KINDS = [RELU, POOL, CONV]
X = np.array([[7.5, -1.5, 0.0], [-2.5, 0.5, 9.0]])
DOUT = np.array([[12.5, -18.0, 6.5], [5.0, -7.25, 0.5]])


def verdict(test, check=RELU, rounds=1):
    call = run_check_in_process(check, {check.name: test})
    return judge(check, call, PUBLIC_SEED, rounds=rounds, reveal=True)


def said(test, **more):
    return " ".join(verdict(test, **more).message.split())


def by_hand(candidate):
    dx = candidate(DOUT, (X,))
    assert np.shape(dx) == X.shape
    np.testing.assert_allclose(dx, DOUT * (X > 0))


def test_a_test_passes_in_the_notebook_and_in_grading():
    assert said(by_hand) == (
        "test_relu_backward: it accepts all 4 right implementations and rejects all 4 kinds of "
        "wrong ones."
    )
    graded = verdict(by_hand, rounds=GRADING_ROUNDS)
    assert graded.passed and graded.fraction == 1.0


def test_points_are_the_share_of_the_kinds_that_are_rejected():
    def without_zeros(candidate):
        x = np.where(X == 0, 3.0, X)
        dx = candidate(DOUT, (x,))
        assert np.shape(dx) == X.shape and np.allclose(dx, DOUT * (x > 0))

    found = verdict(without_zeros, rounds=GRADING_ROUNDS)
    assert not found.passed and found.fraction == pytest.approx(18 / 20)
    told = " ".join(found.message.split())
    assert "2 of 20 kinds of wrong implementations pass it: “The gradient passes where" in told
    assert "“Half of the gradient passes where the input is exactly 0.” Hint Test inputs" in told


def test_only_shapes_reject_hardly_anything():
    def shapes(candidate):
        assert candidate(DOUT, (X,)).shape == X.shape

    found = verdict(shapes)
    assert found.fraction == 0.25 and "3 of 4 kinds" in found.message


def test_many_kinds_are_counted_rather_than_named():
    told = said(lambda candidate: None, rounds=GRADING_ROUNDS)
    assert "20 of 20 kinds" in told and told.count("“") == 6 and "And 14 more." in told


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.name)
def test_a_test_that_rejects_a_right_one_earns_nothing(check):
    def rejects(candidate):
        raise AssertionError

    found = verdict(rejects, check)
    assert found.fraction == 0 and "it rejects a right implementation" in found.message


def test_different_answers_earn_nothing():
    turns = itertools.count()

    def by_turns(candidate):
        assert next(turns) % 2

    found = verdict(by_turns)
    assert found.fraction == 0 and "different answers for the same candidate" in found.message


def test_another_exception_refuses_the_test():
    def careless(candidate):
        assert np.abs(candidate(DOUT, (X,)) - DOUT * (X > 0)).max() < 1e-9

    found = verdict(careless)
    told = " ".join(found.message.split())
    assert found.fraction == 0 and "it raised ValueError: operands could not be broadcast" in told
    assert "of the cell, in careless: assert np.abs(candidate(DOUT, (X,))" in told
    assert "Only a failing `assert` rejects a candidate" in told


def test_an_empty_test_is_told_so():
    def test_relu_backward(candidate):
        raise NotImplementedError()

    found = verdict(test_relu_backward)
    assert found.empty and found.message.startswith("test_relu_backward: it still raises")


def test_a_returned_value_is_noticed():
    told = said(lambda candidate: np.allclose(candidate(DOUT, (X,)), 0))
    assert "4 of 4 kinds" in told and "a test rejects by a failing `assert`" in told


def test_an_error_of_a_candidate_rejects_nothing(tmp_path):
    (tmp_path / "public.py").write_text("# %% It errs.\n# - (x,) = cache\n# + (x,) = cache[0]\n")
    subject = Implementations(tmp_path, RELU.subject.reference, RELU.subject.check_call)
    check = make_check(RELU.name, "00_trial", RELU.reference, subject)
    told = said(by_hand, check=check)
    assert "1 of 1 kinds of wrong implementations pass it: “It errs.”" in told
    assert "an error rejects nothing" in told

    def catches(candidate):
        try:
            by_hand(candidate)
        except RuntimeError as error:
            assert type(error).__name__ == "CandidateError" and "cache" not in str(error)
            raise AssertionError from error

    assert verdict(catches, check=check).passed


def test_too_many_calls_are_refused():
    def often(candidate):
        for _ in range(MOST_CALLS + 1):
            candidate(DOUT, (X,))

    assert f"a test may call its candidate {MOST_CALLS} times" in said(often)


def test_a_kept_candidate_is_of_no_use():
    kept = []

    def keeps(candidate):
        kept.append(candidate)
        kept[0](DOUT, (X,))

    assert "this candidate is gone" in said(keeps)


def test_candidates_get_copies_and_give_copies():
    def looks(candidate):
        dout, x = DOUT.copy(), X.copy()
        dx = candidate(dout, (x,))
        assert np.array_equal(dout, DOUT) and np.array_equal(x, X)
        assert not np.may_share_memory(dx, dout) and not np.may_share_memory(dx, x)

    assert "4 of 4 kinds" in said(looks)


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.name)
def test_every_weak_test_is_told_what_is_wrong(check):
    """The course's own wrong answers, judged as in grading."""
    variables = {**check.reference.__globals__, "__name__": "__main__"}
    for answer in wrong_answers(check):
        exec(compile(answer.source, "<weak>", "exec"), variables)
        found = verdict(variables[check.name], check, rounds=GRADING_ROUNDS)
        told = " ".join(found.message.split())
        assert not found.passed and found.fraction < 1, answer.title
        kinds = re.findall(r"(\d+) of \d+ kinds of wrong implementations pass it: “", told)
        others = ("rejects a right", "it raised ValueError", "different answers")
        assert kinds or any(one in told for one in others), told
        assert " Hint " in told, told


REFUSED = [
    (RELU, (), {}, "call it as candidate(dout, cache)"),
    (RELU, (DOUT, (X,), 1), {}, "call it as candidate(dout, cache)"),
    (RELU, (DOUT,), {"x": X}, "call it as candidate(dout, cache)"),
    (RELU, (DOUT, X), {}, "the cache must be the tuple (x,)"),
    (RELU, (DOUT, (X, X)), {}, "the cache must be the tuple (x,)"),
    (RELU, (DOUT, (X[0],)), {}, "dout has shape (2, 3), but the output has (3,)"),
    (RELU, (DOUT.astype(int), (X,)), {}, "dout must be an array of float64 or float32"),
    (RELU, (DOUT, (X.tolist(),)), {}, "x must be an array of float64 or float32"),
    (RELU, (DOUT, (X.view(np.matrix),)), {}, "x must be an array of float64 or float32"),
    (RELU, (np.float64(1), (np.float64(1),)), {}, "dout must be an array"),
    (RELU, (np.ones(()), (np.ones(()),)), {}, "dout must have at least one axis"),
    (RELU, (np.full(2, np.nan), (np.ones(2),)), {}, "dout must hold finite numbers"),
    (RELU, (np.ones(2), (np.full(2, np.inf),)), {}, "x must hold finite numbers"),
    (RELU, (np.ones(4097), (np.ones(4097),)), {}, "dout must have 1 to 4,096 numbers, not 4,097"),
    (RELU, (np.ones(0), (np.ones(0),)), {}, "dout must have 1 to 4,096 numbers, not 0"),
    (POOL, (np.ones((1, 1, 1, 1)), (np.ones((1, 1, 2, 2)), 17, 1)), {}, "lie between 1 and 16"),
    (POOL, (np.ones((1, 1, 1, 1)), (np.ones((1, 1, 2, 2)), 2, 0)), {}, "lie between 1 and 16"),
    (POOL, (np.ones((1, 1, 1, 1)), (np.ones((1, 1, 2, 2)), 2.0, 1)), {}, "must be an integer"),
    (POOL, (np.ones((1, 1, 1, 1)), (np.ones((1, 1, 2, 2)), True, 1)), {}, "must be an integer"),
    (POOL, (np.ones((1, 1, 1, 1)), (np.ones((1, 1, 2, 2)), 3, 1)), {}, "the kernel spans 3"),
    (POOL, (np.ones((1, 1, 2, 2)), (np.ones((1, 1, 2, 2)), 2, 1)), {}, "but the output has"),
]
IMAGE, FILTERS = np.ones((1, 2, 3, 3)), np.ones((2, 2, 3, 3))
REFUSED += [
    (CONV, (np.ones((1, 2, 1, 1)), (IMAGE, FILTERS, *rest)), {}, told)
    for rest, told in [
        ((None, 1, 10**9, 1, 1), "padding must lie between 0 and 16"),
        ((None, 1, (0, 0, 0), 1, 1), "padding must be an integer or a pair of integers"),
        ((None, 0, 0, 1, 1), "stride must lie between 1 and 16"),
        ((None, 1, 0, 0, 1), "dilation must lie between 1 and 16"),
        ((None, 1, 0, 1, 2), "and groups=2 disagree"),
        ((None, 1, 0, 1, 0), "groups must be an integer, at least 1"),
        ((np.ones(3), 1, 0, 1, 1), "b has shape (3,), but w has 2 filters"),
        ((None, 1, 1, 1, 1), "dout has shape (1, 2, 1, 1), but the output has (1, 2, 3, 3)"),
    ]
]

MANY = (np.ones((2048, 2, 1, 1)), FILTERS[:, :, :1, :1], None, 1, 1, 1, 1)
REFUSED += [(CONV, (np.ones((2, 2, 1, 1)), MANY), {}, "at most 16,384 numbers, not 36,864")]


@pytest.mark.parametrize(("check", "args", "kwargs", "told"), REFUSED)
def test_all_candidates_refuse_the_same_calls_in_the_same_words(check, args, kwargs, told):
    answers = [one(args, kwargs) for one in check.subject.all]
    assert all(answer == answers[0] for answer in answers)
    assert told in answers[0]["refused"] and answers[0]["value"] is None


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.name)
def test_public_candidates_come_first_and_secret_ones_never_in_the_notebook(check):
    public = {one.title for one in check.subject.public}
    assert {case.group for case in draw(check, PUBLIC_SEED)} == public
    graded = [case.args[0] for case in draw(check, 7, GRADING_ROUNDS)]
    count = 2 * len(check.subject.public)
    assert {one.title for one in graded[:count]} == public
    for one in check.subject.all:
        assert graded[count:-1].count(one) == 2
    assert 4 * (len(public) - 4) <= len({one.title for one in check.subject.all}) - 4


def test_the_first_right_one_comes_at_any_place():
    firsts = set()
    for seed in range(120):
        cases = draw(RELU, seed, GRADING_ROUNDS)[16:]
        firsts.add(next(n for n, case in enumerate(cases) if case.args[0].is_right))
    assert len(firsts) > 15 and max(firsts) >= 18


def test_a_borrowed_title_must_exist(tmp_path):
    subject = RELU.subject
    file = tmp_path / "answers.py"
    file.write_text("# %% Another one.\n# - (x,) = cache\n# + (x,) = cache[:1]\n")
    lost = Implementations(
        tmp_path, subject.reference, subject.check_call, borrowed=file, titles={"Gone.": ""}
    )
    with pytest.raises(EditError, match=r"answers.py: there is no wrong answer 'Gone.'"):
        _ = lost.all


def test_wrong_answers_of_other_assignments_are_candidates():
    for check, titles in ((RELU, 7), (POOL, 9), (CONV, 11)):
        borrowed = check.subject.titles
        kinds = {one.title for one in check.subject.all if not one.is_right and not one.is_public}
        assert len(borrowed) == titles and {*borrowed} < kinds


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.name)
def test_every_wrong_kind_has_advice_and_a_sentence_for_a_title(check):
    for one in check.subject.all:
        if not one.is_right:
            assert one.title.endswith(".") and one.advice.endswith((".", "?")), one.title
            assert 1 < len(one.title) < 90


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "numerical_gradient",
        "best_step",
        "relative_error",
        "directional_check",
        "find_the_wrong_line",
        "test_relu_backward",
        "test_max_pool2d_backward",
        "test_conv2d_backward",
    ]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((1e-9, 5e-3), "the step for float64 is too short: rounding spoils the difference"),
        ((6e-6, 0.2), "the step for float32 is too long: the slope changes on the way"),
        ((5e-3, 6e-6), "float64 is too long: the slope changes on the way; the step for float32"),
        (6e-6, "return two numbers"),
        ((-5, -2), "both steps must be positive floats"),
    ],
)
def test_a_wrong_step_is_explained(steps, told):
    check = find("best_step", ASSIGNMENT)
    call = run_check_in_process(check, {"best_step": lambda: steps})
    message = " ".join(judge(check, call, PUBLIC_SEED, reveal=True).message.split())
    assert told in message and "6e-06" not in message


def _calls(check, rng):
    """Draw a call that every implementation has to answer."""
    pair = [tuple(map(int, rng.integers(1, 4, 2))) for _ in range(3)]
    if check is RELU:
        shape = tuple(rng.integers(1, 5, rng.integers(1, 4)))
        return rng.standard_normal(shape), (np.round(4 * rng.standard_normal(shape)),)
    x = np.round(3 * rng.standard_normal((2, 4, *rng.integers(7, 10, 2))))
    if check is POOL:
        out, cache = forward_passes.max_pool2d_forward(x, kernel_size=pair[0], stride=pair[1])
        return rng.standard_normal(out.shape), cache
    groups, padding = int(rng.choice([1, 2, 4])), tuple(map(int, rng.integers(0, 4, 2)))
    w = rng.standard_normal((4, 4 // groups, *pair[0]))
    b = None if rng.random() < 0.3 else rng.standard_normal(4)
    options = {"stride": pair[1], "padding": padding, "dilation": pair[2], "groups": groups}
    out, cache = forward_passes.conv2d_forward(x, w, b, **options)
    return rng.standard_normal(out.shape), cache


def _same(one, other):
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.name)
def test_no_candidate_errs_and_exactly_the_right_ones_are_right(check):
    """A kind that raised an error would be rejected only by tests that catch it."""
    rng, reference = np.random.default_rng(0), check.subject.all[0]
    wrong = {one.title for one in check.subject.all if not one.is_right}
    found = set()
    for _ in range(60):
        args = _calls(check, rng)
        expected = reference(args, {})
        assert expected["refused"] is None and not expected["erred"]
        for one in check.subject.all:
            answer = one(args, {})
            assert not answer["erred"], (one.title, args[1][1:])
            if not _same(expected["value"], answer["value"]):
                found.add(one.title)
    assert found == wrong
