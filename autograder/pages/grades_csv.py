"""Export grades as CSV by nbgrader's `export`; no name becomes a column, a line or a formula."""

from __future__ import annotations

import csv
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


class GradesAsCsv(CsvExportPlugin):
    """Writes nbgrader's columns and numbers, with texts quoted where they need it."""

    def export(self, gradebook):
        """Write the grades of the chosen students and assignments, or all, to `--to`."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        with open(path, "w", newline="", encoding="utf-8", errors="backslashreplace") as file:
            lines = csv.writer(file)
            lines.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in self.assignment:
                    continue
                for student in gradebook.students:
                    if not self.student or student.id in map(str, self.student):
                        lines.writerow(_row(gradebook, assignment, student))


def _row(gradebook, assignment, student):
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:  # nothing was submitted
        time, points, penalty = None, 0.0, 0.0
    else:
        time, points = submission.timestamp, submission.score
        penalty = submission.late_submission_penalty
    texts = (assignment.name, assignment.duedate, time, student.id)
    person = (student.last_name, student.first_name, student.email)
    numbers = (points, penalty, max(0.0, points - penalty), assignment.max_score)
    return [*map(safe_cell, (*texts, *person)), *numbers]


def safe_cell(value):
    """Write a text that no spreadsheet takes for a formula.

    Parameters
    ----------
    value : object
        None becomes an empty cell.

    Returns
    -------
    str
        With an apostrophe in front if it begins like a formula, so that it is shown as text.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
