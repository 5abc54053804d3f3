"""Write feedback pages by nbgrader's GenerateFeedback, with our own exporter.

The configuration plugs `FeedbackExporter` and `Grades` into GenerateFeedback, so our own command,
`nbgrader generate_feedback` and the formgrader's button write the same pages.
"""

from __future__ import annotations

import re
import sys

from nbconvert.exporters import Exporter
from nbgrader.preprocessors import GetGrades
from traitlets import default

from autograder.course import METADATA, Course, CourseError
from autograder.grading.gradebook import nbgrader_api
from autograder.grading.gradebook_tables import require_assignment
from autograder.grading.report import listed
from autograder.pages.page import feedback_page
from autograder.submissions.folders import is_odd
from autograder.submissions.seeds import feedback_given
from cnncourse.common.words import one_line


class Grades(GetGrades):
    """Puts scores and comments into the notebook, and whether a person gave or owes them.

    It runs before every page, however the page is written, so it also records that students can
    now know what was found with these secret cases.
    """

    def preprocess(self, nb, resources):
        root = self.parent.parent.coursedir.root
        number = nb.metadata.get(METADATA, {}).get("round", 1)
        feedback_given(Course(root), resources["nbgrader"]["assignment"], number)
        return super().preprocess(nb, resources)

    def _get_score(self, cell, resources):
        mark = cell.metadata["nbgrader"]
        grade = self.gradebook.find_grade(mark["grade_id"], *self._where())
        mark["score"], mark["points"] = grade.score, grade.max_score
        mark["extra_credit"] = grade.extra_credit or 0.0  # the score includes it
        mark["by_person"] = grade.manual_score is not None
        mark["waiting"] = bool(grade.needs_manual_grade)

    def _get_comment(self, cell, resources):
        mark = cell.metadata["nbgrader"]
        comment = self.gradebook.find_comment(mark["grade_id"], *self._where())
        # The automatic comment is the check's message, which the page shows with the check.
        mark["comment"] = (comment.manual_comment or "").strip()

    def _where(self):
        return self.notebook_id, self.assignment_id, self.student_id


class FeedbackExporter(Exporter):
    """Writes a graded notebook as a page; see `autograder.pages.page`."""

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **options):
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        return feedback_page(notebook, resources["nbgrader"]), resources


def _cause(result):
    """Find the line of nbgrader's log that names the failure: the end of the last traceback."""
    lines = (result.get("error", "") + result.get("log", "")).strip().splitlines()
    causes = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Denied)\b", line)]
    return one_line((causes or lines or ["nbgrader gave no reason"])[-1])


def graded_students(course, assignment):
    """List the students who have an autograded notebook, sorted."""
    graded = sorted(course.root.glob(f"autograded/*/{assignment}/{assignment}.ipynb"))
    return [path.parent.parent.name for path in graded]


def write_feedback(course, assignment):
    """Write one HTML page for every graded student.

    A submission that could not be graded also has an autograded notebook, with the reason, the
    checks and any comments, so its page is short. A folder with an odd name gets no page. Students
    whose page cannot be written are named on stderr, and the others get theirs.

    Returns
    -------
    list of Path

    Raises
    ------
    CourseError
        If nobody has been graded, or nbgrader writes no page at all.
    """
    students = graded_students(course, assignment)
    if not students:
        raise CourseError(
            f"{assignment}: nobody has been graded yet; run `python -m autograder grade`"
        )
    require_assignment(course, assignment)
    course.prepare()
    pages = {s: course.folder("feedback", assignment, s) / f"{assignment}.html" for s in students}
    before = {student: _written(page) for student, page in pages.items()}
    result = nbgrader_api(course).generate_feedback(assignment, force=True)
    old = dict.fromkeys(before) if result["success"] else before  # old pages do not count
    odd = [student for student in students if is_odd(student)]
    new = [s for s in students if s not in odd and _written(pages[s]) not in (None, old[s])]
    lost = [student for student in students if student not in (*odd, *new)]
    if not result["success"] and not new:
        raise CourseError(f"{assignment}: nbgrader wrote no feedback: {_cause(result)}")
    for who, why in (
        (map(ascii, odd), "the folder's name cannot be used"),
        (lost, _cause(result)),
    ):
        if names := list(who):
            print(f"{assignment}: no page for {listed(names)}: {why}", file=sys.stderr)
    return [pages[student] for student in new]


def _written(page):
    """Return when a page was written; None if it is missing."""
    try:
        return page.stat().st_mtime_ns
    except OSError:
        return None
