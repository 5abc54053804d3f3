"""Feedback pages: nbgrader's own, for every graded student."""

from __future__ import annotations

from autograder.course import CourseError
from autograder.gradebook import nbgrader_api


def write_feedback(course, assignment):
    """Write one HTML page for every graded student.

    A student of whom nothing could be graded has an autograded notebook too: it says the reason
    and holds the checks alone, so the page is short.

    Returns
    -------
    list of Path

    Raises
    ------
    CourseError
        If nobody is graded or nbgrader fails.
    """
    graded = sorted(course.root.glob(f"autograded/*/{assignment}/{assignment}.ipynb"))
    if not graded:
        raise CourseError(f"{assignment}: nobody is graded yet; run `python -m autograder grade`")
    result = nbgrader_api(course).generate_feedback(assignment, force=True)
    if not result["success"]:
        last = (result.get("error", "") + result.get("log", "")).strip().splitlines()[-1]
        raise CourseError(f"{assignment}: nbgrader wrote no feedback: {last}")
    students = [path.parent.parent.name for path in graded]
    pages = [course.folder("feedback", assignment, s) / f"{assignment}.html" for s in students]
    if missing := [str(page) for page in pages if not page.is_file()]:
        raise CourseError(f"{assignment}: no feedback page was written: {', '.join(missing)}")
    return pages
