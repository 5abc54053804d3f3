"""A check's calls: one at a time, nothing waits forever, and each case gets its own outcome."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from verdicts import QUICK

from autograder.judge.calls import Calls, requests
from autograder.sandbox.clock import Clock
from autograder.sandbox.process import Sandbox
from cnncourse.checks import GRADING_ROUNDS, Case, Check, judge
from cnncourse.checks.engine.outcome import Ending

COUNT = "n = 0\ndef twice(x):\n    global n\n    n += 1\n    {}\n    return 2 * x"
HANG_UP = """
import fcntl, os
def twice(x):
    for n in range(3, 40):
        try:
            if fcntl.fcntl(n, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
                os.close(n)
        except OSError: pass
    return 2 * x
"""
PEEK = """
import fcntl, os, select
def twice(x):
    for n in range(3, 40):
        try:
            reads = fcntl.fcntl(n, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
        except OSError: continue
        if reads and select.select([n], [], [], 0.05)[0]:
            return None
    return 2 * x
"""


def check_of(*sizes):
    def cases(rng):
        for size in sizes:
            yield Case(f"{size} numbers", (rng.random(size),))

    return Check("twice", "01_demo", lambda x: 2 * x, cases)


def tried(source, check):
    """Judge an answer; return the verdict, why its process ended, and the seconds that count."""
    with Sandbox(QUICK) as sandbox:
        sandbox.run([source])
        calls = Calls(check, 7)
        calls.sandbox = sandbox
        verdict = judge(check, calls, 7, rounds=GRADING_ROUNDS)
        return verdict, calls.ended, sandbox.clock.by_part.get("the calls to twice", 0.0)


def test_arrays_larger_than_a_pipe_go_both_ways():
    verdict, ended, _ = tried(COUNT.format("pass"), check_of(*[150_000] * 5, 1, 0))
    assert verdict.passed and ended is None


def test_every_case_gets_its_own_outcome():
    check = check_of(1, 2, 3, 4, 5, 6)
    verdict, ended, _ = tried(COUNT.format("if len(x) in (2, 5): x = x + 1"), check)
    failed = [group for group, (passed, _) in verdict.groups.items() if not passed]
    assert failed == ["2 numbers", "5 numbers"] and ended is None


@pytest.mark.parametrize(
    ("line", "why", "ending"),
    [
        (
            "if n == 4: import os; os._exit(0)",
            "the call ended the whole Python process",
            Ending.PROCESS_ENDED,
        ),
        (
            "while n == 4: pass",
            "TimeoutError: no result after 1.5 seconds",
            Ending.CALL_TIMEOUT,
        ),
    ],
)
def test_calls_answered_before_the_end_count(line, why, ending):
    verdict, ended, seconds = tried(COUNT.format(line), check_of(*range(1, 6)))
    assert ended.ending is ending and why in ended.error and why in verdict.message
    passed = {group: passed for group, (passed, _) in verdict.groups.items()}
    assert list(passed.values()) == [1, 1, 1, 0, 0]
    assert seconds < 4  # later calls do not wait


def test_a_process_that_stops_reading_counts_as_ended():
    verdict, ended, seconds = tried(HANG_UP, check_of(*[30_000] * 16))
    assert ended.ending is Ending.PROCESS_ENDED and not verdict.passed
    assert seconds < 4


def test_the_next_case_is_sent_after_the_last_is_answered():
    verdict, ended, _ = tried(PEEK, check_of(30_000, 30_000))  # more than a reader would keep
    assert verdict.passed and ended is None


def test_no_call_starts_after_the_total_time_is_up():
    with Sandbox(QUICK) as sandbox:
        sandbox.run([COUNT.format("pass")])
        sandbox.clock = Clock(replace(QUICK, altogether=0.0))
        calls = Calls(check_of(1), 7)
        calls.sandbox = sandbox
        outcome = calls((np.ones(1),), {})
    assert outcome.ending is Ending.TOTAL_TIMEOUT and calls.ended is outcome
    told = "the submission took more than 0 seconds, most of them for the calls to twice"
    assert outcome.error == f"TimeoutError: {told}"


def test_requests_are_encoded_once(monkeypatch):
    check = check_of(1, 2)
    assert requests(check, 7) is requests(check, 7)
    assert requests(check, 7) != requests(check, 8)
    first = np.frombuffer(requests(check, 7)[0][1])
    with Sandbox(QUICK) as sandbox:
        sandbox.run(["def twice(x):\n    x *= 2\n    return x"])
        calls = Calls(check, 7)
        calls.sandbox = sandbox
        outcome = calls((first,), {})
    assert outcome.mutated == (0,) and outcome.value == 2 * np.frombuffer(requests(check, 7)[0][1])


def test_all_results_together_are_limited_like_a_single_one():
    """The judge keeps all results, so later ones are dropped and reported as too large."""
    check = check_of(*range(1, 6))
    with Sandbox(replace(QUICK, reply=1_000_000)) as sandbox:
        sandbox.run(["import numpy as np\ndef twice(x):\n    return np.zeros(50_000)"])
        calls = Calls(check, 7)
        calls.sandbox = sandbox
        values = [calls((np.ones(1),), {}).value for _ in range(4)]
    kinds = [type(value).__name__ for value in values]
    assert kinds == ["ndarray"] * 2 + ["result of more than 1,000,000 bytes with the others"] * 2


DEEP = "for _ in range(13): x = [x]\n    return x"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (DEEP, "it returned a result nested more than 12 deep, expected an array of shape (1,)"),
        ("x = []; x.append(x)\n    return x", "it returned a result nested more than 12 deep"),
        (
            "return [0] * 100_001",
            "it returned a result of more than 100,000 items, expected an array",
        ),
        (
            "import numpy\n    return numpy.zeros(9_000_000)",
            "a result of more than 32,000,000 bytes",
        ),
        (
            "import numpy\n    return numpy.zeros((1,) * 17)",
            "a result of more than 16 axes, expected",
        ),
        (
            "return 'x' * 9_000_000",
            "a result of more than 6,000,000 bytes besides arrays, expected",
        ),
    ],
)
def test_a_result_that_is_too_large_is_reported_and_the_process_survives(body, told):
    verdict, ended, _ = tried(f"def twice(x):\n    {body}", check_of(1))
    assert ended is None and not verdict.passed
    assert told in " ".join(verdict.message.split())


def test_an_error_on_a_very_long_line_is_reported():
    source = "def twice(x):\n    raise ValueError('no'); x = '" + "x" * 9_000_000 + "'"
    verdict, ended, _ = tried(source, check_of(1))
    assert ended is None and "it raised “ValueError: no”" in verdict.message
