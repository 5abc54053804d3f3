"""Points that change after grading, and exercises that turn out to be broken: only scores change.

The instructor edits `assignment.md`, releases and grades again. No submission is rerun, and points
and comments that a person gave stay.
"""

from __future__ import annotations

import json
import shutil

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, SOURCE, Known, change, grade, grade_of, seen
from test_gradebook_told import release_again

from autograder.course import METADATA, Course, CourseError
from autograder.grading import report
from autograder.grading.points import differing_scores, with_points
from autograder.grading.verdicts import read_metadata
from autograder.judge.bundle import read_bundle

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
CHECK = ":tags: [check]\n:points: 3"
MORE = SOURCE.replace("points: 3", "points: 5")
NONE = SOURCE.replace("points: 3", "points: 0")
VOID = SOURCE.replace(CHECK, ":tags: [check, void]\n:points: 3")
DROPPED = SOURCE.replace(CHECK, ":tags: [check, void]\n:points: 0")
VERDICTS = {"ann": 3, "ben": 0, "cho": 0, "dee": 0, "eli": 3, "fay": 0, "gus": 3}
"""Points for `pad2d` before, out of 3."""


def points(course, name="pad2d"):
    return {student: grade_of(course, student, name)[4] for student in VERDICTS}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (MORE, {student: points / 3 * 5 for student, points in VERDICTS.items()}),
        (NONE, dict.fromkeys(VERDICTS, 0)),
        (VOID, dict.fromkeys(VERDICTS, 3)),
        (DROPPED, dict.fromkeys(VERDICTS, 0)),
    ],
)
def test_only_scores_change(course, known, tmp_path, source, wanted):
    before, kept = seen(course), points(course, "output_size")
    release_again(course, tmp_path, source)
    outcome = grade(course, known)
    assert (outcome.graded, outcome.kept, known.asked) == (7, 7, [])
    assert points(course) == wanted and points(course, "output_size") == kept
    release_again(course, tmp_path)
    grade(course, known)
    assert seen(course) == before and known.asked == []  # and back


@pytest.mark.parametrize("source", [MORE, NONE, VOID, DROPPED])
def test_the_result_equals_that_of_a_new_grading(course, known, tmp_path, cli, source):
    """Everything is as if the assignment had been released like this from the start."""
    release_again(course, tmp_path, source)
    grade(course, known)
    again = Course(shutil.copytree(course.root, tmp_path / "again"))
    shutil.rmtree(again.root / "verdicts")
    shutil.rmtree(again.root / "autograded")
    cli("autograder", "grade", "--course", again.root, cwd=tmp_path)
    assert all_but_repairs(again) == all_but_repairs(course)


def all_but_repairs(course):
    """Return all results but repairs, which a notebook with an older release's points may need."""
    rows, doubled, files, _ = seen(course)
    notebooks = {name: json.loads(files[name]) for name in files if name.endswith(".ipynb")}
    for notebook in notebooks.values():
        del notebook["metadata"][METADATA]["repairs"]
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "notes"]
    return rows, doubled, notebooks


@pytest.mark.parametrize("source", [MORE, VOID])
def test_nbgraders_own_command_gives_the_same(course, known, tmp_path, cli, source):
    release_again(course, tmp_path, source)
    grade(course, known)
    theirs = Course(shutil.copytree(course.root, tmp_path / "theirs"))
    change(theirs, "update grade set auto_score = 1")
    where = ("--course-dir", theirs.root, "--force", "--RebuildFromMaster.allow_unsandboxed=True")
    cli("nbgrader", "autograde", ASSIGNMENT, *where, cwd=tmp_path)
    assert all_but_repairs(theirs) == all_but_repairs(course)


def by_person(course):
    change(
        course,
        "update grade set manual_score = 1.5, needs_manual_grade = 0",
        "update comment set manual_comment = 'well tried'",
        "update assignment set duedate = '2030-01-01 00:00:00.000000'",
    )


