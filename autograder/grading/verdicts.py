"""Cache verdicts by content, so that a second run grades only what has changed.

A verdict is the file of the graded notebook, which carries its scores. It is kept in `verdicts/`
under a fingerprint of everything that it depends on: the submission, the bundle, the limits, the
isolation and the code that grades. So this folder never has to be emptied by hand.

A verdict's name begins with the fingerprint of the submission and the number of its round. A
graded submission keeps its round, even if the release or the code changes or it is regraded with
`--force`, so its first grading stays reproducible. Only new and changed submissions get the newest
round.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from autograder.course import METADATA, fingerprint, write_atomically
from autograder.judge.used_code import fingerprint_of_code

METADATA_BEGIN = b'\n "metadata": '  # no text contains this: JSON writes a line end as \\n
END = 1 << 16  # bytes to read from the end of a file; the metadata is hardly ever longer
LIBRARIES = ("numpy", "torch", "ipython", "matplotlib", "scikit-learn", "nbformat")


class Verdicts:
    """The cached verdicts of one assignment.

    Parameters
    ----------
    folder : Path
    bundles : list of Bundle
        By round. Points do not matter here: see `autograder.grading.points`.
    limits : Limits
        Including the isolation.
    """

    def __init__(self, folder, bundles, limits):
        self._folder = Path(folder)
        self._bundles = [bundle.to_bytes() for bundle in bundles]
        self._rounds = graded_rounds(folder, len(bundles))
        self._common = []
        code = code_version(bundles[-1].assignment, bundles[-1].provides)
        for bundle in bundles:
            task = bundle.without_points()
            settings = [asdict(limits), code, len(task)]
            self._common.append(hashlib.sha256(json.dumps(settings).encode() + task))

    def key(self, submission):
        """Return the key of the verdict on a submission; equal submissions get equal keys."""
        content = submission.content or b""
        handed_in = fingerprint(content)
        number = self._rounds.get(handed_in, len(self._bundles))
        found = self._common[number - 1].copy()
        beside = [submission.reason, submission.notes]
        found.update(json.dumps(beside).encode() + b"\n" + content)
        return _name(handed_in, number, found.hexdigest())

    def bundle(self, key):
        """Return the bundle of the round that a key belongs to."""
        return self._bundles[int(key.split("-")[1]) - 1]

    def read(self, key):
        """Return the cached verdict, or None if it is missing or damaged."""
        with contextlib.suppress(OSError):
            check, _, verdict = (self._folder / key).read_bytes().partition(b"\n")
            if check.decode("ascii", "replace") == fingerprint(verdict):
                return verdict
        return None

    def write(self, key, verdict):
        content = fingerprint(verdict).encode() + b"\n" + verdict
        write_atomically(self._folder / key, content, mode=0o600)

    def keep_only(self, keys):
        """Remove verdicts that no submission uses any more, and leftovers of killed runs."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in keys:
                    path.unlink()


def _name(handed_in, number, rest):
    return f"{handed_in}-{number}-{rest}"


def graded_rounds(folder, newest):
    """Find the round in which each submission was graded.

    Parameters
    ----------
    folder : Path
        The assignment's verdicts.
    newest : int
        Number of the newest round.

    Returns
    -------
    dict of str to int
        By the fingerprint of the submission.
    """
    found = {}
    for path in Path(folder).glob("*-*-*"):
        handed_in, number, _ = path.name.split("-", 2)
        if number.isdecimal() and 1 <= int(number) <= newest:
            found[handed_in] = max(int(number), found.get(handed_in, 0))
    return found


def keep_round(folder, content, number):
    """Record the round of a submission that nbgrader grades, which caches no verdicts.

    Parameters
    ----------
    folder : Path
        The assignment's verdicts.
    content : bytes
        The submission.
    number : int
    """
    write_atomically(
        Path(folder) / _name(fingerprint(content), number, "nbgrader"), b"", mode=0o600
    )


def code_version(assignment, provides):
    """Fingerprint the code that grades an assignment and the versions of its libraries.

    Parameters
    ----------
    assignment : str
    provides : sequence of str
        Modules that answers may import.

    Returns
    -------
    str
    """
    found = hashlib.sha256(sys.version.encode())
    libraries = {name.partition(".")[0] for name in provides} - {"cnncourse"}
    for name in [*LIBRARIES, *sorted(libraries - set(LIBRARIES))]:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found.update(f"{name} {metadata.version(name)}\n".encode())
    found.update(fingerprint_of_code(assignment, tuple(provides)).encode())
    return found.hexdigest()


def read_metadata(verdict):
    """Read our own metadata from a graded notebook, without parsing its cells.

    Parameters
    ----------
    verdict : bytes
        As `nbformat` writes it, with the metadata after the cells. The end of the file is enough if
        it contains the metadata.

    Returns
    -------
    dict
        See `autograder.grading.grade.grade_submission`.

    Raises
    ------
    ValueError
        If it is not a graded notebook.
    """
    start = verdict.rfind(METADATA_BEGIN)
    try:
        tail = json.loads(b"{" + verdict[start:]) if start >= 0 else json.loads(verdict)
        return tail["metadata"][METADATA]
    except (LookupError, TypeError) as error:
        raise ValueError("not a graded notebook") from error


def read_file_metadata(path):
    """Read our metadata from a graded notebook's file, from its end if that is enough.

    Raises
    ------
    ValueError
    OSError
    """
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - END))
        end = file.read()
        if METADATA_BEGIN not in end:
            file.seek(0)
            end = file.read()
    return read_metadata(end)
