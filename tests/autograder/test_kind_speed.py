"""Speed checks in grading: measured from outside, against functions that students cannot reach.

`tests/checks/test_speed.py` tests when a race is decided. Here the times are simulated, too, except
in one test, which leaves room for any load.
"""

from __future__ import annotations

import inspect
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from trial import Trial

from autograder.authoring.assignment import Answers
from autograder.authoring.in_process import in_this_process, try_check
from autograder.judge import stopwatch
from autograder.judge.stopwatch import Stopwatch
from autograder.sandbox.errors import KilledFromOutside, SandboxDied, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from cnncourse.checks import Case, Check, Outcome
from cnncourse.checks.convolution import exercises
from cnncourse.checks.engine import judge
from cnncourse.checks.engine.answers import Answer
from cnncourse.checks.kinds.speed import Speed
from cnncourse.layers.conv import columns, loops

SHAPES = "cnncourse.layers.shapes"
GIVEN = "import numpy as np\nfrom cnncourse.layers.shapes import pair\n" + "\n\n".join(
    inspect.getsource(function) for function in (loops.output_size, loops.pad2d)
)
LOOPS = inspect.getsource(loops.conv2d_forward)
WINDOWS = """
from numpy.lib.stride_tricks import sliding_window_view

def conv2d_forward(x, w, b):
    if x.shape[1] != w.shape[1]:
        raise ValueError("the channels do not fit")
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    out = np.einsum("nchwuv,fcuv->nfhw", windows, w, optimize=True)
    return out + b[:, None, None], (x, w, b)
"""


def _case(rng, group, x_shape, w_shape):
    x, w = rng.standard_normal(x_shape), rng.standard_normal(w_shape)
    return Case(group, (x, w, rng.standard_normal(w_shape[0])))


def _cases(rng):
    yield _case(rng, "plain", (2, 3, 5, 6), (2, 3, 2, 3))
    yield _case(rng, "errors", (1, 2, 5, 5), (2, 3, 2, 2))


def _large(rng):
    return _case(rng, "speed", (2, 3, 24, 24), (6, 3, 3, 3))


CHECK = Check(
    "conv2d_forward",
    "00_trial",
    columns.conv2d_forward,
    _cases,
    parts=("out", "cache"),
    caches=("cache",),
    given=(SHAPES,),
    afterwards=Speed(loops=loops.conv2d_forward, case=_large),
)


@pytest.fixture
def trial(monkeypatch):
    return Trial(monkeypatch, CHECK, GIVEN, [SHAPES])


@pytest.fixture
def times(monkeypatch):
    """Make the calls, but have the clocks show simulated seconds for each function.

    Returns a function that sets how long the student's function takes.
    """
    seconds = {columns: 0.001, loops: 0.1}  # so the bar is 10 ms
    real, called = Stopwatch.__call__, []

    def told(self, function, args, kwargs):
        outcome, spent = real(self, function, args, kwargs)
        assert spent >= 0
        called.append(function)
        shown = student if function is None else seconds[inspect.getmodule(function)]
        return outcome, next(shown) if function is None else shown

    def student_takes(*spent):
        nonlocal student
        student = itertools.cycle(spent)
        return called

    student = itertools.cycle([0.001])
    monkeypatch.setattr(Stopwatch, "__call__", told)
    return student_takes


def test_whole_arrays_are_fast_and_loops_are_not(trial):
    """The one test with real times: one is five times below the bar, one five times above."""
    trial.passes(WINDOWS)
    here = vars(trial.notebook(LOOPS))
    for score in (trial.grade(LOOPS), here):
        told = " ".join(score["message"].split())
        assert not score["passed"] and score["review"] is None
        assert "Is there still a loop over images, positions or channels?" in told
        assert "speed 0/1, plain" in told
        assert " times the allowed processor time" in told or score is here
    assert " of processor time, the fastest loops take " in told and "the limit is" in told
    assert "Called conv2d_forward(x of shape (2, 3, 24, 24), w of shape (6, 3, 3, 3)" in told


def test_a_fast_answer_gets_the_points(trial, times):
    called = times(0.002)
    score = trial.grade(WINDOWS)
    assert (score["points"], score["passed"], score["review"]) == (10, True, None)
    assert called.count(None) == called.count(loops.conv2d_forward) == 4


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.011, "more than the allowed"),
        (0.05, "more than 5 times the allowed"),
        (3.0, "more than 50 times the allowed"),
    ],
)
def test_a_slow_answer_gets_the_points_for_its_results(trial, times, seconds, told):
    """The times themselves are not shown, because students can choose them."""
    times(seconds)
    score = trial.grade(WINDOWS)
    assert (score["points"], score["passed"], score["review"]) == (5.0, False, None)
    assert f"it takes {told} processor time" in " ".join(score["message"].split())


def test_an_undecided_race_waits_for_a_person(trial, times):
    """The points of the other groups stand; those of the race are neither lost nor given."""
    called = times(0.009, 0.011)
    score = trial.grade(WINDOWS)
    assert len(called) == 3 * 16
    assert (score["points"], score["passed"]) == (5.0, False)
    assert "15 rounds do not decide whether it stays below 10 ms" in score["review"]
    assert "In grading, a person looks at it." in " ".join(score["message"].split())


def test_verify_counts_an_undecided_race_as_not_passed(monkeypatch):
    def undecided(call):
        seconds = {None: 0.01, loops.conv2d_forward: 0.1, columns.conv2d_forward: 0.001}
        return lambda function, args, kwargs: (
            (call(args, kwargs) if function is None else Outcome()),
            seconds[function],
        )

    monkeypatch.setattr(judge, "timed_in_process", undecided)
    answers = Answers(WINDOWS, stub=WINDOWS, right=[Answer("one", "", WINDOWS)], wrong=[])
    row = try_check(CHECK, {"np": np}, answers, (0,), in_this_process)
    assert row.offenders[:2] == ["the reference fails", "right answer fails: one"]


