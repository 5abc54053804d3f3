"""What a class handed in: the folders, and the one file in each that is graded."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass

from autograder.course import CourseError
from autograder.submissions.cells import MAX_BYTES, Unreadable, too_large

KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
FEW, LONG = 5, 60  # names that are shown, and the characters of one
OTHER_NAME, NO_TIME = "The file has another name", "The time in timestamp.txt"
UNREAD = "Other notebooks in the folder, which were not read"
ONLY_THE_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True)
class Handed:
    """What one student handed in for one assignment: the file's bytes, or why there are none."""

    student: str
    content: bytes | None
    reason: str | None = None
    timestamp: str | None = None
    repairs: tuple = ()  # sentences for the student, about what lies beside the notebook
    others: tuple = ()  # names of notebooks beside it, as they may be shown


def find_folders(course, assignment, students=None):
    """Find the folders that students handed in, also those that cannot be read.

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
        If there is nothing to grade, or a named student handed nothing in.
    """
    found = _handed_in(course, assignment)
    folders = {name: place for name, place in found.items() if not is_odd(name)}
    if unknown := sorted(set(students or []) - set(folders)):
        raise CourseError(f"{', '.join(unknown)}: no submission of {assignment} in {course.root}")
    if not folders:
        odd = find_misplaced(course, assignment)
        there = f" (without a folder {assignment}: {', '.join(odd[:FEW])})" if odd else ""
        raise CourseError(
            f"no submissions of {assignment} in {course.root / 'submitted'}{there}: collect them "
            "there, or make the sample class with `python -m autograder sample`"
        )
    return {name: folders[name] for name in folders if not students or name in students}


def find_odd_names(course, assignment):
    """List folders whose names no gradebook, page or terminal can be trusted with, escaped.

    They hold line ends, commands for the terminal, bytes that are no text, or one of `*?[`, which
    nbgrader reads as a pattern for the names of several folders.

    Returns
    -------
    list of str
    """
    return [ascii(name) for name in _handed_in(course, assignment) if is_odd(name)]


def is_odd(name):
    """Say whether a folder's name is one of `find_odd_names`."""
    return not name.isprintable() or not set("*?[").isdisjoint(name)


def find_misplaced(course, assignment):
    """List what lies in `submitted/` and is nobody's submission: there is no folder of its name.

    Who handed in another assignment, and nothing besides, is no such case.

    Returns
    -------
    list of str
        As they may be shown.
    """
    released, found = {assignment, *course.released()}, []
    for name in _entries(course):
        place = course.root / "submitted" / name
        if not _may_be_there(place / assignment) and not _only(place, released):
            found.append(_shown(name))
    return found


def _only(place, names):
    """Say whether a folder holds something, and nothing but folders of these names."""
    try:
        there = {name for name in os.listdir(place) if not name.startswith(".")}
    except OSError:
        return False
    return bool(there) and there <= names


