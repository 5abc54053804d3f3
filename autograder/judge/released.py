"""Record what was released, and check that everything its grades rest on is unchanged."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

from autograder.course import CourseError, fingerprint, read_json, write_atomically
from autograder.judge.used_code import fingerprint_of_checks

AGAIN = "run `python -m autograder release`"
SOURCE = "assignment.md"  # in `solutions/NN_topic/`
ANSWERS = ("right", "equivalent")  # folders beside it that do not hold data
LEFT_OUT = (".", "__pycache__")  # prefixes of files that nobody releases on purpose


def record_release(course, names, solutions=None):
    """Record what was released, for `require_unchanged` and `is_outdated`.

    Parameters
    ----------
    course : Course
    names : list of str
        Assignments.
    solutions : Path, optional
        The folder with their sources.
    """
    known = read_json(course.release_list, {})
    for name in names:
        known[name] = {
            "files": _fingerprints(course.folder("release", name)),
            "source": _fingerprints(course.folder("source", name)),
            "checks": fingerprint_of_checks(name),
        }
        if solutions is not None:
            known[name]["solutions"] = _authored(Path(solutions).resolve() / name)
    write_atomically(course.release_list, json.dumps(known, indent=1).encode())


def require_unchanged(course, assignment):
    """Raise an error if the release, its source or its checks have changed since the release.

    Parameters
    ----------
    course : Course
    assignment : str

    Raises
    ------
    CourseError
        The message names what differs, and what to do.
    """
    known = read_json(course.release_list, {}).get(assignment)
    if not _is_record(known):
        raise CourseError(
            f"{course.release_list} has no record of the release of {assignment} (an older version "
            f"may have written it): {AGAIN} again"
        )
    refuse_edited_release(course, assignment)
    place = course.folder("release", assignment)
    if missing := sorted(known["files"].keys() - _fingerprints(place).keys()):
        raise CourseError(
            f"{place / missing[0]} is missing, but {assignment} was released with it: {AGAIN}"
        )
    source = _fingerprints(course.folder("source", assignment))
    if source and source != known["source"]:
        names = source.keys() | known["source"].keys()
        name = min(one for one in names if source.get(one) != known["source"].get(one))
        raise CourseError(
            f"{course.folder('source', assignment) / name} has changed since {assignment} was "
            f"released: make the change in solutions/, then {AGAIN}"
        )
    try:
        checks = fingerprint_of_checks(assignment)
    except LookupError as error:
        raise CourseError(f"{assignment} is released, but {error.args[0]}") from error
    if known["checks"] != checks:
        raise CourseError(
            f"the checks of {assignment}, or code that they use, have changed since it was "
            f"released: {AGAIN} again; the students' notebooks stay valid"
        )


def is_outdated(course, assignment):
    """Return whether `assignment.md` or its data files have changed since the release.

    If the folder that it was released from is missing, as on another machine, they have not.

    Returns
    -------
    bool
    """
    known = read_json(course.release_list, {}).get(assignment)
    authored = known.get("solutions") if isinstance(known, dict) else None
    if authored is None or not Path(authored["folder"], SOURCE).is_file():
        return False
    return _authored(Path(authored["folder"])) != authored


def _authored(folder):
    """Fingerprint an assignment's source and its data files."""
    files = _fingerprints(folder)
    own = {name: files[name] for name in files if PurePath(name).parts[0] not in ANSWERS}
    return {"folder": str(folder), "files": own}


def refuse_edited_release(course, assignment):
    """Raise an error if a file in the release was edited or added.

    Somebody may have solved the notebook in place, and releasing again would overwrite that.

    Raises
    ------
    CourseError
    """
    known = read_json(course.release_list, {}).get(assignment)
    place = course.folder("release", assignment)
    here = _fingerprints(place)
    if isinstance(known, str):  # from an older version, which recorded only the notebook
        files = here | {f"{assignment}.ipynb": known}
    else:
        files = known["files"] if _is_record(known) else here
    for name in here:
        if files.get(name) != here[name]:
            raise CourseError(
                f"{place / name} has been changed since the release: move it away, then {AGAIN}"
            )


def _is_record(known):
    return isinstance(known, dict) and known.keys() >= {"files", "source", "checks"}


def released_data(course, assignment):
    """Read the files that were released beside the notebook.

    Returns
    -------
    tuple of (str, bytes)
        Relative paths and contents, sorted.
    """
    found = files_below(course.folder("release", assignment))
    del found[f"{assignment}.ipynb"]
    return tuple((name, path.read_bytes()) for name, path in found.items())


def files_below(place, prefix=""):
    """Find the files in a folder and its subfolders, without hidden ones.

    Parameters
    ----------
    place : Path
    prefix : str
        Put before every name.

    Returns
    -------
    dict of str to Path
        By relative path, sorted.
    """
    found = {}
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place)
        if path.is_file() and not any(part.startswith(LEFT_OUT) for part in name.parts):
            found[PurePath(prefix, name).as_posix()] = path
    return found


def _fingerprints(place):
    return {name: fingerprint(path.read_bytes()) for name, path in files_below(place).items()}
