"""Messages about grades from an older release, and about damaged or missing gradebooks."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from small_class import ASSIGNMENT, SOURCE, change, grade, seen

from autograder.authoring.release import build_and_release
from autograder.course import Course, CourseError
from autograder.grading import report
from autograder.judge.released import record_release
from autograder.pages.feedback import _cause

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
OLDER = "graded before the last release: grade again"


def release_again(course, root, source=SOURCE):
    """Release another version of the small class's assignment, as the command does."""
    place = root / "solutions" / ASSIGNMENT / "assignment.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(source, encoding="utf-8")
    return build_and_release(place.parents[1], course, [ASSIGNMENT], repository="https://x/y")


def test_grades_from_an_older_release_are_named(course, command, tmp_path):
    release_again(course, tmp_path)
    assert report.graded_before(course, ASSIGNMENT) == []
    built, released = release_again(course, tmp_path, SOURCE.replace("points: 3", "points: 5"))
    assert (built.parts[-3], released.parts[-3]) == ("source", "release")
    assert len(report.graded_before(course, ASSIGNMENT)) == 7
    said = command("report", "--course", course.root, "--json", "-")
    rows = json.loads(said.out)[ASSIGNMENT]
    assert all(row["of"] == 7 and row["review"][0] == OLDER for row in rows)
    said = command("feedback", "--course", course.root)
    assert said.code == 0 and said.err.startswith(f"{ASSIGNMENT}: {OLDER}: ann, ben, cho")
    command("grade", "--course", course.root, "--students", "ann")
    rows = {row["student"]: row for row in report.rows(course, ASSIGNMENT)}
    assert (rows["ann"]["points"], rows["ann"]["review"]) == (7, [])
    assert rows["ben"]["review"][0] == OLDER


def test_release_names_students_with_older_grades(course, command):
    """The course's own assignment has other exercises; the gradebook here has no grades for it."""
    (course.root / "gradebook.db").unlink()
    said = command("release", ASSIGNMENT, "--course", course.root)
    assert said.code == 0 and said.err.startswith(f"{ASSIGNMENT}: {OLDER}: ann, ben, cho")


def test_release_is_refused_during_grading(course, tmp_path):
    before = states(course)
    with course.locked(), pytest.raises(CourseError, match="another `grade`, `release` or"):
        release_again(course, tmp_path, SOURCE.replace("points: 3", "points: 5"))
    assert states(course) == before


def test_a_release_between_reading_and_locking_is_noticed(course, known, monkeypatch):
    released = course.folder("release", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"

    @contextmanager
    def locked(self):
        released.write_text(released.read_text().replace("Two exercises", "Three exercises"))
        record_release(self, [ASSIGNMENT])
        yield

    monkeypatch.setattr(Course, "locked", locked)
    with pytest.raises(CourseError, match="has just been released again"):
        grade(course, known)


def test_other_exercises_are_refused_before_anything_is_written(course, tmp_path):
    before = states(course)
    shorter = SOURCE[: SOURCE.rindex("```{code-cell}\n:tags: [exercise]")]
    with pytest.raises(CourseError, match="exercises were added or removed.*due dates are lost"):
        release_again(course, tmp_path, shorter)
    assert states(course) == before
    (course.root / "gradebook.db").unlink()
    assert len(release_again(course, tmp_path, shorter)) == 2


def states(course):
    return {
        path: path.read_bytes()
        for path in course.root.glob("[sr][oe][ul]*/**/*.ipynb")
        if "submitted" not in path.parts
    }


def half_overwritten(course):
    """Overwrite the second half of the gradebook, which is not read at first."""
    path = course.root / "gradebook.db"
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(whole[:half] + b"\xff" * (len(whole) - half))


def emptied(course):
    (course.root / "gradebook.db").write_bytes(b"")


def other_file(course):
    (course.root / "gradebook.db").write_bytes(b"no database" * 1000)


def removed(course):
    (course.root / "gradebook.db").unlink()


@pytest.mark.parametrize("does", ["grade", "report", "feedback"])
@pytest.mark.parametrize("damage", [half_overwritten, emptied, other_file, removed])
def test_a_damaged_gradebook_is_reported_with_a_way_out(course, command, does, damage):
    damage(course)
    said = command(does, "--course", course.root)
    assert said.code == 2 and said.err.count("\n") == 1 and said.out == ""
    assert (
        "gradebook" in said.err
        and f"`python -m autograder release --course {course.root}`" in said.err
    )
    assert "restore a copy of it" in said.err.lower() and "and due dates are lost" in said.err
    assert "see the" not in said.err and "no such table" not in said.err


def test_the_way_out_works(course, known, tmp_path):
    before = seen(course)
    half_overwritten(course)
    (course.root / "gradebook.db").rename(course.root / "away.db")
    release_again(course, tmp_path)
    grade(course, known)
    assert seen(course) == before and known.asked == []


def test_counts_are_right_if_nothing_can_be_written(course, known, monkeypatch):
    from autograder.grading.recorder import Recorder

    def fail(self, waiting):
        raise ValueError("database disk image is malformed")

    change(course, "update grade set auto_score = 1")
    monkeypatch.setattr(Recorder, "_save", fail)
    outcome = grade(course, known)
    assert (outcome.graded, outcome.kept) == (0, 0)
    ((why, students),) = outcome.unwritten.items()
    assert len(students) == 7 and "restore a copy of it" in why


def test_the_cause_is_found_in_nbgraders_log():
    log = "Traceback ...\nPermissionError: [Errno 13] no: 'x'\n[WARNING] Removing failed assignment"
    assert _cause({"log": log}).startswith("PermissionError")
    assert _cause({"error": "one\ntwo"}) == "two"
    assert _cause({}) == "nbgrader gave no reason"


def test_a_feedback_folder_that_is_not_writable_is_named(course, command, monkeypatch):
    locked = course.root / "feedback"
    locked.mkdir()
    monkeypatch.setattr("autograder.course.os.access", lambda path, mode: path != locked)
    said = command("feedback", "--course", course.root)
    assert (said.code, said.err) == (2, f"error: the folder {locked} is not writable\n")
