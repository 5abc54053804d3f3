"""Speed: when a race is decided, and what its messages say; all times here are made up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cnncourse.checks import Case, Check, Outcome, judge, run_in_process
from cnncourse.checks.engine.answers import Answer
from cnncourse.checks.engine.driving import Fault
from cnncourse.checks.engine.likely import WrongAnswers
from cnncourse.checks.kinds.speed import MOST_ROUNDS, Speed, Times, decided


def reference(x):
    return 2 * x


def loops(x):
    return np.array([2 * value for value in x])


def answer(x):
    return x + x


def _cases(rng):
    yield Case("plain", (rng.standard_normal(3),))


def _large(rng):
    return Case("speed", (rng.standard_normal(100),))


RACE = Speed(loops=loops, case=_large)
CHECK = Check("twice", "00_trial", reference, _cases, afterwards=RACE)


def rounds(*distances, loops=0.1, reference=0.001):
    """Make rounds in which the student's function takes these many times the bar, 10 ms."""
    bar = math.sqrt(loops * reference)
    return [Times(distance * bar, loops, reference) for distance in distances]


@pytest.mark.parametrize(
    ("distances", "fast"),
    [
        ([0.1, 0.1], None),  # too few
        ([0.1, 0.2, 0.5], True),
        ([0.1, 0.2, 0.6], None),
        ([2.0, 9.0, 3.0], False),
        ([2.0, 9.0, 1.9], None),
        ([0.1, 0.1, 0.1, 9.0], None),  # one round says the opposite
        ([0.1] * 11 + [9.0], True),
        ([0.9] * 7, None),
        ([0.9] * 8, True),
        ([1.1] * 8, False),
        ([0.9] * 10 + [1.1], None),
        ([0.9] * 11 + [1.1], True),
        ([1.1] * 13 + [0.9] * 2, False),
        ([1.1] * 12 + [0.9] * 3, None),
    ],
)
def test_a_race_is_decided_where_the_rounds_agree(distances, fast):
    assert decided(rounds(*distances)) is fast
    for factor in (0.1, 10.0):  # a uniformly slower machine changes nothing
        slower = [Times(*(factor * t for t in vars(one).values())) for one in rounds(*distances)]
        assert decided(slower) is fast


def test_the_bar_is_the_geometric_mean_of_loops_and_reference():
    (one,) = rounds(0.5, loops=0.08, reference=0.002)
    assert one.bar == pytest.approx(math.sqrt(0.08 * 0.002))
    as_loops, as_reference = Times(0.08, 0.08, 0.002), Times(0.002, 0.08, 0.002)
    assert as_loops.distance == pytest.approx(1 / as_reference.distance)


def test_where_reference_and_loops_are_alike_nothing_is_decided():
    assert decided(rounds(*[0.01] * 15, loops=0.1, reference=0.03)) is None
    assert decided(rounds(*[0.01] * 15, loops=0.1, reference=0.02)) is True


class Clock:
    """Reports given times: for each function a list of seconds, whose last one repeats."""

    def __init__(self, student, loops=(0.1,), reference=(0.001,)):
        self.seconds = {"twice": [*student], "loops": [*loops], "reference": [*reference]}
        self.called, self.args = [], []

    def __call__(self, function, args, kwargs):
        name = "twice" if function is None else function.__name__
        self.called.append(name)
        self.args.append(args[0])
        left = self.seconds[name]
        return Outcome(value=2 * args[0]), left.pop(0) if len(left) > 1 else left[0]


def race(clock, reveal=False):
    return RACE.judge(CHECK, clock, 5, reveal=reveal)


def test_each_round_times_all_three_on_the_same_fresh_numbers():
    clock = Clock([0.001])
    assert race(clock) is None
    assert len(clock.called) == 3 * 4  # the first round only warms up
    starts = [clock.called[n] for n in range(0, 12, 3)]
    assert starts == ["twice", "loops", "reference", "twice"]
    for n in range(0, 12, 3):
        assert {*clock.called[n : n + 3]} == {"twice", "loops", "reference"}
        assert len({id(x) for x in clock.args[n : n + 3]}) == 1
    assert len({x.tobytes() for x in clock.args}) == 4


def test_a_machine_that_is_busy_for_a_while_decides_nothing():
    assert race(Clock([9.0, 9.0] + [0.001] * 50)) is None  # the first call, and one round
    assert race(Clock([0.05] * 4 + [0.06] * 50, loops=[9.0, 9.0, 9.0, 0.1])).review is None
    late = [0.1] * 3 + [3.0, 0.1]
    assert "the limit is" in race(Clock([0.05], loops=late)).problem


