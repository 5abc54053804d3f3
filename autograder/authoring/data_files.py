"""Data files of an assignment: they are beside `assignment.md`, which lists them under `data:`.

Students get them beside the notebook, and a submission finds them in its working directory.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from autograder.course import METADATA, CourseError, write_atomically
from autograder.judge.released import ANSWERS, files_below

MOST = 10_000_000  # bytes of all files together: they travel with every submission


def data_files(source, notebook):
    """Find the data files of an assignment.

    Parameters
    ----------
    source : Path
        `solutions/NN_topic/assignment.md`.
    notebook : NotebookNode
        Built from it.

    Returns
    -------
    dict of str to Path
        By path relative to the assignment's folder.

    Raises
    ------
    CourseError
        If a listed file is missing or cannot be used, or if there is an unlisted file.
    """
    place, found = source.parent, {}
    entries = notebook.metadata[METADATA].get("data", [])
    if not isinstance(entries, list):
        raise CourseError(f"{source}: `data:` takes a list of files, not {entries!r}")
    for entry in entries:
        found |= _listed(source, entry)
    beside = files_below(place)
    others = [name for name in beside if name not in found and not _known(name, source)]
    if others:
        raise CourseError(
            f"{place / others[0]}: list it under `data:` in {source.name}, so that students get "
            "it and grading finds it, or move it elsewhere"
        )
    size = sum(path.stat().st_size for path in found.values())
    if size > MOST:
        raise CourseError(
            f"{source}: its data files are {size / 1e6:.1f} MB; the limit is {MOST / 1e6:g} MB"
        )
    return found


def _known(name, source):
    return name == source.name or PurePosixPath(name).parts[0] in ANSWERS


def _listed(source, entry):
    """Find the files of one entry of `data:`, which names a file or a folder."""
    where = f"{source}: `data:`"
    parts = PurePosixPath(entry).parts if isinstance(entry, str) else ()
    if not parts or parts[0] in ("/", *ANSWERS) or any(part.startswith(".") for part in parts):
        raise CourseError(f"{where} takes names of files or folders beside it, not {entry!r}")
    path = source.parent.joinpath(*parts)
    name = "/".join(parts)
    found = {name: path} if path.is_file() else files_below(path, name)
    if not found:
        raise CourseError(f"{where} lists {entry}, but there is no such file: {path}")
    for one in found:
        if one.endswith((".ipynb", ".py")) or one in (source.name, "timestamp.txt"):
            raise CourseError(f"{where}: {one} cannot be a data file: rename it")
    return found


def write_data_files(course, name, found):
    """Write an assignment's data files into `source/`, for nbgrader to release.

    Parameters
    ----------
    course : Course
    name : str
    found : dict of str to Path
        From `data_files`.
    """
    for file, path in found.items():
        write_atomically(course.folder("source", name) / file, path.read_bytes())


def refuse_others(course, name, found):
    """Raise an error if `source/` holds files that were not built: nbgrader would release them.

    Parameters
    ----------
    course, name, found
        As for `write_data_files`.

    Raises
    ------
    CourseError
    """
    place = course.folder("source", name)
    if others := sorted(files_below(place).keys() - found.keys() - {f"{name}.ipynb"}):
        raise CourseError(
            f"{place / others[0]} does not belong to {name}: delete it, or put it into "
            f"solutions/{name}/ and list it under `data:` in assignment.md"
        )


def read_data(found):
    """Read data files, in the form that a bundle takes.

    Returns
    -------
    tuple of (str, bytes)
    """
    return tuple((name, Path(path).read_bytes()) for name, path in sorted(found.items()))
