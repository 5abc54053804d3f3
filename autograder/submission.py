"""What a student handed in: the file's bytes, and the cells that can be read from them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from autograder.course import CourseError

MAX_BYTES = 50_000_000


class Unreadable(Exception):
    """The file is not a notebook; the message is the reason, for student and instructor."""


@dataclass(eq=False)
class Cell:
    """One cell as it was handed in, with as little trust as possible."""

    kind: str
    source: str
    id: str | None = None
    mark: dict = field(default_factory=dict)  # nbgrader's metadata
    place: int | None = None  # the skeleton's cell that this one stands for
    before: int | None = None  # or the one that it runs ahead of, as an older copy
    after: int | None = None  # or the one that it is a changed version of


def read_cells(submission):
    """Read the cells of a notebook file, whatever its version and state.

    Raises
    ------
    Unreadable
        If the bytes are not a notebook.
    """
    if len(submission) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    if not submission.strip():
        raise Unreadable("the file is empty")
    try:
        data = json.loads(submission.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("the file is not text in UTF-8, so it is not a notebook") from None
    except (ValueError, RecursionError):
        raise Unreadable("the file is not JSON, so it is not a notebook") from None
    if not isinstance(data, dict):
        raise Unreadable("the file is JSON but not a notebook")
    if isinstance(data.get("cells"), list):
        raw = data["cells"]
    elif isinstance(data.get("worksheets"), list):  # notebooks of format 3
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        raw = [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
    else:
        raise Unreadable("the file is JSON but holds no cells, so it is not a notebook")
    cells = [_read_cell(cell) for cell in raw if isinstance(cell, dict)]
    if not cells:
        raise Unreadable("the notebook has no cells")
    return cells


def _read_cell(raw):
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = raw.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    mark = metadata.get("nbgrader")
    return Cell(
        kind="code" if raw.get("cell_type") == "code" else "text",
        source=_clean(source) if isinstance(source, str) else "",
        id=raw.get("id") if isinstance(raw.get("id"), str) else None,
        mark=mark if isinstance(mark, dict) else {},
    )


def _clean(text):
    """Drop what cannot be stored as UTF-8 or would cut a source short."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def _list(value):
    return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Handed:
    """What one student handed in for one assignment: the file's bytes, or why there are none."""

    student: str
    content: bytes | None
    reason: str | None = None
    timestamp: str | None = None
    repairs: tuple = ()  # sentences for the student, about what lies beside the notebook


def collect(course, assignment, students=None):
    """Read the submissions of an assignment, all at once; see `find_folders` and `read_folder`.

    Returns
    -------
    list of Handed
    """
    folders = find_folders(course, assignment, students)
    return [read_folder(student, place, assignment) for student, place in folders.items()]


def find_folders(course, assignment, students=None):
    """Find the folders that students handed in.

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
        If there is nothing to grade, or a named student handed nothing in.
    """
    folders = course.submissions(assignment)
    if unknown := sorted(set(students or []) - set(folders)):
        raise CourseError(f"{', '.join(unknown)}: no submission of {assignment} in {course.root}")
    if not folders:
        raise CourseError(
            f"no submissions of {assignment} in {course.root / 'submitted'}: collect them there, "
            "or make the sample class with `python -m autograder sample`"
        )
    return {name: folders[name] for name in folders if not students or name in students}


def read_folder(student, folder, assignment):
    """Read what one student handed in.

    A folder with a single notebook of another name is taken as meant.

    Returns
    -------
    Handed
    """
    timestamp, repairs = _read_timestamp(folder / "timestamp.txt")
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".ipynb"]
    notebooks = [path for path in found if path.is_file() and not path.is_symlink()]
    named = [path for path in notebooks if path.name == f"{assignment}.ipynb"]
    alike = [path for path in notebooks if path.stem.lower() == assignment.lower()]
    chosen = named or alike or notebooks
    if len(chosen) != 1:
        what = f"{len(chosen)} notebooks of other names" if chosen else "no notebook"
        reason = no_notebook(assignment, what)
        return Handed(student, None, reason, timestamp, repairs)
    try:
        with open(chosen[0], "rb") as file:  # one byte more than is read, to see that it is more
            return Handed(student, file.read(MAX_BYTES + 1), None, timestamp, repairs)
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror}"
        return Handed(student, None, reason, timestamp, repairs)


def no_notebook(assignment, what="no notebook"):
    """Say that a folder does not hold the one file that is asked for."""
    return f"the folder holds {what}, where {assignment}.ipynb is asked for"


def _read_timestamp(path):
    """Read when it was handed in; a file that says no time counts as none, and a note says so."""
    from nbgrader.utils import parse_utc

    if not path.is_file():
        return None, ()
    try:
        text = path.read_text(encoding="utf-8").strip()
        parse_utc(text)
    except (ValueError, TypeError, OverflowError, OSError):
        return None, ("The time in timestamp.txt cannot be read; no lateness was charged.",)
    return text, ()
