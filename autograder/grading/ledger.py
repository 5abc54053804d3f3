"""Write grades into nbgrader's tables, with a few short statements per student.

nbgrader's own objects sum over the whole class whenever one of them is read, and search everybody's
grades for those of one notebook. The statements here use indexed columns, so the cost per student
does not grow with the class.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import timedelta

from nbgrader import api
from sqlalchemy import bindparam, insert, select, update

from autograder.course import METADATA, CourseError
from autograder.grading.gradebook_tables import BACK
from autograder.submissions.marks import exercise_of_id

ASSIGNMENT, NOTEBOOK, CELL = (one.__table__ for one in (api.Assignment, api.Notebook, api.BaseCell))
STUDENT, SUBMISSION = api.Student.__table__, api.SubmittedAssignment.__table__
SUBMITTED, GRADE, COMMENT = (
    one.__table__ for one in (api.SubmittedNotebook, api.Grade, api.Comment)
)
KINDS = ((GRADE, ("GradeCell", "TaskCell")), (COMMENT, ("SolutionCell", "TaskCell")))


@dataclass
class Held:
    """The gradebook's rows for one student's notebook.

    Attributes
    ----------
    submission, submitted : Row
    grades, comments : list of (Row, Row)
        Pairs of a row and its cell.
    """

    submission: object
    submitted: object
    grades: list
    comments: list


class Ledger:
    """The grades of one assignment in an open gradebook; the caller commits.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
    assignment : str
    penalty : callable or None
        Like `late_submission_penalty` of nbgrader's plug-in: maps student, score and seconds late
        to points or None. If omitted, penalties stay as they are.

    Raises
    ------
    CourseError
        If the gradebook does not know the assignment.
    """

    def __init__(self, gradebook, assignment, penalty=None):
        self._db, self._penalty = gradebook.db, penalty
        self._assignment = self._first(ASSIGNMENT, name=assignment)
        books = []
        if self._assignment is not None:
            books = self._all(NOTEBOOK, assignment_id=self._assignment.id)
        self._cells = {book.id: self._all(CELL, notebook_id=book.id) for book in books}
        self._notebook = next((book.id for book in books if book.name == assignment), None)
        if self._notebook is None:
            raise CourseError(
                f"{assignment} is not in the gradebook; was gradebook.db removed? {BACK}"
            )

    def holds(self, student, scores, timestamp=None):
        """Return whether the gradebook already holds a verdict, whatever a person added to it.

        Parameters
        ----------
        student : str
        scores : dict of str to dict
            By check, as in a graded notebook's metadata.
        timestamp : datetime or None
            Submission time in UTC; None leaves the gradebook's time as it is.
        """
        held = self._find(student)
        if held is None or (timestamp and held.submission.timestamp != timestamp):
            return False
        if not _holds(held, scores):
            return False
        return held.submitted.late_submission_penalty == self._points_off(student, held)

    def save(self, student, scores, timestamp=None, *, changed=None):
        """Write a verdict; points and comments that a person gave stay.

        Parameters
        ----------
        student, scores, timestamp
            See `holds`.
        changed : collection of str or None
            Checks for which the submission or the points they are worth changed. Where a person
            gave points for one of them, a person has to look again, even if the score is the same.
            None means all.
        """
        self._complete(student)
        held = self._find(student)
        if timestamp and held.submission.timestamp != timestamp:
            self._set(SUBMISSION, [{"row": held.submission.id, "timestamp": timestamp}])
        again = set(scores) if changed is None else set(changed)
        if again or not _holds(held, scores):
            self._save_scores(held, scores, again)
        held = self._find(student)
        off = self._points_off(student, held)
        if held.submitted.late_submission_penalty != off:
            self._set(SUBMITTED, [{"row": held.submitted.id, "late_submission_penalty": off}])

    def _save_scores(self, held, scores, again):
        grades = [
            {
                "row": grade.id,
                "auto_score": scores[cell.name]["points"],
                "needs_manual_grade": bool(scores[cell.name]["review"])
                or _needs_confirmation(grade, scores[cell.name], cell.name in again),
            }
            for grade, cell in held.grades
            if cell.name in scores  # a person grades the others
        ]
        self._set(GRADE, grades)
        comments = [
            {"row": comment.id, "auto_comment": auto_comment(cell.name, scores)}
            for comment, cell in held.comments
        ]
        self._set(COMMENT, comments)

    def _points_off(self, student, held):
        """Ask nbgrader's plug-in for the late penalty, following nbgrader's own rules."""
        stamp, due = held.submission.timestamp, self._assignment.duedate
        if self._penalty is None:
            return held.submitted.late_submission_penalty
        if stamp is None or due is None:
            return None
        late = (stamp - due - (held.submission.extension or timedelta())).total_seconds()
        if late <= 0:
            return None
        score = sum(points(grade) for grade, _ in held.grades)
        off = self._penalty(student, score, late)
        return None if off is None else min(max(off, 0.0), score)

    def _find(self, student):
        """Read the rows for a student's notebook, or return None."""
        submission = self._first(SUBMISSION, assignment_id=self._assignment.id, student_id=student)
        submitted = submission and self._first(
            SUBMITTED, notebook_id=self._notebook, assignment_id=submission.id
        )
        if submitted is None:
            return None
        held = (self._held(*kind, self._notebook, submitted) for kind in KINDS)
        return Held(submission, submitted, *held)

    def _held(self, table, types, notebook, submitted):
        """Pair the cells of these types with a notebook's rows for them, or with None."""
        cells = [cell for cell in self._cells[notebook] if cell.type in types]
        wanted = select(table).where(
            table.c.cell_id.in_([cell.id for cell in cells]), table.c.notebook_id == submitted.id
        )
        rows = {row.cell_id: row for row in self._db.execute(wanted)}
        return [(rows.get(cell.id), cell) for cell in cells]

    def _complete(self, student):
        """Add whichever of the rows that nbgrader keeps for a submission are missing."""
        self._first(STUDENT, id=student) or self._add(STUDENT, [{"id": student}])
        key = {"assignment_id": self._assignment.id, "student_id": student}
        submission = self._first(SUBMISSION, **key) or self._add(SUBMISSION, [key])
        for notebook in self._cells:
            key = {"notebook_id": notebook, "assignment_id": submission.id}
            submitted = self._first(SUBMITTED, **key) or self._add(SUBMITTED, [key])
            for table, types in KINDS:
                pairs = self._held(table, types, notebook, submitted)
                missing = [cell.id for row, cell in pairs if row is None]
                rows = [{"notebook_id": submitted.id, "cell_id": cell} for cell in missing]
                if rows:
                    self._db.execute(insert(table), rows)

    def _first(self, table, **key):
        return self._db.execute(_matching(table, key)).first()

    def _all(self, table, **key):
        return self._db.execute(_matching(table, key)).all()

    def _add(self, table, rows):
        self._db.execute(insert(table), rows)
        return self._first(table, **rows[0])

    def _set(self, table, rows):
        """Update rows: "row" is the id, the other keys are the new values."""
        if rows:
            values = {name: bindparam(name) for name in rows[0] if name != "row"}
            change = update(table).where(table.c.id == bindparam("row")).values(values)
            self._db.connection().execute(change, rows)


