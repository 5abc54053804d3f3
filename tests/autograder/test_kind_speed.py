"""Speed: timed from outside against loops that no student code can reach."""

from __future__ import annotations

import inspect
import math
import time
from dataclasses import replace

import numpy as np
import pytest
from trial import Trial

from autograder.judge.baseline import Loops
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from cnncourse.checks import Case, Check, Outcome, judge, run_in_process
from cnncourse.checks.kinds.speed import Speed, processor_seconds, race
from cnncourse.layers.conv import loops

GIVEN = "import numpy as np\n" + inspect.getsource(loops.output_size)
LOOPS = inspect.getsource(loops.cross_correlate2d)
WINDOWS = """
from numpy.lib.stride_tricks import sliding_window_view

def cross_correlate2d(image, kernel):
    return np.einsum("ijuv,uv->ij", sliding_window_view(image, kernel.shape), kernel)
"""
SHIFTED = """
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    if OH < 1 or OW < 1:
        raise ValueError("the kernel does not fit")
    out = np.zeros((OH, OW))
    for u in range(KH):
        for v in range(KW):
            out += kernel[u, v] * image[u : u + OH, v : v + OW]
    return out
"""


def fast(image, kernel):
    """The reference: what loops give, without them."""
    if any(k > n for n, k in zip(image.shape, kernel.shape, strict=True)):
        raise ValueError("the kernel does not fit")
    return np.einsum(
        "ijuv,uv->ij", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel
    )


def _cases(rng):
    yield Case("plain", (rng.standard_normal((5, 6)), rng.standard_normal((2, 3))))
    yield Case("errors", (rng.standard_normal((2, 6)), rng.standard_normal((3, 3))))


def _large(rng):
    for _ in range(4):
        yield Case("speed", (rng.standard_normal((120, 120)), rng.standard_normal((3, 3))))


CHECK = Check(
    "cross_correlate2d",
    "00_trial",
    fast,
    _cases,
    speed=Speed(loops.cross_correlate2d, expected_gain=40, cases=_large),
)


@pytest.fixture
def trial(monkeypatch):
    return Trial(monkeypatch, CHECK, GIVEN)


@pytest.mark.parametrize("answer", [WINDOWS, SHIFTED])
def test_answers_without_loops_over_pixels_are_fast_enough(trial, answer):
    trial.passes(answer)


COMPREHENSIONS = """
def cross_correlate2d(image, kernel):
    OH, OW = output_size(image.shape[0], len(kernel)), output_size(image.shape[1], len(kernel[0]))
    KH, KW = kernel.shape
    windows = [[image[i : i + KH, j : j + KW] for j in range(OW)] for i in range(OH)]
    return np.array([[float(np.vdot(window, kernel)) for window in row] for row in windows])
"""
VECTORIZED_IN_NAME = (
    LOOPS.replace("cross_correlate2d", "_plain")
    + """
def cross_correlate2d(image, kernel):
    OH, OW = output_size(image.shape[0], len(kernel)), output_size(image.shape[1], len(kernel[0]))
    KH, KW = kernel.shape
    at = np.vectorize(lambda i, j: np.sum(image[i : i + KH, j : j + KW] * kernel))
    return at(*np.mgrid[:OH, :OW])
"""
)


@pytest.mark.parametrize("answer", [LOOPS, COMPREHENSIONS, VECTORIZED_IN_NAME])
def test_loops_in_any_dress_are_too_slow(trial, answer):
    score, verdict = trial.grade(answer), trial.notebook(answer)
    assert 0 < score["points"] < 10 and score["review"] is None
    for message in (score["message"], verdict.message):
        told = " ".join(message.split())
        assert " times as fast, and 4 times is asked for" in told
        assert "Called cross_correlate2d(image of shape (120, 120), kernel of shape (3, 3))" in told
        assert "Hint" in told and "loop" in told.partition("Hint")[2]
        assert "speed 0/1, plain" in told


def test_the_stub_fails(trial):
    trial.fails(trial.stub, "still raises NotImplementedError")


FROZEN_CLOCKS = """
import time
for clock in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, clock, lambda: 0.0)
    setattr(time, clock + "_ns", lambda: 0)
import sys
for module in list(sys.modules.values()):
    for name in ("thread_time", "perf_counter", "processor_seconds"):
        if hasattr(module, name):
            setattr(module, name, lambda *args: 0.0)
"""
SLOW_LOOPS = """
import builtins, sys, time
plain = np.sum

def slow(*args, **options):
    if sys._getframe(1).f_globals.get("__name__") != "__main__":
        time.sleep(0.01)
    return plain(*args, **options)

np.sum = slow
"""
BUSY = """
import mmap, os, time
computing = mmap.mmap(-1, 1)

def start():
    until = time.time() + 1
    for _ in range(6):
        if os.fork() == 0:
            while time.time() < until:
                while computing[0]:
                    time.sleep(0.001)
            os._exit(0)

started = []

def cross_correlate2d(image, kernel, loops=cross_correlate2d):
    computing[0] = 1
    if image.size > 1000 and not started:
        started.append(start())
    out = loops(image, kernel)
    computing[0] = 0
    return out
"""
ONLY_SMALL = """
def cross_correlate2d(image, kernel, loops=cross_correlate2d):
    if image.size > 1000:
        return np.zeros((118, 118))
    return loops(image, kernel)
"""
BY_HEART = """
seen = []

def cross_correlate2d(image, kernel, loops=cross_correlate2d):
    if image.size > 1000:
        seen.append(0) if seen else seen.append(loops(image, kernel))
        return seen[0].copy()
    return loops(image, kernel)
"""
LATER = """
import threading

def cross_correlate2d(image, kernel, loops=cross_correlate2d):
    if image.size < 1000:
        return loops(image, kernel)
    out = np.zeros((118, 118))
    threading.Thread(target=lambda: out.__setitem__(..., loops(image, kernel))).start()
    return out
"""


