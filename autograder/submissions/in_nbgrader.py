"""Guard nbgrader's own reading of student folders, where one student could stop a whole class.

nbgrader's commands and the formgrader parse every student's timestamp.txt, and copy the files
beside a notebook. Also, before nbgrader grades a student again, it deletes the notebook that says
what was graded before. None of this can be configured, so `guard_reading` replaces these methods.
The course folder's configuration calls it, in whichever of nbgrader's programs reads that.
"""

from __future__ import annotations

import functools
import os
import stat
from pathlib import Path

from autograder.submissions.cells import Unreadable
from autograder.submissions.reading import KINDS
from autograder.submissions.timestamps import read_timestamp

MAX_FILES, MAX_DEPTH, MAX_BYTES = 2_000, 20, 500_000_000


def guard_reading():
    """Replace these methods of nbgrader."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    CourseDirectory.get_existing_timestamp = _existing_timestamp
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    if not hasattr(Autograde.init_assignment, "__wrapped__"):
        Autograde.init_assignment = _only_plain_files(Autograde.init_assignment)
        Autograde.init_destination = _reads_last_grading(Autograde.init_destination)


def _existing_timestamp(self, dest_path):
    try:
        return read_timestamp(Path(dest_path))
    except ValueError as error:
        self.log.warning("%s: the submission time is unknown: %s", dest_path, error)
        return None


def _submitted_timestamp(self, assignment_id, student_id):
    above = self.coursedir.submitted_directory
    place = self.coursedir.format_path(above, student_id, assignment_id)
    return _existing_timestamp(self, os.path.abspath(place))


def _only_plain_files(init_assignment):
    @functools.wraps(init_assignment)
    def checked(self, assignment_id, student_id):
        require_plain_files(self._format_source(assignment_id, student_id))
        init_assignment(self, assignment_id, student_id)

    return checked


def _reads_last_grading(init_destination):
    """Keep the last graded notebook as `graded_before`, in bytes or None, before it is deleted."""

    @functools.wraps(init_destination)
    def reading(self, assignment_id, student_id):
        path = Path(self._format_dest(assignment_id, student_id), f"{assignment_id}.ipynb")
        self.graded_before = path.read_bytes() if path.is_file() else None
        return init_destination(self, assignment_id, student_id)

    return reading


def require_plain_files(folder):
    """Raise an error for a folder that nbgrader must not copy, at the first reason found.

    Parameters
    ----------
    folder : path-like
        Entries named like notebooks are not copied, so they may be anything.

    Raises
    ------
    Unreadable
        If it holds a link, a pipe, a socket or a device, or if its files are too many or too large.
    """
    count, size, waiting = 0, 0, [(folder, 0)]
    while waiting:
        place, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Unreadable(f"its folders are nested more than {MAX_DEPTH} deep")
        with os.scandir(place) as entries:
            for entry in entries:
                about = entry.stat(follow_symlinks=False)
                count += 1
                if stat.S_ISDIR(about.st_mode):
                    waiting.append((entry.path, depth + 1))
                elif entry.name.endswith(".ipynb"):
                    continue
                elif not stat.S_ISREG(about.st_mode):
                    kind = KINDS.get(stat.S_IFMT(about.st_mode), "something")
                    raise Unreadable(f"beside the notebook there is {kind}, which is not copied")
                size += about.st_size
                if count > MAX_FILES or size > MAX_BYTES:
                    most = f"{MAX_FILES:,} files or {MAX_BYTES // 1_000_000} MB"
                    raise Unreadable(f"beside the notebook there are more than {most}")
