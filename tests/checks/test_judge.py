"""Cases, verdicts and points: one seed always gives the same, and nothing slips through."""

from __future__ import annotations

import subprocess
import sys
import time
import types
from dataclasses import replace

import numpy as np
import pytest
from small import find

from autograder.inside import wire
from cnncourse.checks import Case, Check, Outcome, judge, run_in_process
from cnncourse.checks.engine.differences import cache_problem, stand_in
from cnncourse.checks.engine.in_process import timed_in_process
from cnncourse.checks.engine.verdict_text import Failure


def own(function):
    """Wrap a function so that it does not seem to come from the package and can be judged."""

    def answer(*args, **kwargs):
        return function(*args, **kwargs)

    return answer


def test_an_interrupt_is_passed_on():
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

    assert "without readable text" in judge(find("pad2d"), run_in_process(answer), 0).message


def test_points_by_group():
    reference = find("output_size").reference

    def no_stride(size, kernel_size, *, stride=1):
        return reference(size, kernel_size)

    verdict = judge(find("output_size"), run_in_process(no_stride), 0)
    failed = {group for group, (passed, tried) in verdict.groups.items() if passed < tried}
    assert failed == {"stride"}
    assert verdict.fraction == pytest.approx(1 - 1 / 3)
    assert "The stride is not used." in verdict.message
    assert "stride 0/2" in verdict.message


def test_without_the_first_group_nothing_scores():
    def only_errors(size, kernel_size, **options):
        find("output_size").reference(size, kernel_size, **options)
        return -1

    verdict = judge(find("output_size"), run_in_process(only_errors), 0)
    assert verdict.groups["errors"] == (2, 2) and verdict.fraction == 0.0


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


def test_a_subclass_of_the_expected_error_is_fine():
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
    for name in ("output_size", "cross_correlate2d"):
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
        verdict = judge(find("layer"), run_in_process(answer), 0)
        assert not verdict.passed and "comes from the package" in verdict.message


def twice(x):
    return 2 * x


def test_hints_where_two_mistakes_give_the_same():
    def suspects(case):
        yield "It is doubled twice.", 4 * case.args[0]
        yield "It is squared.", case.args[0] ** 2
        yield "It is squared.", 4 * case.args[0]

    check = check_of(twice, Case("plain", (4,)), suspects=suspects)
    message = judge(check, run_in_process(lambda x: 16), 0).message
    assert "Hint     It is doubled twice. Or: It is squared." in message
    check = check_of(twice, Case("plain", (5,)), suspects=suspects)
    message = judge(check, run_in_process(lambda x: 25), 0).message
    assert "Hint     It is squared." in message and " Or: " not in message


def nested(value, depth):
    for _ in range(depth):
        value = (value,)
    return value


def itself():
    """Make a list that contains itself."""
    cache = []
    cache.append(cache)
    return cache


RIGHT_CACHES = [
    (np.ones(3), 1),
    (np.ones(3),),
    (np.ones((2, 2)), None, 1, 2.5, True, "same", np.float32(1), np.int64(3)),
    ((np.ones(3), (1, 2)), ()),
    np.ones(3),
    [np.ones(3)],
    {"x": np.ones(3)},
    (np.ones(3), {"w": 1}, [1, 2], lambda: 1),
    (np.array([None]),),
    type("Cache", (tuple,), {})([np.ones(3)]),
    object(),
    nested(np.ones(3), 5000),
    itself(),
    list(range(100_001)),
]
WRONG_CACHES = [
    (None, "cache is None, expected a tuple of arrays and numbers"),
    ((), "cache is an empty tuple, expected a tuple of arrays and numbers"),
    ([], "cache is an empty list, expected a tuple"),
    ({}, "cache is an empty dict, expected a tuple"),
    (7, "cache is an int, expected a tuple"),
    ("x, w, b", "cache is a str, expected a tuple"),
    ((1, 2), "cache holds no array"),
    ([1, 2], "cache holds no array"),
    ({"stride": 1}, "cache holds no array"),
    ((None, ()), "cache holds no array"),
    (((), [{}]), "cache holds no array"),
]


def with_cache(cache):
    """Answer `small.layer` with another cache."""
    return lambda *args, **options: (find("layer").reference(*args, **options)[0], cache)


@pytest.mark.parametrize("cache", RIGHT_CACHES)
def test_what_a_cache_holds_is_the_students_choice(cache):
    assert judge(find("layer"), run_in_process(with_cache(cache)), 0).passed


@pytest.mark.parametrize(("cache", "told"), WRONG_CACHES)
def test_a_cache_must_exist_and_hold_an_array(cache, told):
    verdict = judge(find("layer"), run_in_process(with_cache(cache)), 0)
    assert not verdict.passed and verdict.fraction == 0
    assert told in " ".join(verdict.message.split())
    assert "The backward pass sees only the cache" in verdict.message