def test_a_slow_function_is_told_the_times_and_what_may_help():
    failure = race(Clock([0.05]))
    assert failure.problem == (
        "it takes 50 ms of processor time, the fastest loops take 100 ms, and the reference takes "
        "1 ms: the limit is 10 ms"
    )
    assert failure.called == "twice(x of shape (100,))"
    assert "Is there still a loop over images, positions or channels?" in failure.hint
    assert failure.review is None
    assert "Close: look for a remaining loop" in race(Clock([0.015])).hint
    assert "it takes 2.0 s" in race(Clock([2.0])).problem


@pytest.mark.parametrize(("seconds", "told"), [(0.05, True), (0.015, False), (0.001, False)])
def test_the_mistakes_of_an_answer_that_is_only_slow_are_those_that_pass_every_case(seconds, told):
    """Close to the bar no mistake explains the time, and below it there is none."""
    wrong = [
        Answer("Nothing is doubled.", "", "def twice(x):\n    return 1 * x"),
        Answer(
            "It is computed number by number.",
            "Double the whole array.",
            "def twice(x):\n    return np.array([2 * value for value in x])",
        ),
    ]
    known = WrongAnswers(CHECK, wrong, 5)
    verdict = judge(CHECK, run_in_process(answer), 5, likely=known.likely, timed=Clock([seconds]))
    assert ("  Mistake  It is computed number by number.\n" in verdict.message) is told
    assert ("  Hint     Double the whole array.\n" in verdict.message) is told
    assert "Nothing is doubled" not in verdict.message


def test_what_stays_open_a_person_decides():
    clock = Clock([0.009, 0.011] * 50)
    failure = race(clock)
    assert len(clock.called) == 3 * (MOST_ROUNDS + 1)
    assert failure.review == (
        "its speed is undecided: it takes 11 ms of processor time, the fastest loops take 100 ms, "
        "and the reference takes 1 ms; 15 rounds do not decide whether it stays below 10 ms"
    )
    assert failure.problem == f"{failure.review}. In grading, a person looks at it."
    verdict = judge(CHECK, run_in_process(answer), 5, timed=Clock([0.009, 0.011] * 50))
    assert (verdict.passed, verdict.fraction) == (False, 0.5)
    assert verdict.review.startswith("its speed is undecided")


def test_a_machine_on_which_the_reference_is_slow_decides_nothing():
    failure = race(Clock([0.001], loops=[0.1], reference=[0.05]))
    assert failure.review.endswith(
        "on this machine those two are too close to set a bar between them"
    )


def test_clocks_that_show_nothing_decide_nothing():
    assert race(Clock([0.0], loops=[0.0], reference=[0.0])).review is not None
    assert race(Clock([0.0])) is None


def test_a_wrong_result_in_a_race_fails_before_any_time_counts():
    clock = Clock([0.001])

    def wrong(function, args, kwargs):
        outcome, seconds = clock(function, args, kwargs)
        return (Outcome(value=0 * args[0]), seconds) if function is None else (outcome, seconds)

    failure = race(wrong)
    assert "first differs" in failure.problem and len(clock.called) == 3


def test_a_failing_yardstick_is_not_the_students_fault():
    def broken(function, args, kwargs):
        return Outcome(value=2 * args[0], error=function and "TypeError: no"), 1.0

    with pytest.raises(Fault, match="loops gave no result: TypeError: no"):
        race(broken)


def test_another_reference_can_be_raced():
    other = Speed(loops=loops, case=_large, reference=answer, group="as fast as that")
    clock = Clock([0.001])
    clock.seconds["answer"] = [0.001]
    check = Check("twice", "00_trial", reference, _cases, afterwards=other)
    verdict = judge(check, run_in_process(answer), 5, timed=clock)
    assert verdict.passed and verdict.groups["as fast as that"] == (1, 1)
    assert "reference" not in clock.called and "answer" in clock.called


def test_in_a_notebook_the_race_runs_there():
    """The times are real, so the winner is not known in advance."""
    verdict = judge(CHECK, run_in_process(answer), 0)
    assert verdict.groups["plain"] == (2, 2) and verdict.groups["speed"][1] == 1
    assert (verdict.groups["speed"][0] == 1) is verdict.passed