def _entries(course):
    above = course.root / "submitted"
    try:
        return sorted(name for name in os.listdir(above) if not name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CourseError(f"{above} cannot be read: {error.strerror}") from error


def _handed_in(course, assignment):
    above = course.root / "submitted"
    places = {name: above / name / assignment for name in _entries(course)}
    return {name: place for name, place in places.items() if _may_be_there(place)}


def _may_be_there(place):
    """Say whether somebody handed in something here; a folder that is locked may hold it."""
    try:
        place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def read_folder(student, folder, assignment):
    """Read what one student handed in.

    A folder with a single notebook of another name is taken as meant.

    Parameters
    ----------
    student : str
    folder : Path
    assignment : str

    Returns
    -------
    Handed
    """
    timestamp, notes, others = None, (), ()
    try:
        _refuse_odd_folders(folder)
        timestamp, notes = _read_timestamp(folder / "timestamp.txt")
        path, more, others = _choose_notebook(folder, assignment)
        notes += more
        return Handed(student, read_file(path), None, timestamp, notes, others)
    except Unreadable as error:
        return Handed(student, None, str(error), timestamp, notes, others)


def read_named_file(path):
    """Read a file that nbgrader has found already, `submitted/STUDENT/ASSIGNMENT/NAME.ipynb`.

    Returns
    -------
    content : bytes or None
    reason : str or None
        Why there is none.
    """
    try:
        _refuse_odd_folders(path.parent)
        if (kind := _kind(path)) != "a file":
            raise Unreadable(no_notebook(path.stem, f"no notebook but {kind}"))
        return read_file(path), None
    except Unreadable as error:
        return None, str(error)


def _refuse_odd_folders(folder):
    """Refuse a link in place of a student's folders: it may lead to somebody else's."""
    for place in (folder.parent, folder):
        kind = _kind(place)
        if kind != "a folder":
            raise Unreadable(f"{kind} stands where the folder of the submission is asked for")


def _choose_notebook(folder, assignment):
    """Choose the notebook that is meant, and say so where there was a choice."""
    try:
        names = [name for name in os.listdir(folder) if not name.startswith(".")]
    except OSError as error:
        raise Unreadable(f"the folder cannot be read: {error.strerror}") from None
    found = {name: _kind(folder / name) for name in sorted(names) if _stem(name) is not None}
    notebooks = [name for name, kind in found.items() if kind == "a file"]
    asked = f"{assignment}.ipynb"
    named = [name for name in notebooks if name == asked]
    alike = [name for name in notebooks if _stem(name) == assignment.lower()]
    chosen = named or alike or notebooks
    if not chosen:
        others = " and ".join(sorted(set(found.values())) or _other_files(names))
        raise Unreadable(no_notebook(assignment, f"no notebook{others and ' but '}{others}"))
    if len(chosen) > 1:
        raise Unreadable(no_notebook(assignment, f"{len(chosen)} notebooks of other names"))
    notes = ()
    if chosen != [asked]:
        notes += (f"{OTHER_NAME} than {asked}; it was graded all the same.",)
    others = tuple(_shown(name) for name in found if name != chosen[0])
    if others:
        some = ", ".join(others[:FEW]) + f" and {len(others) - FEW} more" * (len(others) > FEW)
        notes += (f"{UNREAD}: {some}.",)
    if modules := sum(name.endswith(".py") for name in names):
        notes += (f"Python files in the folder, which the notebook cannot import: {modules}.",)
    return folder / chosen[0], notes, others[:FEW]


def _shown(name):
    """Show a student's file name without what could act in a page or a terminal."""
    short = name if len(name) <= LONG else f"{name[:LONG]}..."
    return re.sub(r"[^\w .()+-]", "?", short)


def _other_files(names):
    """Name files that are no notebooks by their endings: the names themselves are a student's."""
    endings = {name.lower().rpartition(".")[2] for name in names if "." in name}
    endings -= {"txt"} if "timestamp.txt" in names else set()
    plain = {one for one in endings if one.isascii() and one.isalnum() and len(one) <= 4}
    return [f"a .{one} file" for one in sorted(plain)[:3]]


def _stem(name):
    """Name a notebook without its ending, in small letters; None for other files."""
    stem, dot, ending = name.lower().rpartition(".")
    return stem if dot and ending == "ipynb" else None


def _kind(path):
    """Say what stands at a place, without opening or following it."""
    try:
        return KINDS.get(stat.S_IFMT(path.lstat().st_mode), "a file")
    except OSError as error:
        raise Unreadable(f"the folder cannot be read: {error.strerror}") from None


def read_file(path, most=MAX_BYTES):
    """Read a file that somebody handed in, and nothing else that may stand in its place.

    Parameters
    ----------
    path : Path
    most : int
        Bytes; of a larger file nothing is read.

    Returns
    -------
    bytes

    Raises
    ------
    Unreadable
        If it is a link, a pipe, a device, too large or locked.
    """
    if (kind := _kind(path)) != "a file":
        raise Unreadable(f"{kind} stands where the file is asked for")
    try:
        with open(os.open(path, os.O_RDONLY | ONLY_THE_FILE), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable("it is not a file any more")
            content = b"" if about.st_size > most else file.read(most + 1)
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from None
    if about.st_size > most or len(content) > most:
        raise too_large()
    return content


def no_notebook(assignment, what="no notebook"):
    """Say that a folder does not hold the one file that is asked for."""
    return f"the folder holds {what}, where {assignment}.ipynb is asked for"


def _read_timestamp(path):
    """Read when it was handed in; a file that says no time counts as none, and a note says so."""
    from nbgrader.utils import parse_utc

    if not os.path.lexists(path):
        return None, ()
    try:
        text = read_file(path, most=1000).decode("utf-8").strip()
        parse_utc(text)
    except (ValueError, TypeError, OverflowError, Unreadable):
        return None, (f"{NO_TIME} cannot be read; no lateness was charged.",)
    return text, ()
