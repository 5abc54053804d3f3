"""Candidates answer a student's test so that time does not tell them apart."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.judge import candidates
from autograder.judge.calls import Calls
from autograder.judge.candidates import Candidates
from autograder.sandbox.errors import SandboxError
from cnncourse.checks import find
from cnncourse.checks.kinds.harnesses.candidates import MOST_CALLS
from cnncourse.checks.kinds.tests import Candidate

RELU = find("test_relu_backward")
ALL = RELU.subject.all
DOUT, X = np.array([3.0, -5.0, 7.0]), np.array([1.0, -2.0, 0.0])


class Clock:
    """Counts how often it was stopped."""

    def __init__(self):
        self.stops = 0

    @contextlib.contextmanager
    def stopped(self):
        self.stops += 1
        yield


@pytest.fixture
def worked(monkeypatch):
    """The numbers of the candidates that have computed, in order."""
    numbers, real = [], Candidate.answer

    def answer(candidate, args):
        numbers.append(candidate.number)
        return real(candidate, args)

    monkeypatch.setattr(Candidate, "answer", answer)
    return numbers


def question(dout=DOUT, x=X, **more):
    return {"args": (dout, (x,)), "kwargs": {}, **more}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.title)
def test_whoever_is_asked_something_new_all_compute_and_later_nobody(worked, one):
    some = Candidates(ALL, Clock())
    assert np.array_equal(some.answering(ALL[0])(question())["value"], [3.0, 0.0, 0.0])
    assert worked == [other.number for other in ALL]
    worked.clear()
    later = some.answering(one)(question())
    assert worked == []
    some.answering(one)(question(DOUT + 1))
    assert worked == [other.number for other in ALL]
    alone = one((DOUT, (X,)), {})
    assert later["value"].shape == alone["value"].shape
    assert np.array_equal(later["value"], alone["value"], equal_nan=True)


def test_a_question_is_new_if_any_bit_of_it_is(worked):
    answer = Candidates(ALL[:1], Clock()).answering(ALL[0])
    for x in (X, -X, X.astype(np.float32), X.reshape(1, 3), np.array([1.0, -2.0, -0.0])):
        answer(question(np.ones(x.shape), x))
    assert len(worked) == 5


def test_arguments_by_name_are_the_same_question(worked):
    answer = Candidates(ALL[:1], Clock()).answering(ALL[0])
    answer(question())
    answer({"args": (), "kwargs": {"cache": (X,), "dout": DOUT}})
    assert len(worked) == 1


def test_nobody_computes_what_is_refused(worked):
    told = Candidates(ALL, Clock()).answering(ALL[3])(question(np.ones(2)))
    assert told["refused"] == "dout has shape (2,), but the output has (3,)" and worked == []


def test_kept_answers_are_limited(worked, monkeypatch):
    monkeypatch.setattr(candidates, "MOST_KEPT", 250)
    answer = Candidates(ALL[:1], Clock()).answering(ALL[0])
    for add in (0, 1, 0, 2, 3, 0):
        answer(question(DOUT + add))
    assert len(worked) == 5


def test_the_clock_stops_for_so_long_only(monkeypatch):
    monkeypatch.setattr(candidates, "FREE", 1.5)
    seconds = iter(range(99))
    monkeypatch.setattr(candidates, "time", SimpleNamespace(thread_time=lambda: next(seconds)))
    clock = Clock()
    answer = Candidates(ALL, clock).answering(ALL[0])
    for add in range(4):
        answer(question(DOUT + add))
    assert clock.stops == 2


@pytest.mark.parametrize(
    "asked", ["LEAK", None, {}, {"args": ()}, question(more=1), {"args": [], "kwargs": {}}]
)
def test_a_malformed_question_ends_the_judging(asked):
    with pytest.raises(SandboxError, match="its process sent a malformed question"):
        Candidates(ALL, Clock()).answering(ALL[0])(asked)


def test_questions_are_counted_in_each_run():
    some = Candidates(ALL, Clock())
    for _ in range(2):
        answer = some.answering(ALL[0])
        for _ in range(MOST_CALLS):
            answer(question())
    with pytest.raises(SandboxError, match=f"asked more than {MOST_CALLS} questions"):
        answer(question())


def test_every_process_has_candidates_of_its_own_and_only_public_ones_come_first():
    calls, met = Calls(RELU, 7), []
    first, second = SimpleNamespace(clock=Clock()), SimpleNamespace(clock=Clock())
    count = 2 * len(RELU.subject.public)
    for sandbox, place in ((first, 0), (first, count - 1), (second, count - 1), (second, count)):
        calls.sandbox = sandbox
        met.append(calls._candidates_at(place))
    assert met[0] is met[1] and len({id(one) for one in met}) == 3
    assert [len(one._candidates) for one in met] == [8, 8, 8, 24]
