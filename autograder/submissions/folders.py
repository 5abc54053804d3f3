"""Find and read the folders that a class submitted."""

from __future__ import annotations

import os

from autograder.course import CourseError, in_one_line, may_exist
from autograder.submissions.submission import FEW, read_folder, shown
from cnncourse.common.words import shown_name

PATTERN = "*?["  # nbgrader takes a name with one of these for a pattern


def find_folders(course, assignment, students=None):
    """Find the submitted folders, including those that cannot be read.

    A folder whose name cannot be used is left out; see `find_odd_names`.

    Parameters
    ----------
    course : Course
    assignment : str
    students : list of str or None
        None takes all.

    Returns
    -------
    dict of str to Path
        By student, sorted.

    Raises
    ------
    CourseError
        If there is nothing to grade, or one of `students` submitted nothing.
    """
    found = course.submissions(assignment)
    folders = {name: place for name, place in found.items() if not is_odd(name)}
    if unknown := sorted(set(students or []) - set(folders)):
        raise CourseError(f"{', '.join(unknown)}: no submission of {assignment} in {course.root}")
    if not folders:
        odd = find_misplaced(course, assignment)
        without = f" (no folder {assignment} in: {', '.join(odd[:FEW])})" if odd else ""
        raise CourseError(
            f"no submissions of {assignment} in {course.root / 'submitted'}{without}: collect them "
            "there, or write the sample class with `python -m autograder sample`"
        )
    return {name: folders[name] for name in folders if not students or name in students}


def read_folders(folders, assignment, failures):
    """Read what a class submitted, lazily, one folder at a time.

    Parameters
    ----------
    folders : dict of str to Path
        By student.
    assignment : str
    failures : dict of str to list of str
        Receives the students whose folder could not be read through a fault of ours, by reason.

    Yields
    ------
    Submission
    """
    for student, folder in folders.items():
        try:
            one = read_folder(student, folder, assignment)
        except Exception as error:  # a fault of ours, which affects only this student
            reason = f"reading the folder failed with {in_one_line(error)}"
            failures.setdefault(reason, []).append(student)
        else:
            yield one


def find_odd_names(course, assignment):
    """List the submitted folders whose names a gradebook, page or terminal cannot handle, escaped.

    They contain line ends, terminal escapes, bytes outside the encoding, characters that are
    invisible or reverse the text, too many accents, or a character of `PATTERN`.

    Returns
    -------
    list of str
    """
    return [ascii(name) for name in course.submissions(assignment) if is_odd(name)]


def is_odd(name):
    """Return whether a folder's name is one of `find_odd_names`."""
    return shown_name(name) != name or not set(PATTERN).isdisjoint(name)


def find_misplaced(course, assignment):
    """List the entries of `submitted/` without a folder for this assignment.

    Students who submitted only other released assignments are not listed.

    Returns
    -------
    list of str
        Safe to show.
    """
    released, found = {assignment, *course.released()}, []
    for name in course.handed_in():
        place = course.root / "submitted" / name
        if not may_exist(place / assignment) and not _holds_only(place, released):
            found.append(shown(name))
    return found


def _holds_only(place, names):
    """Return whether a folder is not empty and holds only entries with these names."""
    try:
        entries = {name for name in os.listdir(place) if not name.startswith(".")}
    except OSError:
        return False
    return bool(entries) and entries <= names
