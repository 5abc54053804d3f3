"""Load the course folder's nbgrader_config.py as nbgrader does, with its errors on one line."""

from __future__ import annotations

import logging
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

from autograder.course import CourseError, in_one_line

NAME = "nbgrader_config.py"
LOG = logging.getLogger("autograder.nbgrader")  # nbgrader's own would write to the terminal
LOG.propagate = False
LOG.addHandler(logging.NullHandler())
PASSED_ON = set()  # warnings that were shown: each is shown once


def application(course):
    """Return nbgrader's application for a course folder, with the folder's configuration loaded.

    Raises
    ------
    CourseError
        If the configuration fails, or does not plug in the autograder.
    """
    from nbgrader.apps import NbGrader

    if str(course.root) not in sys.path:  # nbgrader itself runs in the course folder
        sys.path.insert(0, str(course.root))
    NbGrader.clear_instance()
    app = NbGrader(log=LOG)
    app.load_cwd_config, app.raise_config_file_errors = False, True
    with errors_in_one_line(course):
        app.initialize([], root=str(course.root))
    if "exporter_class" not in app.config.Autograde:
        raise CourseError(f"{course.root / NAME} does not call the autograder's configure")
    return app


@contextmanager
def errors_in_one_line(course):
    """Pass on nbgrader's warnings about the configuration, and turn failures into CourseError."""
    from traitlets.log import get_logger

    handler, path = _PassOn(course.root / NAME), course.root / NAME
    loggers = (LOG, get_logger())
    for log in loggers:
        log.addHandler(handler)
    try:
        yield
    except (Exception, SystemExit) as error:  # the instructor's code may raise anything
        raise CourseError(_failure(path, error)) from error
    finally:
        for log in loggers:
            log.removeHandler(handler)


class _PassOn(logging.Handler):
    """Writes warnings to stderr, one per line."""

    def __init__(self, path):
        super().__init__(logging.WARNING)
        self._path = path

    def emit(self, record):
        text = f"warning: {self._path}: {' '.join(record.getMessage().split())}"
        ours = record.levelno == logging.WARNING and "No nbgrader_config.py" not in text
        if ours and text not in PASSED_ON:
            PASSED_ON.add(text)
            print(text, file=sys.stderr)


def _failure(path, error):
    """Describe what fails in the configuration, and on which line."""
    if isinstance(error, SystemExit) and error.__context__ is not None:
        error = error.__context__  # traitlets exits on an invalid value
    lines = [
        (frame.filename, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).suffix == ".py" and path.parent in Path(frame.filename).parents
    ]
    if isinstance(error, SyntaxError) and error.filename:
        lines.append((error.filename, error.lineno))
    place = f"{lines[-1][0]}, line {lines[-1][1]}" if lines else str(path)
    return f"{place}: {in_one_line(error)}"
