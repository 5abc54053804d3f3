"""`verify`, through sandbox and referee: what it says about answers that are not as expected."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import pytest
from verdicts import QUICK

from autograder.authoring import assignment as reading
from autograder.authoring import verify
from autograder.authoring.assignment import read_assignment
from autograder.course import CourseError
from autograder.grading.workers import WorkerDied
from autograder.sandbox import isolation
from cnncourse.checks import find
from cnncourse.checks.engine.answers import Answer, read_all

ASSIGNMENT = find("pad2d").assignment
SOLVED = """# %% once
{source}
# %% twice
{source}
"""
PAD = """def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])"""
SIZE = """def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0: raise ValueError
    return room // stride + 1"""
WRONG = {
    "output_size": {},
    "pad2d": {
        "runs forever": "def pad2d(x, padding):\n    while True: pass",
        "ends its process": "import os\ndef pad2d(x, padding):\n    os._exit(0)",
        "ends it before any call": "import os\nos._exit(0)",
        "does not compile": "def pad2d(x, padding:",
        "is right": PAD,
    },
}


@pytest.fixture
def solutions(tmp_path, monkeypatch, demo_source):
    """Two exercises of the course, one with odd answers and one with too few."""

    def answers(path, name, source):
        if path.name != "wrong":
            return read_all(path, name, source)
        return [Answer(title, "", source) for title, source in WRONG[name].items()]

    monkeypatch.setattr(reading, "read_all", answers)
    monkeypatch.setattr(reading, "known_checks", lambda *given: list(WRONG))
    monkeypatch.setattr(reading, "_refuse_unused", lambda *given: None)
    monkeypatch.setattr(verify, "LIMITS", QUICK)
    demo_source()
    folder = (tmp_path / "sol" / "01_demo").rename(tmp_path / ASSIGNMENT)
    (folder / "right").mkdir()
    (folder / "right" / "pad2d.py").write_text(SOLVED.format(source=PAD))
    (folder / "right" / "output_size.py").write_text(f"# %% flips\n{SIZE[:-4]}")
    return tmp_path


def test_every_offender_is_named(solutions, capsys):
    size, pad = verify.try_checks(solutions, [ASSIGNMENT], seeds=(0, 1))
    assert (pad.reference, pad.stub, pad.right, pad.wrong) == (True, True, (2, 2), (4, 5))
    assert pad.offenders == ["wrong answer passes: is right"]
    assert (size.reference, size.stub, size.right, size.wrong) == (True, True, (0, 1), (0, 0))
    assert size.offenders == [
        "right answer fails: flips",
        "fewer than 2 right answers in right/output_size.py",
        "fewer than 5 wrong answers in wrong/output_size.py",
    ]
    assert verify.print_table([size, pad]) == 2
    shown = capsys.readouterr().out
    assert f"{ASSIGNMENT}, pad2d: wrong answer passes: is right" in shown
    assert "2 checks, 3 right and 5 wrong answers: 2 not good" in shown


def test_one_seed_is_enough_to_offend():
    tried = [("reference", "", [True, False]), ("stub", "", [False, True])]
    tried += [("right", "a", [True, False]), ("right", "b", [True, True])]
    tried += [("wrong", f"w{n}", [n > 3, False]) for n in range(5)]
    result = verify.weigh("01", "f", tried)
    assert (result.reference, result.stub) == (False, False)
    assert (result.right, result.wrong) == ((1, 2), (4, 5))
    assert result.offenders == [
        "the reference fails",
        "the stub passes",
        "right answer fails: a",
        "wrong answer passes: w4",
    ]


def test_without_a_sandbox_it_says_so_and_tries_the_requested_check(solutions, monkeypatch, capsys):
    none = isolation.Isolation(isolation.NONE, "it rained")
    monkeypatch.setattr(isolation, "current", lambda: none)
    reference = [("reference", "", PAD)]
    monkeypatch.setattr(reading.Answers, "listed", lambda answers: reference)
    results = verify.try_checks(solutions, [ASSIGNMENT], checks=["pad2d"], seeds=(0,))
    assert [(result.check, result.reference) for result in results] == [("pad2d", True)]
    assert "no sandbox (it rained)" in capsys.readouterr().err


def test_an_answer_that_could_not_be_tried_is_an_error(solutions, monkeypatch):
    class Broken(Executor):
        def submit(self, *task):
            future = Future()
            future.set_exception(WorkerDied("it was killed"))
            return future

    monkeypatch.setattr(verify, "Workers", lambda count: Broken())
    with pytest.raises(CourseError, match="not all answers could be tried: it was killed"):
        verify.try_checks(solutions, [ASSIGNMENT])


def test_an_answer_that_does_not_fit_is_named(solutions):
    path = solutions / ASSIGNMENT / "right" / "pad2d.py"
    path.write_text("# %% Typed wrongly.\n# - return aut\n")
    told = r"pad2d.py: 'Typed wrongly.': edit 1 of 1 matches nowhere: return aut; the nearest line"
    with pytest.raises(CourseError, match=told):
        read_assignment(solutions, ASSIGNMENT)


def test_an_unknown_check_is_named(command):
    done = command("verify", "--check", "pad3d")
    assert done.code == 2 and "there is no check pad3d (there are: output_size, pad2d," in done.err


def test_an_interrupted_verify_does_not_claim_to_keep_anything(command, monkeypatch):
    def stop(*names, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.authoring.verify.try_checks", stop)
    done = command("verify")
    assert (done.code, done.err) == (130, "stopped\n")
