"""One submission: the file in a student's folder that is graded, and notes on the others."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from autograder.submissions.cells import Unreadable
from autograder.submissions.reading import kind_of, read_file
from autograder.submissions.timestamps import read_timestamp
from cnncourse.common.words import quoted

FEW, LONG = 5, 60  # most names to show, and most characters of one
OTHER_NAME, NO_TIME, UNREAD = "other name", "no time", "unread"  # kinds of notes


class Note(NamedTuple):
    """A sentence for the student about the folder, with a kind if instructors also read it."""

    text: str
    kind: str | None = None


@dataclass(frozen=True)
class Submission:
    """What a student submitted for an assignment: the file's bytes, or why there are none."""

    student: str
    content: bytes | None
    reason: str | None = None
    timestamp: datetime | None = None  # in UTC
    notes: tuple[Note, ...] = ()  # about the rest of the folder
    others: tuple = ()  # names of other notebooks in the folder, safe to show


def read_folder(student, folder, assignment):
    """Read what a student submitted.

    A single notebook with the wrong name is accepted.

    Parameters
    ----------
    student : str
    folder : Path
    assignment : str

    Returns
    -------
    Submission
    """
    timestamp, notes, others = None, (), ()
    try:
        _refuse_odd_folders(folder)
        timestamp, notes = _timestamp_and_notes(folder)
        path, more, others = _choose_notebook(folder, assignment)
        notes += more
        return Submission(student, read_file(path), None, timestamp, notes, others)
    except Unreadable as error:
        return Submission(student, None, str(error), timestamp, notes, others)


def read_named_file(path):
    """Read a file that nbgrader has found, `submitted/STUDENT/ASSIGNMENT/NAME.ipynb`.

    Returns
    -------
    content : bytes or None
    reason : str or None
        Why there is no content.
    """
    try:
        _refuse_odd_folders(path.parent)
        if (kind := kind_of(path)) != "a file":
            raise Unreadable(_no_notebook(path.stem, f"no notebook, only {kind}"))
        return read_file(path), None
    except Unreadable as error:
        return None, str(error)


def _refuse_odd_folders(folder):
    """Refuse a link in place of a student's folder: it may lead to somebody else's."""
    for place in (folder.parent, folder):
        kind = kind_of(place)
        if kind != "a folder":
            raise Unreadable(f"there is {kind} instead of the submission's folder")


def _choose_notebook(folder, assignment):
    """Choose the notebook to grade, and write notes about the choice."""
    try:
        names = [name for name in os.listdir(folder) if not name.startswith(".")]
    except OSError as error:
        raise Unreadable(f"the folder cannot be read: {error.strerror}") from None
    found = {name: kind_of(folder / name) for name in sorted(names) if _stem(name) is not None}
    notebooks = [name for name, kind in found.items() if kind == "a file"]
    expected = f"{assignment}.ipynb"
    named = [name for name in notebooks if name == expected]
    in_other_case = [name for name in notebooks if _stem(name) == assignment.lower()]
    chosen = named or in_other_case or notebooks
    if not chosen:
        others = " and ".join(sorted(set(found.values())) or _other_things(folder, names))
        raise Unreadable(_no_notebook(assignment, f"no notebook{others and ', only '}{others}"))
    if len(chosen) > 1:
        raise Unreadable(_no_notebook(assignment, f"{len(chosen)} notebooks with other names"))
    notes = ()
    if chosen != [expected]:
        notes += (Note(f"The file is not named {expected}; it was graded anyway.", OTHER_NAME),)
    others = tuple(quoted(shown(name)) for name in found if name != chosen[0])
    if others:
        some = ", ".join(others[:FEW]) + f" and {len(others) - FEW} more" * (len(others) > FEW)
        notes += (Note(f"Other notebooks in the folder, which were not read: {some}.", UNREAD),)
    if modules := sum(name.endswith(".py") for name in names):
        notes += (
            Note(f"Python files in the folder, which the notebook cannot import: {modules}."),
        )
    return folder / chosen[0], notes, others[:FEW]


def shown(name):
    """Make a student's file name safe to show in a page or a terminal."""
    short = name if len(name) <= LONG else f"{name[:LONG]}..."
    return re.sub(r"[^\w .()+-]", "?", short)


def _other_things(folder, names):
    """Describe what else is there by kind and extension only, because a student chose the names."""
    if any(kind_of(folder / name) == "a folder" for name in names):
        return ["another folder, which is not searched"]
    endings = {name.lower().rpartition(".")[2] for name in names if "." in name}
    endings -= {"txt"} if "timestamp.txt" in names else set()
    plain = {one for one in endings if one.isascii() and one.isalnum() and len(one) <= 4}
    return [f"a .{one} file" for one in sorted(plain)[:3]]


def _stem(name):
    """Return a notebook's name without its extension, in lower case; None for other files."""
    stem, dot, ending = name.lower().rpartition(".")
    return stem if dot and ending == "ipynb" else None


def _no_notebook(assignment, what):
    return f"the folder holds {what}; it should hold {assignment}.ipynb"


def _timestamp_and_notes(folder):
    """Read the submission time; a file without a valid time is ignored, with a note."""
    try:
        return read_timestamp(folder), ()
    except ValueError:
        text = "The time in timestamp.txt cannot be read, so there is no late penalty."
        return None, (Note(text, NO_TIME),)