def test_the_stub_fails(trial):
    trial.fails(trial.stub, "still raises NotImplementedError")


def test_a_wrong_answer_is_not_timed(trial, times):
    called = times(0.001)
    score = trial.grade(WINDOWS.replace("return out +", "return 2 * out +"))
    assert score["points"] == 0 and "speed 0/1" in score["message"] and called == []
    trial.fails(trial.stub, "still raises NotImplementedError")


ONLY_SMALL = """
def conv2d_forward(x, w, b, loops=conv2d_forward):
    if x.size > 1000:
        return np.zeros((2, 6, 22, 22)), (x, w, b)
    return loops(x, w, b)
"""
BY_HEART = """
seen = []

def conv2d_forward(x, w, b, loops=conv2d_forward):
    if x.size > 1000:
        seen.append(0) if seen else seen.append(loops(x, w, b)[0])
        return seen[0].copy(), (x, w, b)
    return loops(x, w, b)
"""
LATER = """
import threading

def conv2d_forward(x, w, b, loops=conv2d_forward):
    if x.size < 1000:
        return loops(x, w, b)
    out = np.zeros((2, 6, 22, 22))
    threading.Thread(target=lambda: out.__setitem__(..., loops(x, w, b)[0])).start()
    return out, (x, w, b)
"""


@pytest.mark.parametrize("hostile", [ONLY_SMALL, BY_HEART, LATER])
def test_nobody_is_fast_by_a_trick(trial, times, hostile):
    """They are right only when they are not timed; but timed results are compared, too."""
    times(1e-6)
    score = trial.grade(LOOPS + hostile)
    message = " ".join(score["message"].split())
    assert not score["passed"] and score["review"] is None
    assert "out has the right shape but the wrong values" in message, message
    assert "speed 0/1, plain 4/4" in message


SPOILED = """
import numpy

def spoiled(*args, **options):
    raise RuntimeError("the student was here")

numpy.sum = numpy.matmul = numpy.zeros = spoiled
"""


def test_opponents_in_the_race_run_where_no_student_code_has_run(trial, times):
    times(0.002)
    assert trial.grade(WINDOWS + SPOILED)["passed"]


def stopwatch_of(sandbox, ended=None):
    """Make a stopwatch that calls no student's process."""

    class Calls:
        def __init__(self):
            self.ended = None

        def __call__(self, args, kwargs):
            self.ended = ended
            return Outcome(value=args)

    return Stopwatch(Calls(), sandbox)


ARGUMENTS = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), np.zeros(1)


@pytest.mark.parametrize("kind", ["bubblewrap", "none"])
def test_functions_of_the_course_run_in_sandboxes_of_their_own(kind):
    if kind == "bubblewrap" and Sandbox(Limits()).kind != kind:
        pytest.skip("no sandbox here")
    student = Sandbox(Limits(), kind)
    with stopwatch_of(student) as timed:
        outcome, seconds = timed(loops.conv2d_forward, ARGUMENTS, {"padding": 1})
        assert outcome.value[0].shape == (1, 1, 5, 5) and outcome.value[0].max() == 9
        assert 0 < seconds < math.inf
        counted, _ = timed(exercises.conv2d_parameter_count, (3, 8, 3), {})  # of an assignment
        assert counted.value == 224
        ours = list(timed._ours.values())
        assert [one.kind for one in ours] == [kind] * 2 and student.process is None
        assert not any(one.process.closed for one in ours)
    assert all(one.process.closed for one in ours)


def test_a_call_that_ends_its_process_has_no_time():
    with Sandbox(Limits()) as student:
        student.run([])
        with stopwatch_of(student, "SystemExit: it ended") as timed:
            assert timed(None, (1,), {})[1] == math.inf
            student.close()
            assert timed(None, (1,), {})[1] == math.inf  # a process that is gone is not asked


def test_the_time_of_a_call_is_the_difference_seen_from_outside(monkeypatch):
    shown = iter([7.0, 7.25])
    monkeypatch.setattr(Sandbox, "processor_seconds", lambda self: next(shown))
    with stopwatch_of(Sandbox(Limits())) as timed:
        assert timed(None, (1,), {})[1] == 0.25


def by_a_mistake(x, w, b):
    """A function in a module that no sandbox has."""


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (loops.pad2d, "pad2d gave no result: TypeError"),
        (by_a_mistake, "the course's own by_a_mistake did not run"),
    ],
)
def test_loops_that_do_not_run_are_not_the_students_fault(monkeypatch, function, told):
    check = replace(CHECK, afterwards=Speed(loops=function, case=_large))
    score = Trial(monkeypatch, check, GIVEN, [SHAPES]).grade(WINDOWS)
    assert score["points"] == 0 and told in score["review"]


def test_a_failing_sandbox_is_not_the_students_fault(monkeypatch, trial):
    def fail(self, *arguments, **options):
        raise SandboxError("it rained")

    class Broken(Sandbox):
        call = fail

    monkeypatch.setattr(stopwatch, "Sandbox", Broken)
    assert "did not run: it rained" in trial.grade(WINDOWS)["review"]


@pytest.mark.parametrize("error", [KilledFromOutside("killed"), SandboxDied("died")])
def test_a_kill_beside_the_submission_leaves_no_verdict(monkeypatch, trial, error):
    class Killed(Sandbox):
        def call(self, *arguments, **options):
            raise error

    monkeypatch.setattr(stopwatch, "Sandbox", Killed)
    with pytest.raises(type(error)):
        trial.grade(WINDOWS)
