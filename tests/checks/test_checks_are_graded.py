"""What `verify` says about a check that accepts too much or too little."""

from __future__ import annotations

import dataclasses
import inspect
import shutil

import numpy as np
import pytest
from places import SOLUTIONS
from small import find

from autograder.authoring.assignment import Answers, read_assignment
from autograder.authoring.in_process import in_this_process, try_check
from autograder.authoring.notebooks import stub_source
from autograder.authoring.verify import print_table
from autograder.course import CourseError
from cnncourse.checks.catalogue import assignments, names
from cnncourse.checks.engine.answers import Answer
from cnncourse.checks.engine.differences import Difference
from cnncourse.layers.conv import loops
from cnncourse.layers.shapes import pair

PASSES = "wrong answer passes:"
REFERENCE = inspect.getsource(loops.pad2d)
HEAD = "def pad2d(x, padding):\n    ph, pw = pair(padding)\n    "
WIDTH = "[(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)]"
ANSWERS = Answers(
    REFERENCE,
    stub_source(HEAD + "### BEGIN SOLUTION\n    ### END SOLUTION"),
    right=[
        Answer("its own", "", REFERENCE),
        Answer("np.pad", "", f"{HEAD}return np.pad(x, {WIDTH})"),
    ],
    wrong=[
        Answer(title, "", HEAD + rest)
        for title, rest in (
            ("always float64", f"return np.pad(x.astype(float), {WIDTH})"),
            ("two axes", "return np.pad(x, [(ph, ph), (pw, pw)][: x.ndim] + [(0, 0)] * 2)"),
            ("zeros", f"return np.zeros_like(np.pad(x, {WIDTH}))"),
            ("swapped", f"ph, pw = pw, ph\n    return np.pad(x, {WIDTH})"),
            ("nothing", "return x.copy()"),
        )
    ],
)
NAMES = {"np": np, "pair": pair, "output_size": loops.output_size}


def tried(answers=ANSWERS, **changed):
    """Try the answers on a modified check."""
    check = dataclasses.replace(find("pad2d"), **changed)
    return try_check(check, NAMES, answers, (0,), in_this_process)


def without(group):
    return lambda rng: [case for case in find("pad2d").cases(rng) if case.group != group]


def test_a_check_that_accepts_too_much_is_named(capsys):
    """Each weakening lets a wrong answer through; verify must name it."""
    assert tried().good
    assert tried(dtype="kind").offenders == [f"{PASSES} always float64"]
    assert tried(cases=without("pair")).offenders == [f"{PASSES} swapped"]
    row = tried(rtol=1e9, dtype="kind")
    assert f"{PASSES} zeros" in row.offenders
    assert print_table([row, tried()]) == 1
    shown = capsys.readouterr().out
    assert f"00_small, pad2d: {PASSES} zeros" in shown
    assert "2 checks" in shown and "1 not good" in shown


def test_a_check_that_accepts_too_little_is_named():
    row = tried(dataclasses.replace(ANSWERS, wrong=[]), accept=lambda *given: Difference("no"))
    assert row.offenders[:2] == ["the reference fails", "right answer fails: its own"]
    assert any("fewer than 5 wrong" in offender for offender in row.offenders)


def test_a_check_that_accepts_the_stub_is_named():
    row = tried(dataclasses.replace(ANSWERS, stub=REFERENCE))
    assert row.offenders == ["the stub passes"]


def test_answers_may_be_in_a_folder_by_kind(tmp_path):
    """The right answers to an exercise are split over several files of a copied assignment."""
    assignment = assignments()[0]
    name = names(assignment)[0]
    before = read_assignment(SOLUTIONS, assignment).exercises[name].right
    copy = shutil.copytree(SOLUTIONS / assignment, tmp_path / assignment)
    (copy / "right" / name).mkdir()
    _, *cells = (copy / "right" / f"{name}.py").read_text(encoding="utf-8").split("# %%")
    (copy / "right" / f"{name}.py").unlink()
    for number, cell in enumerate(cells):
        path = copy / "right" / name / f"kind{number}.py"
        path.write_text(f"# %%{cell}", encoding="utf-8")
    assert len(cells) > 1
    assert read_assignment(tmp_path, assignment).exercises[name].right == before


def test_a_folder_of_answers_to_no_exercise_is_named(tmp_path):
    assignment = assignments()[0]
    copy = shutil.copytree(SOLUTIONS / assignment, tmp_path / assignment)
    (copy / "right" / "nobody").mkdir()
    with pytest.raises(CourseError, match="nobody: the assignment has no exercise nobody"):
        read_assignment(tmp_path, assignment)


def test_an_answer_to_no_exercise_is_named(tmp_path):
    """A file of answers is renamed in a copied assignment."""
    assignment = assignments()[0]
    copy = shutil.copytree(SOLUTIONS / assignment, tmp_path / assignment)
    (copy / "right" / f"{names(assignment)[0]}.py").rename(copy / "right" / "nobody.py")
    with pytest.raises(CourseError, match="nobody.py: the assignment has no exercise nobody"):
        read_assignment(tmp_path, assignment)