def test_wrong_values_are_reported_before_the_cache():
    call = run_in_process(lambda x, w, b, *, scale=1: (2 * (x @ w), None))
    assert "Problem  out first differs" in judge(find("layer"), call, 0).message


def test_a_suspect_need_not_know_the_cache():
    """It explains a value, and a missing cache alone does not make it wrong."""

    def suspects(case):
        x, w, b = case.args
        yield "The bias is missing.", (x @ w * case.kwargs.get("scale", 1), ())
        yield "This is right.", (find("layer").reference(*case.args, **case.kwargs)[0], ())

    check = replace(find("layer"), suspects=suspects)
    call = run_in_process(lambda x, w, b, *, scale=1: (scale * (x @ w), (x, w)))
    assert "Hint     The bias is missing.\n" in judge(check, call, 0).message


class Later:
    """Judges afterwards, and records its arguments."""

    group = "later"

    def __init__(self, failure=None):
        self.failure, self.given = failure, []

    def judge(self, check, timed, seed, *, reveal):
        theirs, ours = timed(None, (3,), {}), timed(twice, (4,), {})
        self.given.append((check.name, seed, reveal, theirs, ours))
        return self.failure


def answer(x):
    return x + x


def test_what_is_judged_afterwards_is_a_group_of_its_own():
    later = Later()
    check = check_of(twice, Case("plain", (1,)), afterwards=later)
    verdict = judge(check, run_in_process(answer), 7, reveal=True)
    assert verdict.passed and verdict.groups == {"plain": (2, 2), "later": (1, 1)}
    ((name, seed, reveal, (theirs, seconds), (ours, _)),) = later.given
    assert (name, seed, reveal, theirs.value, ours.value) == ("twice", 7, True, 6, 8)
    assert seconds >= 0


def test_nothing_is_judged_afterwards_where_a_result_is_wrong():
    later = Later()
    check = check_of(twice, Case("plain", (1,)), afterwards=later)
    verdict = judge(check, run_in_process(lambda x: 0), 7)
    assert verdict.groups == {"plain": (0, 2), "later": (0, 1)} and later.given == []


def test_what_is_undecided_is_neither_passed_nor_failed():
    later = Later(Failure("nobody knows", "twice(x)", review="nobody knows"))
    check = check_of(twice, Case("plain", (1,)), afterwards=later)
    verdict = judge(check, run_in_process(answer), 7)
    assert (verdict.passed, verdict.fraction, verdict.review) == (False, 0.5, "nobody knows")
    assert "later 0/1, plain 2/2" in verdict.message
    assert judge(find("pad2d"), run_in_process(answer), 7).review is None


def test_time_is_the_processors_and_includes_children():
    def sleeps(x):
        time.sleep(0.2)

    def works(x):
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass

    def has_a_child(x):
        code = "import time\nwhile time.process_time() < 0.1: pass"
        subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)

    timed = timed_in_process(run_in_process(sleeps))
    assert timed(None, (1,), {})[1] < 0.1
    assert timed(works, (1,), {})[1] >= 0.05
    assert timed(has_a_child, (1,), {})[1] >= 0.08  # children's time is in hundredths of a second


@pytest.mark.parametrize("cache", [*RIGHT_CACHES, *(cache for cache, _ in WRONG_CACHES)])
def test_what_stands_in_for_a_cache_is_judged_like_it_and_is_small(cache):
    for expected in ((np.ones(3), 1), (1, 2)):
        assert cache_problem(expected, stand_in(cache)) == cache_problem(expected, cache)
    assert len(wire.encode(stand_in(cache))) < 100


def both(x):
    return x.sum(), x.mean()


def test_a_part_may_be_left_to_another_group():
    def cases(rng):
        yield Case("sum", (np.arange(3.0),), ignored=("mean",))
        yield Case("mean", (np.arange(3.0),))

    check = Check("both", "00_test", both, cases, parts=("sum", "mean"))
    verdict = judge(check, run_in_process(lambda x: (x.sum(), x.sum())), 0)
    # The first case is repeated at the end.
    assert verdict.groups == {"sum": (2, 2), "mean": (0, 1)} and verdict.fraction == 0.5
    assert "mean" in verdict.failure.problem
    verdict = judge(check, run_in_process(lambda x: (x.mean(), x.mean())), 0)
    assert verdict.groups["sum"] == (0, 2) and verdict.fraction == 0
    missing = judge(check, run_in_process(lambda x: (x.sum(),)), 0)
    assert missing.fraction == 0 and "expected the tuple (sum, mean)" in missing.message
