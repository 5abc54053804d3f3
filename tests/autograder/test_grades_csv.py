"""Exporting grades: nbgrader's columns stay, and no name becomes a formula or a column."""

from __future__ import annotations

import csv

import pytest
from nbgrader.plugins import CsvExportPlugin
from small_class import ASSIGNMENT, change

from autograder.grading.configuration import application
from autograder.grading.gradebook import open_gradebook
from autograder.pages.grades_csv import GradesAsCsv, safe_cell

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
HOSTILE = [
    "=1+1",
    "+A1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=x",
    " =x",
    "＝1",
    "x,2099,20,20",
    'x"y',
    "a\nb",
]


def exported(course, plugin, path, **options):
    with open_gradebook(course) as gradebook:
        plugin(to=str(path), **options).export(gradebook)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_the_course_uses_this_export(course):
    assert application(course).config.ExportApp.plugin_class is GradesAsCsv


def test_plain_names_are_exported_as_nbgrader_does(course, tmp_path):
    change(course, "update submitted_notebook set late_submission_penalty = 1.0")
    theirs = exported(course, CsvExportPlugin, tmp_path / "theirs.csv")
    assert exported(course, GradesAsCsv, tmp_path / "ours.csv") == theirs
    assert len(theirs) == 8 and "ann" in [row[3] for row in theirs]
    some = exported(course, GradesAsCsv, tmp_path / "some.csv", student=["ben"])
    assert [row[3] for row in some] == ["student_id", "ben"]
    none = exported(course, GradesAsCsv, tmp_path / "none.csv", assignment=["02_other"])
    assert len(none) == 1


def test_no_name_is_a_formula_or_a_column(course, tmp_path):
    with open_gradebook(course) as gradebook:
        for name in HOSTILE:
            gradebook.add_student(name, first_name=name)
    rows = exported(course, GradesAsCsv, tmp_path / "grades.csv")
    assert {len(row) for row in rows} == {11} and len(rows) == 8 + len(HOSTILE)
    cells = [cell for row in rows[1:] for cell in row]
    assert not any(cell.lstrip(" ").startswith(tuple("=+-@\t\r＝")) for cell in cells)
    assert {row[3] for row in rows[1:]} >= {safe_cell(name) for name in HOSTILE}
    assert safe_cell("x,2099,20,20") == "x,2099,20,20" and safe_cell(None) == ""
    assert {row[0] for row in rows[1:]} == {ASSIGNMENT}