def _matching(table, key):
    return select(table).where(*(table.c[name] == value for name, value in key.items()))


def _needs_confirmation(grade, score, changed):
    """Return whether a person has to confirm the points that a person gave."""
    if grade.manual_score is None:
        return False
    return changed or grade.needs_manual_grade or grade.auto_score != score["points"]


def _holds(held, scores):
    """Return whether the grades and comments are those of a verdict."""
    for grade, cell in held.grades:
        score = scores.get(cell.name)
        if grade is None or (score and grade.auto_score != score["points"]):
            return False
        flagged = grade.needs_manual_grade and grade.manual_score is None
        if score and flagged and not score["review"]:
            return False
    for comment, cell in held.comments:
        if comment is None or comment.auto_comment != auto_comment(cell.name, scores):
            return False
    return True


def points(grade):
    """Count a cell's points as nbgrader does: a person's points over ours, plus extra credit."""
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    return 0.0 if given is None else given + (grade.extra_credit or 0.0)


def auto_comment(cell, scores):
    """Return the comment that the student reads on an answer; None if it has no check."""
    score = scores.get(exercise_of_id(cell))
    return score and as_markdown(score["message"])


def as_markdown(message):
    """Indent a message, so that Markdown shows it verbatim."""
    return textwrap.indent(message, "    ", lambda line: True)


def save_scores(gradebook, notebook, student, *, changed=None):
    """Write the scores in a graded notebook, and the comments for the student.

    Points that a person gave stay: only nbgrader's automatic scores and comments are set.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
    notebook : NotebookNode
        As returned by `autograder.grading.grade.grade_submission`.
    student : str
    changed : collection of str or None
        See `Ledger.save`.
    """
    graded = notebook.metadata[METADATA]
    Ledger(gradebook, graded["assignment"]).save(student, graded["scores"], changed=changed)
    gradebook.db.commit()
