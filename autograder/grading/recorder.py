"""Record verdicts in the gradebook and in the notebooks that the formgrader shows."""

from __future__ import annotations

import shutil
import time

from autograder.course import in_one_line, write_atomically
from autograder.grading.gradebook_tables import with_way_out
from autograder.grading.ledger import Ledger
from autograder.grading.points import differing_scores, with_points
from autograder.grading.verdicts import read_metadata
from autograder.submissions.timestamps import NAME as TIMESTAMP
from autograder.submissions.timestamps import format_timestamp

TOGETHER, SOON = 16, 0.5  # most students, and seconds, to collect for one transaction


class Recorder:
    """Writes the grades and notebooks that are still missing.

    Parameters
    ----------
    course : Course
    bundle : Bundle
        Holds what the exercises are worth.
    gradebook : nbgrader.api.Gradebook
    penalty : callable
        See `autograder.grading.ledger.Ledger`.
    result : autograder.grading.class_run.ClassResult
        Its counts are updated.
    """

    def __init__(self, course, bundle, gradebook, penalty, result):
        self._course, self._bundle, self._result = course, bundle, result
        self._assignment = bundle.assignment
        self._database = gradebook.db
        self._ledger = Ledger(gradebook, bundle.assignment, penalty)
        self._waiting, self._since = [], 0.0

    def record(self, one, verdict, kept):
        """Schedule a student's grades and notebook for writing, unless they are written already.

        Parameters
        ----------
        one : Submission
        verdict : bytes
            As it was judged, perhaps with other points.
        kept : bool
            Whether it was cached.
        """
        try:
            verdict = with_points(verdict, self._bundle)
            grades = one.student, read_metadata(verdict)["scores"], one.timestamp
            folder, files = self._files(one, verdict)
            same = [_compare(folder / name, content) for name, content in files.items()]
            if all(same) and self._ledger.holds(*grades):
                self._count(kept)
                return
        except Exception as error:  # one student's failure must not stop the class
            self._failed(one.student, error)
            return
        if not self._waiting:
            self._since = time.monotonic()
        changed = set()
        if same[0] is False:  # there is a notebook of an older version
            changed = differing_scores((folder / next(iter(files))).read_bytes(), verdict)
        self._waiting.append((grades, changed, folder, {} if all(same) else files, kept))
        if len(self._waiting) >= TOGETHER or time.monotonic() > self._since + SOON:
            self.flush()

    def flush(self):
        """Write what is waiting: in one transaction, or one by one if that fails."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self._save(waiting)
        except Exception:
            for one in waiting:
                try:
                    self._save([one])
                except Exception as error:
                    self._failed(one[0][0], error)

    def _save(self, waiting):
        """Write grades first: if this is killed, the older notebook makes a person look again."""
        try:
            for grades, changed, *_ in waiting:
                self._ledger.save(*grades, changed=changed)
            self._database.commit()
        except BaseException:  # including Ctrl-C: never write half of a student's grades
            self._database.rollback()
            raise
        for _, _, folder, files, kept in waiting:
            _write(folder, files)
            self._count(kept)

    def _count(self, kept):
        """Count a student whose grade is now in the gradebook."""
        self._result.graded += 1
        self._result.kept += kept

    def _failed(self, student, error):
        self._database.rollback()
        why = with_way_out(in_one_line(error))
        self._result.unwritten.setdefault(why, []).append(student)

    def _files(self, one, verdict):
        """List the files that `nbgrader autograde` puts into a student's folder, notebook first."""
        files = {f"{self._assignment}.ipynb": verdict}
        if one.timestamp is not None:
            files[TIMESTAMP] = format_timestamp(one.timestamp).encode()
        return self._course.folder("autograded", self._assignment, one.student), files


def _compare(path, content):
    """Return whether a file has this content; None if it is missing."""
    try:
        return path.read_bytes() == content
    except OSError:
        return None


def _write(folder, files):
    for name, content in files.items():
        write_atomically(folder / name, content, mode=0o444)
    for path in folder.iterdir() if files else ():  # from an older run, or a killed one
        if path.name not in files:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
