"""nbgrader's own `autograde`, or the formgrader's button, beside `grade`: refused or harmless."""

from __future__ import annotations

import subprocess
import sys

import pytest
from isolated import without_sandbox
from small_class import ASSIGNMENT, NOTEBOOK, change, grade, seen

from autograder.course import CourseError
from autograder.grading.gradebook import nbgrader_api

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def nbgrader(course, *options):
    """Return nbgrader's command that grades everybody again."""
    switch = "--RebuildFromMaster.allow_unsandboxed=True"
    where = ["--course-dir", course.root, "--force", switch, *options]
    return [sys.executable, "-W", "ignore", "-m", "nbgrader", "autograde", ASSIGNMENT, *where]


def refused(course):
    """Run it when it must refuse; return its message."""
    before = seen(course)
    done = subprocess.run(
        nbgrader(course), cwd=course.root, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert seen(course) == before, "it removes a notebook before it grades"
    (told,) = [line for line in done.stderr.splitlines() if "ERROR" in line]
    return told


def test_an_edited_release_is_refused(course):
    path = course.folder("release", ASSIGNMENT) / NOTEBOOK
    path.write_bytes(path.read_bytes() + b"\n")
    told = refused(course)
    assert "has been changed since" in told and "`python -m autograder release`" in told


def test_different_points_in_the_gradebook_are_refused(course):
    change(course, "update grade_cells set max_score = 30 where max_score = 3")
    assert "pad2d is worth 30 points in the gradebook" in refused(course)


def test_it_is_refused_while_another_run_uses_the_course(course):
    with course.locked():
        assert "another `grade`, `release` or `nbgrader autograde` is running" in refused(course)


def test_the_formgraders_button_is_refused_too(course, monkeypatch):
    before = seen(course)
    monkeypatch.chdir(course.root)
    with course.locked():
        result = nbgrader_api(course).autograde(ASSIGNMENT, "ann", force=True)
    assert not result["success"] and "another `grade`, `release` or" in result["log"]
    assert seen(course) == before


def test_several_nbgrader_runs_may_work_together_but_not_beside_grade(course, known):
    with course.locked(shared=True), course.locked(shared=True):
        with pytest.raises(CourseError, match="or `nbgrader autograde` is running .*: wait until"):
            grade(course, known)
    assert grade(course, known).graded == 7


@pytest.mark.parametrize("first", ["grade", "nbgrader"])
def test_both_at_once_leave_the_same_result_as_one(course, first):
    """In whichever order they start; a later `grade` completes what is missing."""
    before = seen(course)
    ours = [sys.executable, "-W", "ignore", "-m", "autograder", "grade", "--course", course.root]
    ours += without_sandbox()
    commands = [[*ours, "--force"], nbgrader(course)]
    if first == "nbgrader":
        commands.reverse()
    quiet = {"cwd": course.root, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [subprocess.Popen(command, **quiet) for command in commands]
    codes = [one.wait(200) for one in running]
    assert all(code in (0, 1, 2) for code in codes)
    after = subprocess.run(ours, cwd=course.root, capture_output=True, text=True, timeout=100)
    assert after.returncode == 0, after.stderr
    assert seen(course)[:3] == before[:3]


def test_nbgraders_own_release_of_the_same_source_is_identical(course, known):
    """The formgrader's "generate" button writes the same files as `release`."""
    before = seen(course)
    assert nbgrader_api(course).generate_assignment(ASSIGNMENT, force=True)["success"]
    grade(course, known)
    assert seen(course) == before and known.asked == []
