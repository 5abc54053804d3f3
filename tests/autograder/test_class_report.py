"""Late penalties, the table, progress and the command line of a class run."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from nbformat.v4 import new_notebook
from small_class import ASSIGNMENT, NOTEBOOK, change, grade, grade_of

from autograder.course import write_atomically
from autograder.grading import progress, report
from autograder.grading.gradebook import late_penalty, open_gradebook
from autograder.grading.ledger import Ledger
from autograder.grading.verdicts import read_file_metadata, read_metadata

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def penalties(course, statements, plugin):
    """Return each student's late penalty, from our code and from nbgrader's preprocessor."""
    from nbgrader.preprocessors import AssignLatePenalties

    change(course, *statements)
    late, found = AssignLatePenalties(plugin_class=plugin), []
    late.init_plugin()
    with open_gradebook(course) as gradebook:
        ledger = Ledger(gradebook, ASSIGNMENT, late.plugin_inst.late_submission_penalty)
        for student in ("ann", "ben", "fay"):
            path = course.folder("autograded", ASSIGNMENT, student) / NOTEBOOK
            ledger.save(student, read_metadata(path.read_bytes())["scores"])
        gradebook.db.commit()
    for student in ("ann", "ben", "fay"):
        found.append(grade_of(course, student, "pad2d")[2])
        names = {"student": student, "assignment": ASSIGNMENT, "notebook": ASSIGNMENT}
        late.preprocess(new_notebook(), {"nbgrader": {**names, "db_url": course.database}})
        found.append(grade_of(course, student, "pad2d")[2])
    return found[::2], found[1::2]


def plugins():
    from nbgrader.plugins import BasePlugin, LateSubmissionPlugin

    class Zero(LateSubmissionPlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            return score

    class Hours(BasePlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            return total_seconds_late / 3600

    class Bonus(BasePlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            return -1.0

    return {"none": LateSubmissionPlugin, "zero": Zero, "hours": Hours, "bonus": Bonus}


@pytest.mark.parametrize("name", ["none", "zero", "hours", "bonus"])
def test_late_penalties_are_those_of_nbgraders_own_preprocessor(course, name):
    ours, theirs = penalties(
        course,
        [
            "update assignment set duedate = '2030-01-01 00:00:00.000000'",
            "update submitted_assignment set timestamp = '2030-01-01 03:00:00.000000'",
            "update submitted_assignment set extension = '1970-01-01 02:00:00.000000'"
            " where student_id = 'ann'",
            "update submitted_assignment set extension = '1970-01-02 00:00:00.000000'"
            " where student_id = 'fay'",
            "update grade set manual_score = 1, extra_credit = 0.25 where auto_score = 0",
        ],
        plugins()[name],
    )
    assert ours == theirs
    expected = {"none": [None] * 3, "zero": [5, 3.25, None], "hours": [1, 3, None]}
    assert ours == expected.get(name, [0, 0, None])


def test_a_new_due_date_changes_the_penalty_alone(course, known):
    with open(course.root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    change(
        course,
        "update assignment set duedate = '2030-01-01 00:00:00.000000'",
        "update grade set manual_score = 1, needs_manual_grade = 0 where auto_score = 0",
    )
    assert late_penalty(course)("fay", 2.0, 60.0) == 2.0
    grade(course, known)
    assert known.asked == [] and grade_of(course, "fay", "pad2d")[2] == 2.0
    assert grade_of(course, "fay", "pad2d")[6] == 0  # confirmed by a person, and still so
    (row,) = [row for row in report.rows(course, ASSIGNMENT) if row["student"] == "fay"]
    assert (row["points"], row["late"]) == (0, 2)
    assert "1 late; the penalty is already deducted" in report.table(ASSIGNMENT, [row])


def test_a_large_class_is_reported_as_a_histogram_and_who_needs_review():
    quiet = {
        "of": 20.0,
        "late": 0.0,
        "folder": True,
        "untimed": False,
        "review": [],
        "repairs": [],
        "noted": [],
        "isolation": "bubblewrap",
        "graded": True,
    }
    rows = [{**quiet, "student": f"s{n:03}", "points": n / 10} for n in range(201)]
    rows[7]["review"] = rows[9]["review"] = ["the file is empty"]
    text = report.table("01_x", rows)
    assert len(text.splitlines()) < 20 and "s010" not in text
    assert "0 to 2 points     20  ####" in text and "20 points      1  ##" in text
    assert "Needs review (the file is empty): s007, s009" in text
    assert "201 graded; 2 of them need review." in text
    assert "s010" in report.table("01_x", rows, everybody=True)


def test_a_class_whose_exercises_are_worth_nothing_has_a_report(monkeypatch):
    monkeypatch.setattr(report, "MANY", 1)
    row = {"of": 0.0, "points": 0.0, "late": 0.0, "review": [], "repairs": [], "noted": []}
    row |= {"untimed": False, "folder": True, "tables": []}
    rows = [{**row, "student": name, "graded": True, "isolation": "none"} for name in "ab"]
    assert "0 points      2  ####" in report.table("01_x", rows)


def test_the_end_of_a_notebook_is_enough_to_read_its_metadata(course, tmp_path):
    path = course.folder("autograded", ASSIGNMENT, "ben") / NOTEBOOK
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert read_file_metadata(path) == whole["metadata"]["cnncourse"]
    for size in (100, 200_000):  # a student's output may look like the end
        whole["cells"][0]["source"] = '\n "metadata": {"cnncourse": 1}' * (size // 20)
        whole["metadata"]["cnncourse"]["reason"] = "long" * size
        other = tmp_path / "other.ipynb"
        write_atomically(other, json.dumps(whole, indent=1, sort_keys=True).encode())
        assert read_file_metadata(other) == whole["metadata"]["cnncourse"]


def test_progress_without_a_terminal_is_an_occasional_line(capsys, monkeypatch):
    clock = iter(range(0, 1000, 6))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.Progress("01_x", 100) as shown:
        for number in range(6):
            shown.step(kept=number == 0)
    assert capsys.readouterr().err.splitlines() == [
        "01_x: 2 of 100 students (1 unchanged), 0.1 a second, 1176 s left",
        "01_x: 4 of 100 students (1 unchanged), 0.1 a second, 768 s left",
        "01_x: 6 of 100 students (1 unchanged), 0.1 a second, 677 s left",
    ]


def test_jobs_and_assignments_that_nobody_handed_in(course, command):
    said = command("grade", "--course", course.root, "--jobs", "0")
    assert (said.code, said.err) == (2, "error: --jobs takes a positive whole number, not 0\n")
    other = course.root / "release" / "02_more"
    shutil.copytree(course.root / "release" / ASSIGNMENT, other)
    os.rename(other / NOTEBOOK, other / "02_more.ipynb")
    said = command("grade", "--course", course.root)
    assert said.code == 0 and f"{ASSIGNMENT}: 7 unchanged, 0 newly graded" in said.out
    assert command("grade", "02_more", "--course", course.root).code == 2


def test_the_table_shows_only_the_requested_students(course, command):
    said = command("grade", "--course", course.root, "--students", "ann", "dee")
    assert said.code == 0 and "2 graded; 1 of them needs review." in said.out
    assert "ann" in said.out and "ben" not in said.out


def test_any_executor_will_do(handed, small):
    """One submission is a pure function of bytes, in whatever process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        outcome = grade(handed, pool, students=["ann", "dee"], jobs=1)
    assert (outcome.graded, outcome.again, outcome.unwritten) == (2, {}, {})
    for student in ("ann", "dee"):
        place = handed.folder("autograded", ASSIGNMENT, student) / NOTEBOOK
        there = small.graded.folder("autograded", ASSIGNMENT, student) / NOTEBOOK
        assert place.read_bytes() == there.read_bytes()
