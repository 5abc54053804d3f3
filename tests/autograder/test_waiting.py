"""Who is still waiting for review, on pages and in lists, and assignments without grades."""

from __future__ import annotations

import json
import shutil

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, SOURCE, change, grade

from autograder.authoring.release import build_and_release
from autograder.grading import report
from autograder.grading.gradebook import open_gradebook

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
LATER = "99_later"
BY_PERSON = "update grade set manual_score = 0.5, needs_manual_grade = 0"
EARLIER = "A grader set these points for an earlier submission"


def rows_of(course):
    return {row["student"]: row for row in report.rows(course, ASSIGNMENT)}


def released(course, root, source=SOURCE):
    """Release the small class's assignment as the command does; return its source."""
    place = root / "solutions" / ASSIGNMENT / "assignment.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(source, encoding="utf-8")
    build_and_release(place.parents[1], course, [ASSIGNMENT], repository="https://x/y")
    return place


@pytest.fixture
def handed_in_again(course, known):
    """Ben got points and a comment from a person, and then handed in Ann's notebook."""
    change(course, BY_PERSON, "update comment set manual_comment = 'off by one'")
    answer = course.folder("submitted", ASSIGNMENT, "ann") / NOTEBOOK
    shutil.copy(answer, course.folder("submitted", ASSIGNMENT, "ben"))
    grade(course, known)
    return course


def test_points_for_an_earlier_submission_are_marked_as_such(handed_in_again, command):
    said = command("feedback", "--course", handed_in_again.root)
    assert said.code == 0 and f"{ASSIGNMENT}: still waiting for review: ben\n" in said.out
    places = {
        student: handed_in_again.folder("feedback", ASSIGNMENT, student) / f"{ASSIGNMENT}.html"
        for student in ("ann", "ben")
    }
    page = places["ben"].read_text(encoding="utf-8")
    assert page.count(EARLIER) == 2 and "A grader set these points." not in page
    assert page.count("a grader will look again</td>") == 2 and ", graded by hand" not in page
    assert page.count("Comment, possibly on an earlier submission") == 2
    other = places["ann"].read_text(encoding="utf-8")
    assert EARLIER not in other and other.count("A grader set these points.") == 2
    assert "earlier submission" not in other and other.count(">Comment</p>") == 2


def test_a_confirmation_ends_the_waiting(handed_in_again, command):
    course = handed_in_again
    (reason,) = rows_of(course)["ben"]["review"]
    assert "in the formgrader (save them again, or press Resolve)" in reason
    change(course, "update grade set needs_manual_grade = 0")  # as its Resolve button does
    assert rows_of(course)["ben"]["review"] == []
    assert "review" not in command("feedback", "--course", course.root).out


def test_reasons_expire_when_a_person_has_set_all_points(course, known):
    assert {name for name, row in rows_of(course).items() if row["review"]} == {"dee"}
    assert report.waiting_students(course, ASSIGNMENT) == ["dee"]
    change(course, BY_PERSON)
    grade(course, known)
    assert report.waiting_students(course, ASSIGNMENT) == []
    assert [row["review"] for row in rows_of(course).values()] == [[]] * 7
    told = report.table(ASSIGNMENT, report.rows(course, ASSIGNMENT))
    assert "7 graded; 0 of them need review." in told


def test_an_older_release_is_named_even_if_nobody_is_waiting(course, tmp_path):
    change(course, BY_PERSON)
    released(course, tmp_path, SOURCE.replace("points: 3", "points: 5"))
    assert [row["review"] for row in rows_of(course).values()] == [[report.OLDER]] * 7
    told = report.table(ASSIGNMENT, report.rows(course, ASSIGNMENT))
    assert "7 graded; 0 of them need review.\n7 graded before the last release: grade" in told