@pytest.mark.parametrize(
    ("hostile", "told"),
    [
        (FROZEN_CLOCKS, "4 times is asked for"),
        (SLOW_LOOPS, "4 times is asked for"),
        (BUSY, "4 times is asked for"),
        (ONLY_SMALL, "Every value is zero"),
        (BY_HEART, "differs first at index (0, 0)"),
        (LATER, "Every value is zero"),
    ],
)
def test_nobody_is_fast_by_a_trick(trial, hostile, told):
    """The loops with something round them: right where they are not timed, slow where they are."""
    score = trial.grade(LOOPS + hostile)
    message = " ".join(score["message"].split())
    assert not score["passed"] and score["review"] is None
    assert told in message and "speed 0/1, plain 4/4" in message, message


def test_a_wrong_answer_is_not_timed(trial):
    answer = WINDOWS.replace(", kernel)\n", ", kernel) + (image.size < 1000)\n")
    score = trial.grade(answer)
    assert score["points"] == 0 and "speed 0/1" in score["message"]
    assert "times as fast" not in score["message"]


def fake(seconds):
    """Calls of right answers that take these times."""
    times = iter(seconds)
    return lambda args, kwargs: Outcome(value=fast(*args), seconds=next(times))


def clock(seconds):
    times = iter(seconds)
    return lambda args, kwargs: next(times)


def test_a_machine_that_is_slow_for_a_while_fails_nobody():
    assert race(CHECK, fake([0.9, 0.001]), 0, clock([0.1, 0.1])) is None
    assert race(CHECK, fake([0.9, 0.9, 0.9, 0.001]), 0, clock([0.1] * 4)) is None
    assert race(CHECK, fake([0.05] * 4), 0, clock([3.0, 0.1, 0.1, 0.1])) is not None


def test_a_tenth_of_the_expected_gain_is_enough():
    assert race(CHECK, fake([1.0] * 4), 0, clock([4.0] * 4)) is None
    failure = race(CHECK, fake([1.0] * 4), 0, clock([3.5] * 4))
    assert failure.problem == (
        "it takes 1.0 s where loops take 3.5 s: 3.5 times as fast, and 4 times is asked for"
    )
    assert "Not far from it" in failure.hint
    slow = race(CHECK, fake([1.0] * 4), 0, clock([1.5] * 4))
    assert "Is there still a loop over images, positions or channels?" in slow.hint


def test_the_race_uses_numbers_that_no_earlier_call_had():
    called = []

    def call(args, kwargs):
        called.append(args)
        return Outcome(value=fast(*args), seconds=1.0)

    assert not judge(
        CHECK, lambda args, kwargs: one(call, args), 3, baseline=clock([1.0] * 4)
    ).passed
    large = [args[0].tobytes() for args in called if args[0].size > 1000]
    assert len(large) == len(set(large)) == 4


def one(call, args):
    try:
        return call(args, {})
    except ValueError as error:
        return Outcome(error=f"ValueError: {error}", error_type="ValueError")


def test_the_time_of_the_loops_is_the_processors():
    assert processor_seconds(time.sleep, (0.05,), {}) < 0.02
    assert processor_seconds(sum, (range(10**6),), {}) > 0.002


def test_the_loops_run_in_a_sandbox_of_their_own():
    image, kernel = np.ones((30, 30)), np.ones((3, 3))
    with Loops(CHECK, Limits()) as baseline:
        assert 0 < baseline((image, kernel), {}) < 1
        inside = baseline._sandbox
        assert inside.process is not None and not inside.process.closed
    assert inside.process.closed


@pytest.mark.parametrize("seconds", [None, -1.0, math.inf, math.nan, 3, "1"])
def test_loops_that_give_no_time_are_no_students_fault(monkeypatch, trial, seconds):
    monkeypatch.setattr(Sandbox, "time_loops", lambda *args: seconds)
    score = trial.grade(WINDOWS)
    assert score["points"] == 0 and "the loops to compare with gave no time" in score["review"]


def test_loops_that_do_not_run_are_no_students_fault(monkeypatch):
    broken = Speed(loops.conv2d_forward, 40, _large)  # these arguments are not its own
    score = Trial(monkeypatch, replace(CHECK, speed=broken), GIVEN).grade(WINDOWS)
    assert score["points"] == 0 and "the loops to compare with did not run" in score["review"]


def test_a_broken_baseline_says_so():
    with Loops(CHECK, Limits()) as baseline, pytest.raises(SandboxError, match="did not run"):
        baseline((1, 2), {})


def test_in_a_notebook_the_loops_run_there():
    assert judge(CHECK, run_in_process(own(fast)), 0).passed


def own(function):
    return lambda *args, **kwargs: function(*args, **kwargs)


def test_verify_runs_races(trial):
    trial.verify(
        [WINDOWS, SHIFTED],
        [LOOPS, COMPREHENSIONS] + [LOOPS + trick for trick in (ONLY_SMALL, BY_HEART, LATER)],
    )
