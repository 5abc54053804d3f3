"""The folders that a class submitted: whose they are, and which of them cannot be used."""

from __future__ import annotations

import os

from autograder.course import CourseError, in_one_line, may_exist
from autograder.submissions.submission import FEW, read_folder, shown
from cnncourse.common.words import shown_name

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
    found = course.submissions(assignment)
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


def read_folders(folders, assignment, failures):
    """Read what a class submitted, one folder at a time, as they are asked for.

    Parameters
    ----------
    folders : dict of str to Path
        By student.
    assignment : str
    failures : dict of str to list of str
        Receives the students whose folder this code failed to read, by reason.

    Yields
    ------
    Submission
    """
    for student, folder in folders.items():
        try:
            one = read_folder(student, folder, assignment)
        except Exception as error:  # a fault of ours, which concerns this student alone
            reason = f"reading the folder failed with {in_one_line(error)}"
            failures.setdefault(reason, []).append(student)
        else:
            yield one


def find_odd_names(course, assignment):
    """List the submitted folders whose names no gradebook, page or terminal can handle, escaped.

    They contain line ends, terminal commands, bytes outside the encoding, invisible characters or
    ones that reverse the text, too many accents, or a character of `PATTERN`.

    Returns
    -------
    list of str
    """
    return [ascii(name) for name in course.submissions(assignment) if is_odd(name)]


def is_odd(name):
    """Say whether a folder's name is one of `find_odd_names`."""
    return shown_name(name) != name or not set(PATTERN).isdisjoint(name)


def find_misplaced(course, assignment):
    """List the entries of `submitted/` without a folder for this assignment.

    A student who submitted only other released assignments does not count.

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
    """Say whether a folder holds something, and nothing but entries with these names."""
    try:
        entries = {name for name in os.listdir(place) if not name.startswith(".")}
    except OSError:
        return False
    return bool(entries) and entries <= names
