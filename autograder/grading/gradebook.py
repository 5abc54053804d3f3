"""nbgrader's gradebook, API and late penalties, under a course's configuration."""

from __future__ import annotations

from contextlib import contextmanager

from autograder.grading.configuration import application, errors_in_one_line
from autograder.grading.gradebook_tables import require_intact, unusable


def nbgrader_api(course):
    """Return nbgrader's API for a course folder, with the folder's configuration loaded.

    Raises
    ------
    CourseError
        If the configuration fails, or does not plug in the autograder.
    """
    from nbgrader.apps.api import NbGraderAPI

    app = application(course)
    with errors_in_one_line(course):
        return NbGraderAPI(coursedir=app.coursedir, config=app.config)


@contextmanager
def open_gradebook(course):
    """Open the gradebook of a course folder.

    Raises
    ------
    CourseError
        If the database is damaged, or cannot be read or written.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import DBAPIError

    if (course.root / "gradebook.db").exists():
        require_intact(course)
    try:
        with Gradebook(course.database) as gradebook:
            yield gradebook
    except DBAPIError as error:
        raise unusable(course, error.orig) from error


def late_penalty(course):
    """Find nbgrader's plug-in for late submissions that the course's configuration sets.

    Returns
    -------
    callable
        Maps student, score and seconds late to the points to deduct, or None.

    Raises
    ------
    CourseError
        If the plug-in cannot be loaded.
    """
    from nbgrader.preprocessors import AssignLatePenalties

    app = application(course)
    with errors_in_one_line(course):
        late = AssignLatePenalties(parent=app)
        late.init_plugin()
    return late.plugin_inst.late_submission_penalty