@pytest.mark.parametrize("source", [MORE, NONE, VOID, DROPPED])
def test_points_and_comments_by_a_person_stay(course, known, tmp_path, source):
    by_person(course)
    grade(course, known)
    release_again(course, tmp_path, source)
    grade(course, known)
    for student in VERDICTS:
        *_, manual, waiting, _, _ = grade_of(course, student, "pad2d")
        assert (manual, waiting) == (1.5, 1), "points changed: a person has to confirm"
        assert grade_of(course, student, "solution_pad2d")[-1] == "well tried"
        if student != "dee":  # whose file is unreadable
            assert grade_of(course, student, "output_size")[5:7] == (1.5, 0), "unchanged"
    grade(course, known)
    assert grade_of(course, "ann", "pad2d")[6] == 1, "until somebody confirms"


def test_void_exercises_need_no_review_even_in_an_unreadable_file(course, known, tmp_path):
    both = VOID.replace(":tags: [check]\n:points: 2", ":tags: [check, void]\n:points: 2")
    release_again(course, tmp_path, both)
    assert len(report.graded_before(course, ASSIGNMENT)) == 7
    grade(course, known)
    assert report.graded_before(course, ASSIGNMENT) == []
    rows = {row["student"]: row for row in report.rows(course, ASSIGNMENT)}
    assert all(row["points"] == 5 and row["review"] == [] for row in rows.values())


def test_students_read_that_an_exercise_is_void(course, known, tmp_path, command):
    release_again(course, tmp_path, VOID)
    grade(course, known)
    assert command("feedback", "--course", course.root).code == 0
    page = course.folder("feedback", ASSIGNMENT, "ben") / f"{ASSIGNMENT}.html"
    told = page.read_text(encoding="utf-8")
    assert "This exercise is void, so everybody gets its 3 points." in told
    assert "pad2d" in told and "cases pass" in told  # of the other exercise


def test_points_are_taken_from_the_judged_share(course):
    bundle = read_bundle(course, ASSIGNMENT)
    path = course.folder("autograded", ASSIGNMENT, "ann") / NOTEBOOK
    verdict = path.read_bytes()
    assert with_points(verdict, bundle) is verdict
    part = verdict.replace(b'"fraction": 1.0', b'"fraction": 0.33333')
    scores = read_metadata(with_points(part, bundle))["scores"]
    assert (scores["pad2d"]["points"], scores["output_size"]["points"]) == (1.0, 0.67)


def test_differing_scores_names_checks_that_differ_in_points_alone(course):
    verdict = (course.folder("autograded", ASSIGNMENT, "ann") / NOTEBOOK).read_bytes()
    other = json.loads(verdict)
    assert differing_scores(verdict, verdict) == set()
    other["metadata"][METADATA]["scores"]["pad2d"]["of"] = 4.0
    assert differing_scores(json.dumps(other).encode(), verdict) == {"pad2d"}
    other["cells"][2]["source"] = "other"
    assert differing_scores(json.dumps(other).encode(), verdict) == {"pad2d", "output_size"}
    for damaged in (b"", b"[]", b"\xff", b'{"metadata": {}}', b'{"metadata": 7}'):
        assert differing_scores(damaged, verdict) == {"pad2d", "output_size"}


def test_other_exercises_are_refused_with_the_way_out(course, tmp_path):
    shorter = SOURCE[: SOURCE.rindex("```{code-cell}\n:tags: [exercise]")]
    with pytest.raises(CourseError, match=r":points: 0.*\[check, void\]` to give everybody"):
        release_again(course, tmp_path, shorter)


def test_verdicts_are_reused_after_the_points_changed(small, handed, tmp_path):
    """Cached verdicts are found even in a course folder where nothing was written yet."""
    shutil.copytree(small.graded.root / "verdicts", handed.root / "verdicts", dirs_exist_ok=True)
    release_again(handed, tmp_path, MORE)
    known = Known(small.graded)
    assert grade(handed, known).kept == 7 and known.asked == []
    assert points(handed)["ann"] == 5


@pytest.mark.parametrize(
    "verdict", [b"", b"{}", b'{"metadata": {"cnncourse": {"scores": {}}}', b"\xff"]
)
def test_an_invalid_verdict_affects_one_student(course, known, verdict):
    handed_in = course.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK
    known._verdicts[handed_in.read_bytes()] = verdict
    outcome = grade(course, known, force=True)
    assert list(outcome.unwritten.values()) == [["ben"]] and outcome.graded == 6
