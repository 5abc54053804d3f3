"""The folders that a class submitted: whose they are, and which of them cannot be used."""

from __future__ import annotations

import os

from autograder.course import CourseError
from autograder.submissions.submission import FEW, shown

PATTERN = "*?["  # nbgrader reads these in a name as a pattern for several folders


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
        If there is nothing to grade, or a named student submitted nothing.
    """
    found = _submitted(course, assignment)
    folders = {name: place for name, place in found.items() if not is_odd(name)}
    if unknown := sorted(set(students or []) - set(folders)):
        raise CourseError(f"{', '.join(unknown)}: no submission of {assignment} in {course.root}")
    if not folders:
        odd = find_misplaced(course, assignment)
        without = f" (without a folder {assignment}: {', '.join(odd[:FEW])})" if odd else ""
        raise CourseError(
            f"no submissions of {assignment} in {course.root / 'submitted'}{without}: collect them "
            "there, or make the sample class with `python -m autograder sample`"
        )
    return {name: folders[name] for name in folders if not students or name in students}


def find_odd_names(course, assignment):
    """List the submitted folders whose names no gradebook, page or terminal can handle, escaped.

    They hold line ends, terminal commands, bytes that are not text, or a character of `PATTERN`.

    Returns
    -------
    list of str
    """
    return [ascii(name) for name in _submitted(course, assignment) if is_odd(name)]


def is_odd(name):
    """Say whether a folder's name is one of `find_odd_names`."""
    return not name.isprintable() or not set(PATTERN).isdisjoint(name)


def find_misplaced(course, assignment):
    """List the entries of `submitted/` without a folder for this assignment.

    A student who submitted only other released assignments does not count.

    Returns
    -------
    list of str
        Safe to show.
    """
    released, found = {assignment, *course.released()}, []
    for name in _entries(course):
        place = course.root / "submitted" / name
        if not _may_exist(place / assignment) and not _holds_only(place, released):
            found.append(shown(name))
    return found


def _holds_only(place, names):
    """Say whether a folder holds something, and nothing but entries with these names."""
    try:
        entries = {name for name in os.listdir(place) if not name.startswith(".")}
    except OSError:
        return False
    return bool(entries) and entries <= names


def _entries(course):
    above = course.root / "submitted"
    try:
        return sorted(name for name in os.listdir(above) if not name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CourseError(f"{above} cannot be read: {error.strerror}") from error


def _submitted(course, assignment):
    above = course.root / "submitted"
    places = {name: above / name / assignment for name in _entries(course)}
    return {name: place for name, place in places.items() if _may_exist(place)}


def _may_exist(place):
    """Say whether a folder exists, or may exist in a folder that is not readable."""
    try:
        place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True
