"""Where verdicts are written down: the notebooks that formgrader shows, and the gradebook."""

from __future__ import annotations

import shutil
import time

from autograder.course import in_one_line, write_atomically
from autograder.ledger import Ledger
from autograder.verdicts import read_known

TOGETHER, SOON = 16, 0.5  # students, and seconds, that wait for one transaction


class Desk:
    """Writes what is not written yet.

    Parameters
    ----------
    course : Course
    assignment : str
    gradebook : nbgrader.api.Gradebook
    penalty : callable
        See `autograder.ledger.Ledger`.
    outcome : autograder.class_run.Outcome
        Gets the counts.
    """

    def __init__(self, course, assignment, gradebook, penalty, outcome):
        self._course, self._assignment, self._outcome = course, assignment, outcome
        self._database = gradebook.db
        self._ledger = Ledger(gradebook, assignment, penalty)
        self._waiting, self._since = [], 0.0

    def record(self, one, verdict, kept):
        """Write a student's notebook now, if it is not there, and the grades soon."""
        self._outcome.kept += kept
        try:
            grades = one.student, read_known(verdict)["scores"], one.timestamp
            self._write_notebook(one, verdict)
            if self._ledger.says(*grades):
                self._outcome.graded += 1
                return
        except Exception as error:  # one that cannot be written must not stop the class
            self._failed(one.student, error)
            return
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(grades)
        if len(self._waiting) >= TOGETHER or time.monotonic() > self._since + SOON:
            self.flush()

    def flush(self):
        """Write the grades that wait: together, or one by one if that fails."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self._save(waiting)
        except Exception:
            for grades in waiting:
                try:
                    self._save([grades])
                except Exception as error:
                    self._failed(grades[0], error)

    def _save(self, waiting):
        try:
            for grades in waiting:
                self._ledger.save(*grades)
            self._database.commit()
        except BaseException:  # Ctrl-C too: no half of a student's grades
            self._database.rollback()
            raise
        self._outcome.graded += len(waiting)

    def _failed(self, student, error):
        self._database.rollback()
        self._outcome.unwritten.setdefault(in_one_line(error), []).append(student)

    def _write_notebook(self, one, verdict):
        """Make the folder that `nbgrader autograde` makes, unless it is there and the same."""
        folder = self._course.folder("autograded", self._assignment, one.student)
        files = {f"{self._assignment}.ipynb": verdict}
        if one.timestamp:
            files["timestamp.txt"] = one.timestamp.encode()
        if all(_reads(folder / name, content) for name, content in files.items()):
            return
        for name, content in files.items():
            write_atomically(folder / name, content, mode=0o444)
        for path in folder.iterdir():  # of an older grading, or of one that was killed
            if path.name not in files:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _reads(path, content):
    try:
        return path.read_bytes() == content
    except OSError:
        return False
