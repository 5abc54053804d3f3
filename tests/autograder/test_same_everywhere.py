"""The class command and nbgrader's own give the same grades, penalties, exports and pages.

`test_formgrader` tests the formgrader's button, which runs the same code as nbgrader's command.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
from datetime import timedelta
from types import SimpleNamespace

import nbformat
import pytest
from released import ASSIGNMENT, SECOND

from autograder.course import Course
from autograder.grading.gradebook import open_gradebook
from autograder.judge.bundle import read_bundle

MISNAMED = "hal"  # whose file nbgrader does not find
# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def prepare(course):
    """Amina, Bo and Carla are late, Bo with an extension; Hal misnames his file."""
    with open(course / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    change(course, "update assignment set duedate = '2030-01-01 00:00:00.000000'")
    days = {"amina": 3, "bo": 2, "carla": 2, "esra": 1, "kofi": 9}
    for student, day in days.items():
        stamp = course / "submitted" / student / ASSIGNMENT / "timestamp.txt"
        stamp.write_text(f"2030-01-{day:02d} 00:00:00 UTC")
    with open_gradebook(Course(course)) as gradebook:
        gradebook.update_or_create_student("bo")
        more = timedelta(days=1)
        gradebook.update_or_create_submission(ASSIGNMENT, "bo", extension=more)
    folder = course / "submitted" / MISNAMED / ASSIGNMENT
    shutil.copytree(course / "submitted" / "amina" / ASSIGNMENT, folder)
    (folder / f"{ASSIGNMENT}.ipynb").rename(folder / "my work (1).ipynb")


def change(course, statement, *values):
    base = sqlite3.connect(course / "gradebook.db")
    base.execute(statement, values)
    base.commit()
    base.close()


def grades(course):
    """Read all grades, comments and penalties of the students whose files nbgrader recognizes."""
    query = """
        select sa.student_id, c.name, sa.timestamp, sn.late_submission_penalty,
            g.auto_score, g.manual_score, g.needs_manual_grade, m.auto_comment, m.manual_comment
        from submitted_assignment sa join submitted_notebook sn on sn.assignment_id = sa.id
        join base_cell c on c.notebook_id = sn.notebook_id
        left join grade g on g.notebook_id = sn.id and g.cell_id = c.id
        left join comment m on m.notebook_id = sn.id and m.cell_id = c.id
        where sa.student_id != ? order by 1, 2"""
    base = sqlite3.connect(course / "gradebook.db")
    found = base.execute(query, [MISNAMED]).fetchall()
    base.close()
    return found


def by_person(course):
    """Give Kofi a point for his broken file, and a comment, as a person would."""
    owner = """select {0}.id from {0} join submitted_notebook sn on sn.id = {0}.notebook_id
        join submitted_assignment sa on sa.id = sn.assignment_id
        join base_cell c on c.id = {0}.cell_id where sa.student_id = 'kofi' and c.name = ?"""
    grade, comment = owner.format("grade"), owner.format("comment")
    change(course, f"update grade set manual_score = 1 where id = ({grade})", SECOND)
    written = "manual_comment = 'Try again.'"
    change(course, f"update comment set {written} where id = ({comment})", f"solution_{SECOND}")


@pytest.fixture(scope="module")
def both(sample, tmp_path_factory, cli):
    """Two copies of the class: graded by our command, and by nbgrader's."""
    folder = tmp_path_factory.mktemp("both")
    ours, theirs = folder / "ours", folder / "theirs"
    shutil.copytree(sample.course, ours)
    shutil.copytree(sample.ungraded, theirs)
    for course in (ours, theirs):
        prepare(course)
    cli("autograder", "grade", "--course", ours, cwd=folder)
    failed = cli("nbgrader", "autograde", ASSIGNMENT, "--course-dir", theirs, cwd=folder, code=1)
    worth = read_bundle(Course(ours), ASSIGNMENT).points
    return SimpleNamespace(ours=ours, theirs=theirs, said=failed.stderr, worth=worth)


def test_the_grades_and_the_notebooks_are_the_same(both):
    ours, theirs = grades(both.ours), grades(both.theirs)
    assert ours == theirs and len({row[0] for row in ours}) == 12
    for student in {row[0] for row in ours}:
        place = ("autograded", student, ASSIGNMENT, f"{ASSIGNMENT}.ipynb")
        here, there = (base.joinpath(*place).read_bytes() for base in (both.ours, both.theirs))
        assert here == there, student  # otherwise each command would overwrite the other's


def test_late_penalties_are_the_same(both):
    penalty = {row[0]: row[3] for row in grades(both.ours)}
    half = list(both.worth)[: len(both.worth) // 2]
    assert penalty["amina"] == sum(both.worth.values())  # all points are deducted
    assert penalty["carla"] == sum(both.worth[name] for name in half)
    assert penalty["bo"] is None  # he had one more day
    assert penalty["esra"] is None and penalty["kofi"] == 0


def test_nbgrader_skips_a_misnamed_file_and_we_grade_it_with_a_note(both):
    assert "Skipping unknown notebook" in both.said and MISNAMED in both.said
    places = [
        base / "autograded" / MISNAMED / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        for base in (both.ours, both.theirs)
    ]
    assert not places[1].exists()
    known = nbformat.read(places[0], as_version=4).metadata["cnncourse"]
    (note,) = known["repairs"]
    assert note.startswith(f"The file is not named {ASSIGNMENT}.ipynb")


def test_the_exports_are_the_same(both, cli):
    tables = []
    for course in (both.ours, both.theirs):
        cli("nbgrader", "export", "--to", course.parent / "grades.csv", cwd=course)
        with open(course.parent / "grades.csv", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["student_id"] != MISNAMED]
        tables.append(sorted(rows, key=lambda row: row["student_id"]))
    assert tables[0] == tables[1] and len(tables[0]) == 12
    scores = {row["student_id"]: float(row["score"]) for row in tables[0]}
    assert scores["amina"] == 0 and scores["bo"] == sum(both.worth.values())


def test_manual_points_and_comments_survive_a_new_grading(both, cli, command):
    """Each copy is graded again by the other command."""
    for course in (both.ours, both.theirs):
        by_person(course)
    own = ("--course-dir", both.ours, "--student", "kofi", "--force")
    cli("nbgrader", "autograde", ASSIGNMENT, *own, cwd=both.ours)
    again = command("grade", "--course", both.theirs, "--students", "kofi", "--json", "-")
    assert again.code == 0
    ours, theirs = grades(both.ours), grades(both.theirs)
    assert ours == theirs
    kept = {(row[0], row[1]): (row[5], row[8]) for row in ours}
    assert kept["kofi", SECOND] == (1, None)
    assert kept["kofi", f"solution_{SECOND}"] == (None, "Try again.")


def test_the_pages_are_the_same_by_nbgraders_command(both, cli, command):
    """The pages also state the late penalty."""
    student = ("--student", "amina")
    cli(
        "nbgrader",
        "generate_feedback",
        ASSIGNMENT,
        "--force",
        *student,
        "--course-dir",
        both.ours,
        cwd=both.ours,
    )
    page = both.ours / "feedback" / "amina" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    written = page.read_text(encoding="utf-8")
    assert f"Submitted late: {sum(both.worth.values()):g} points were deducted" in written
    assert command("feedback", "--course", both.ours).code == 0
    assert page.read_text(encoding="utf-8") == written
