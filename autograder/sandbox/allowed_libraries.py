"""The installed libraries that a submission may use, with everything that they require."""

from __future__ import annotations

import csv
import functools
import re
from importlib import metadata
from pathlib import Path

LIBRARIES = ("numpy", "matplotlib", "matplotlib-inline", "ipython", "scikit-learn", "tqdm")
"""Always allowed."""


def libraries(provides):
    """Find the files and folders of the allowed libraries.

    Parameters
    ----------
    provides : sequence of str
        Names outside the course, such as "torch", are libraries.

    Returns
    -------
    dict of str to Path
        By their names in `site-packages`.
    """
    found = {}
    for library in _with_requirements(tuple(provides)):
        found.update(_entries(library))
    return found


def compiled(provides):
    """Find the files of the allowed libraries that need shared libraries of the system.

    Parameters
    ----------
    provides : sequence of str

    Returns
    -------
    list of Path
        Folders, for libraries without a list of their files.
    """
    found = []
    for library in _with_requirements(tuple(provides)):
        names = _installed(library)
        found += [Path(library.locate_file(name)) for name in names if ".so" in name]
        found += _entries(library).values() if not names else []
    return found


@functools.lru_cache(maxsize=4)
def _with_requirements(provides):
    """List the allowed libraries that are installed."""
    extra = {name.partition(".")[0] for name in provides} - {"cnncourse"}
    found, seen, waiting = [], set(), [*LIBRARIES, *extra]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            library = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # optional, or for another system
        found.append(library)
        waiting += _requirements(library)
    return found


def _installed(library):
    """List the files of a library, relative to `site-packages`; empty if there is no list."""
    record = library.read_text("RECORD")  # `library.files` takes ten times as long
    if record:
        return [row[0] for row in csv.reader(record.splitlines()) if row]
    return [str(file) for file in library.files or ()]


def _entries(library):
    """Find a library's entries in `site-packages`, by name."""
    names = {file.partition("/")[0] for file in _installed(library)}
    if not names:  # some systems' own packages have no list
        names = set((library.read_text("top_level.txt") or library.metadata["Name"]).split())
    places = {name: Path(library.locate_file(name)) for name in names - {"..", "__pycache__"}}
    return {name: place for name, place in places.items() if place.exists()}


def _requirements(library):
    """List the libraries that a library requires on this system, without its extras."""
    from packaging.requirements import Requirement

    wanted = [Requirement(text) for text in library.requires or ()]
    return [one.name for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})]
