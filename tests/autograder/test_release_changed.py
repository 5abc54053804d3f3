"""Changes after the release to anything that grades rest on: refused, with a way out.

Each change is tried with `grade`, which must leave everything as it was, and then with the way out
that the message names.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest
from small_class import ASSIGNMENT, NOTEBOOK, change, grade, hand_in, seen
from test_gradebook_told import release_again

from autograder.authoring.notebooks import fill, solved_source, to_bytes
from autograder.course import CourseError
from autograder.grading.gradebook_tables import require_intact
from autograder.judge import released
from autograder.submissions.marks import exercise_of

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
AGAIN = "run `python -m autograder release`"


def release_file(course, name=NOTEBOOK):
    return course.folder("release", ASSIGNMENT) / name


def rewritten(path, edit):
    notebook = json.loads(path.read_bytes())
    edit(notebook)
    path.write_text(json.dumps(notebook))


def solved_in_place(course):
    cells = nbformat.read(course.folder("source", ASSIGNMENT) / NOTEBOOK, as_version=4).cells
    right = {exercise_of(cell): solved_source(cell.source) for cell in cells if exercise_of(cell)}
    path = release_file(course)
    path.write_bytes(to_bytes(fill(json.loads(path.read_bytes()), right)))


def more_points(course):
    def edit(notebook):
        for cell in notebook["cells"]:
            if "points" in cell["metadata"].get("nbgrader", {}):
                cell["metadata"]["nbgrader"]["points"] = 50

    rewritten(release_file(course), edit)


def all_void(course):
    def edit(notebook):
        notebook["metadata"]["cnncourse"]["void"] = ["output_size", "pad2d"]

    rewritten(release_file(course), edit)


def more_provided(course):
    def edit(notebook):
        notebook["metadata"]["cnncourse"]["provides"].append("cnncourse.layers.conv.loops")

    rewritten(release_file(course), edit)


def one_more_space(course):
    path = release_file(course)
    path.write_bytes(path.read_bytes() + b" ")


def one_more_file(course):
    release_file(course, "helper.csv").write_text("1,2\n")


def a_file_in_a_folder(course):
    release_file(course, "more").mkdir()
    release_file(course, "more/notes.txt").write_text("look here")


EDITS = (
    *(solved_in_place, more_points, all_void, more_provided, one_more_space),
    *(one_more_file, a_file_in_a_folder),
)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_release_gives_nobody_points(course, known, tmp_path, edit):
    hand_in(course, "empty", {})
    before = seen(course)
    kept = shutil.copytree(release_file(course).parent, tmp_path / "kept")
    edit(course)
    with pytest.raises(CourseError, match="changed since the release: move it away") as caught:
        grade(course, known)
    assert AGAIN in str(caught.value) and "\n" not in str(caught.value)
    assert seen(course) == before and known.asked == []
    with pytest.raises(CourseError, match="move it away"):  # it may be somebody's work
        release_again(course, tmp_path)
    shutil.rmtree(release_file(course).parent)
    release_again(course, tmp_path)
    assert release_file(course).read_bytes() == (kept / NOTEBOOK).read_bytes()
    shutil.rmtree(course.root / "submitted" / "empty")
    grade(course, known)
    assert seen(course) == before and known.asked == []


def edited_source(course):
    path = course.folder("source", ASSIGNMENT) / NOTEBOOK
    path.write_bytes(path.read_bytes().replace(b"import numpy", b"import  numpy"))


def more_source(course):
    (course.folder("source", ASSIGNMENT) / "table.csv").write_text("1\n")


@pytest.mark.parametrize("edit", [edited_source, more_source])
def test_an_edited_source_is_refused(course, known, edit):
    before = seen(course)
    edit(course)
    with pytest.raises(CourseError, match="has changed since .* released: make the change in"):
        grade(course, known)
    assert seen(course) == before


def test_without_source_the_release_is_enough(course, known):
    """For example on another machine that has only what grading needs."""
    shutil.rmtree(course.root / "source")
    assert grade(course, known).graded == 7


def test_a_changed_check_asks_for_a_new_release(course, known, monkeypatch, tmp_path):
    before = seen(course)
    monkeypatch.setattr(released, "fingerprint_of_checks", lambda name: "other checks")
    with pytest.raises(CourseError, match="the checks of .* have changed since .*stay valid"):
        grade(course, known)
    release_again(course, tmp_path)
    grade(course, known)
    assert seen(course) == before


@pytest.mark.parametrize("listed", [{}, {ASSIGNMENT: "0" * 64}, {ASSIGNMENT: {"files": {}}}])
def test_a_release_by_an_older_version_has_to_be_released_again(course, known, tmp_path, listed):
    before = seen(course)
    course.release_list.write_text(json.dumps(listed))
    with pytest.raises(CourseError, match="older version.*: run `python -m autograder release`"):
        grade(course, known)
    if listed and isinstance(listed[ASSIGNMENT], str):  # the recorded fingerprint differs
        with pytest.raises(CourseError, match="move it away"):
            release_again(course, tmp_path)
        release_file(course).unlink()
    release_again(course, tmp_path)
    grade(course, known)
    assert seen(course) == before


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "update grade_cells set max_score = 30 where max_score = 3",
            "pad2d is worth 30 points in",
        ),
        (
            "update base_cell set name = 'other' where name = 'pad2d' and type = 'GradeCell'",
            "other",
        ),
    ],
)
def test_points_changed_in_the_gradebook_are_refused(course, known, statement, told):
    before = seen(course)[2]
    change(course, statement)
    with pytest.raises(CourseError, match=told) as caught:
        grade(course, known)
    assert AGAIN in str(caught.value) and seen(course)[2] == before


def test_a_release_restores_changed_points_in_the_gradebook(course, known, tmp_path):
    before = seen(course)
    change(course, "update grade_cells set max_score = 30 where max_score = 3")
    release_again(course, tmp_path)
    grade(course, known)
    assert seen(course) == before


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("ffffffffffff", "was made by a newer nbgrader than .*install that nbgrader"),
        ("724cde206c17", "was made by an older nbgrader: make a copy of it, then run `nbgrader db"),
    ],
)
@pytest.mark.parametrize("does", ["grade", "report", "release"])
def test_a_gradebook_from_another_nbgrader_is_refused(course, command, does, version, told):
    change(course, f"update alembic_version set version_num = '{version}'")
    before = (course.root / "gradebook.db").read_bytes()
    said = command(does, ASSIGNMENT, "--course", course.root)
    assert said.code == 2 and said.err.count("\n") == 1
    assert re.search(told, said.err)
    assert (course.root / "gradebook.db").read_bytes() == before


def test_the_gradebook_from_this_nbgrader_is_accepted(course):
    with closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        assert base.execute("select count(*) from alembic_version").fetchone() == (1,)
    require_intact(course)
