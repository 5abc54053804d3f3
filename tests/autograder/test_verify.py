"""`verify`, through sandbox and referee: what it says of answers that are not as they should be."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import pytest
from verdicts import QUICK

from autograder.authoring import verify
from autograder.course import CourseError
from autograder.grading.workers import WorkerDied
from autograder.sandbox import isolation
from cnncourse.checks import find

ASSIGNMENT = find("pad2d").assignment

SOLVED = """# %% {name}: once
{source}
# %% {name}: twice
{source}
"""
PAD = """def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])"""
SIZE = """def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0: raise ValueError
    return room // stride + 1"""
WRONG = """# %% pad2d: never ends
def pad2d(x, padding):
    while True: pass
# %% pad2d: ends its process
import os
def pad2d(x, padding):
    os._exit(0)
# %% pad2d: ends it before it is asked
import os
os._exit(0)
# %% pad2d: does not compile
def pad2d(x, padding:
# %% pad2d: is right
"""


@pytest.fixture
def solutions(tmp_path, monkeypatch, demo_source):
    """Two exercises of the course, one with odd answers and one with too few."""
    monkeypatch.setattr("cnncourse.checks.names", lambda assignment: ["output_size", "pad2d"])
    monkeypatch.setattr(verify, "LIMITS", QUICK)
    demo_source()
    folder = (tmp_path / "sol" / "01_demo").rename(tmp_path / ASSIGNMENT)
    right = SOLVED.format(name="pad2d", source=PAD) + f"# %% output_size: flips\n{SIZE[:-4]}"
    (folder / "right.py").write_text(right, encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG + PAD, encoding="utf-8")
    return tmp_path


def test_every_offender_is_named(solutions, capsys):
    size, pad = verify.verify(solutions, seeds=(0, 1))
    assert (pad.reference, pad.stub, pad.right, pad.wrong) == (True, True, (2, 2), (4, 5))
    assert pad.offenders == ["wrong answer passes: is right"]
    assert (size.reference, size.stub, size.right, size.wrong) == (True, True, (0, 1), (0, 0))
    assert size.offenders == [
        "right answer fails: flips",
        "fewer than 2 right answers in right.py",
        "fewer than 5 wrong answers in wrong.py",
    ]
    assert verify.print_table([size, pad]) == 2
    shown = capsys.readouterr().out
    assert f"{ASSIGNMENT}, pad2d: wrong answer passes: is right" in shown
    assert "2 checks, 3 right and 5 wrong answers: 2 not good" in shown


def test_one_seed_is_enough_to_offend():
    tried = [("reference", "", [True, False]), ("stub", "", [False, True])]
    tried += [("right", "a", [True, False]), ("right", "b", [True, True])]
    tried += [("wrong", f"w{n}", [n > 3, False]) for n in range(5)]
    row = verify.weigh("01", "f", tried)
    assert (row.reference, row.stub, row.right, row.wrong) == (False, False, (1, 2), (4, 5))
    assert row.offenders == [
        "the reference fails",
        "the stub passes",
        "right answer fails: a",
        "wrong answer passes: w4",
    ]


def test_without_a_sandbox_it_says_so_and_goes_on(solutions, monkeypatch, capsys):
    none = isolation.Isolation(isolation.NONE, "it rained")
    monkeypatch.setattr(isolation, "current", lambda: none)
    monkeypatch.setattr(verify, "listed", lambda sources: [("reference", "", sources["reference"])])
    rows = verify.verify(solutions, seeds=(0,))
    assert all(row.reference for row in rows)
    assert "no sandbox here (it rained)" in capsys.readouterr().err


def test_an_answer_that_was_not_tried_is_no_verdict(solutions, monkeypatch):
    class Broken(Executor):
        def submit(self, *task):
            future = Future()
            future.set_exception(WorkerDied("it was killed"))
            return future

    monkeypatch.setattr(verify, "Workers", lambda count: Broken())
    with pytest.raises(CourseError, match="not every answer was tried: it was killed"):
        verify.verify(solutions)