def test_a_student_whose_folder_is_gone_is_named(course):
    shutil.rmtree(course.root / "submitted" / "ben")
    told = report.table(ASSIGNMENT, report.rows(course, ASSIGNMENT))
    assert told.endswith("In the gradebook, but without a folder in submitted/: ben.")


def test_nbgraders_own_command_asks_again_only_for_a_new_submission(course, cli, tmp_path):
    change(course, BY_PERSON)
    where = ("--course-dir", course.root, "--force", "--RebuildFromMaster.allow_unsandboxed=True")
    cli("nbgrader", "autograde", ASSIGNMENT, "--student", "ann", *where, cwd=tmp_path)
    assert report.waiting_students(course, ASSIGNMENT) == []
    answer = course.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK
    shutil.copy(answer, course.folder("submitted", ASSIGNMENT, "ann"))
    cli("nbgrader", "autograde", ASSIGNMENT, "--student", "ann", *where, cwd=tmp_path)
    assert report.waiting_students(course, ASSIGNMENT) == ["ann"]


@pytest.fixture
def with_later(course):
    """A second assignment has been released, but nobody has handed it in."""
    with open_gradebook(course) as gradebook:
        gradebook.add_assignment(LATER)
    folder = course.folder("release", LATER)
    shutil.copytree(course.folder("release", ASSIGNMENT), folder)
    (folder / NOTEBOOK).rename(folder / f"{LATER}.ipynb")
    return course


@pytest.mark.parametrize("does", ["report", "feedback"])
def test_an_assignment_nobody_handed_in_does_not_stop_the_rest(with_later, command, does):
    said = command(does, "--course", with_later.root)
    assert (said.code, said.err) == (0, f"nobody is graded yet: {LATER} (0 submissions)\n")
    assert ASSIGNMENT in said.out and LATER not in said.out
    with_later.folder("submitted", LATER, "ann").mkdir(parents=True)
    said = command(does, "--course", with_later.root)
    assert (said.code, said.err) == (0, f"nobody is graded yet: {LATER} (1 submission)\n")
    said = command(does, LATER, "--course", with_later.root)
    assert said.code == 2 and said.err.startswith(f"error: {LATER}: nobody has been graded yet")


def test_json_leaves_out_ungraded_assignments(with_later, command):
    said = command("report", "--course", with_later.root, "--json", "-")
    assert list(json.loads(said.out)) == [ASSIGNMENT]


@pytest.mark.parametrize("does", ["report", "feedback"])
def test_it_stays_an_error_if_nobody_is_graded_at_all(handed, command, does):
    said = command(does, "--course", handed.root)
    assert said.code == 2 and "nobody has been graded yet" in said.err


def test_a_forgotten_release_is_reported(course, command, tmp_path):
    source = released(course, tmp_path)
    assert command("grade", "--course", course.root).err == ""
    (source.parent / "right").mkdir()
    (source.parent / "right" / "pad2d.py").write_text("x = 1\n")  # not part of the release
    assert command("grade", "--course", course.root).err == ""
    for changed in (
        lambda: source.write_text(SOURCE.replace("Two exercises", "2 exercises")),
        lambda: source.write_text(SOURCE) and (source.parent / "table.csv").write_text("1\n"),
    ):
        changed()
        said = command("grade", "--course", course.root)
        assert said.code == 0 and "7 unchanged" in said.out
        assert said.err == (
            f"{ASSIGNMENT}: solutions/{ASSIGNMENT} has changed since it was released: to grade "
            f"with the change, run `python -m autograder release --course {course.root}`, "
            "then `grade`\n"
        )
    (source.parent / "table.csv").unlink()
    assert command("grade", "--course", course.root).err == ""
    shutil.rmtree(source.parent)
    assert command("grade", "--course", course.root).err == ""  # as on another machine


def test_a_release_that_recorded_no_source_is_graded(course, command):
    records = json.loads(course.release_list.read_text(encoding="utf-8"))
    assert "solutions" not in records[ASSIGNMENT]
    assert command("grade", "--course", course.root).err == ""
