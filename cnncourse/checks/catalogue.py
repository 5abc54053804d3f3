"""Find checks by name; each assignment has a folder here.

The checks of `solutions/02_geometry` are `CHECKS` in `cnncourse/checks/geometry/checks.py`, and
`ASSIGNMENT` in that folder's `__init__.py` is its numbered name. There is no list to edit, and a
folder's checks are imported only when one of them is needed.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from cnncourse.checks.kinds.harnesses import HARNESSES
from cnncourse.common.names import advice

FOLDER = Path(__file__).parent


def find(name, assignment=None):
    """Look a check up by name.

    Parameters
    ----------
    name : str
        Name of the function it checks.
    assignment : str or None
        Such as "02_geometry"; None searches all assignments.

    Returns
    -------
    Check

    Raises
    ------
    LookupError
        If no check has this name, or several do.
    """
    everywhere = assignments() if assignment is None else [assignment]
    writing = [one for one in everywhere if f'"{name}"' in _source(one)]  # imports only these
    found = [check for one in writing for check in checks(one) if check.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        where = ", ".join(check.assignment for check in found)
        raise LookupError(f"several assignments have a check {name!r} ({where}): name one of them")
    known = [check.name for one in everywhere for check in checks(one)]
    raise LookupError(f"there is no check {name!r}: {advice(name, known)}")


def names(assignment):
    """List the checks of an assignment, in order.

    Parameters
    ----------
    assignment : str

    Returns
    -------
    list of str

    Raises
    ------
    LookupError
        If there is no such assignment.
    """
    return [check.name for check in checks(assignment)]


def checks(assignment):
    """Import the checks of an assignment.

    Parameters
    ----------
    assignment : str

    Returns
    -------
    tuple of Check

    Raises
    ------
    LookupError
        If there is no such assignment.
    ValueError
        If something in its folder is wrong; the message names the file to fix.
    """
    return _import_checks(folder(assignment).name)


def assignments():
    """List the assignments that have checks, by number.

    Returns
    -------
    list of str
    """
    return sorted(_name(path.parent.name) for path in FOLDER.glob("*/checks.py"))


def folder(assignment):
    """Find the folder of an assignment's checks, named after its topic, without the number.

    Parameters
    ----------
    assignment : str

    Returns
    -------
    Path

    Raises
    ------
    LookupError
        If there is no such assignment.
    """
    topic = assignment.partition("_")[2]
    found = FOLDER / topic
    if topic.isidentifier() and (found / "checks.py").is_file() and _name(topic) == assignment:
        return found
    raise LookupError(f"there is no assignment {assignment!r}: {advice(assignment, assignments())}")


def packages(assignment):
    """Name the packages with an assignment's checks, and with the wrong answers that it borrows.

    Parameters
    ----------
    assignment : str

    Returns
    -------
    list of str
        Its own package, and those that `BORROWS` in its `__init__.py` lists.
    """
    package = importlib.import_module(f"{__package__}.{folder(assignment).name}")
    return [package.__name__, *getattr(package, "BORROWS", ())]


def _source(assignment):
    """Read the source of an assignment's checks, which quotes their names, without importing it."""
    return (folder(assignment) / "checks.py").read_text(encoding="utf-8")


@cache
def _name(topic):
    """Read an assignment's name from its package, which imports nothing else."""
    package = importlib.import_module(f"{__package__}.{topic}")
    name = getattr(package, "ASSIGNMENT", None)
    if not isinstance(name, str) or name.partition("_")[2] != topic:
        raise ValueError(
            f"{FOLDER / topic / '__init__.py'}: ASSIGNMENT must be a number and the folder's name, "
            f"such as '02_{topic}', not {name!r}"
        )
    return name


@cache
def _import_checks(topic):
    found = importlib.import_module(f"{__package__}.{topic}.checks").CHECKS
    where = FOLDER / topic / "checks.py"
    for check in found:
        if check.assignment != _name(topic):
            raise ValueError(f"{where}: {check.name} belongs to {check.assignment}")
        if [other.name for other in found].count(check.name) > 1:
            raise ValueError(f"{where}: {check.name} appears twice")
        if f'"{check.name}"' not in _source(check.assignment):
            raise ValueError(f"{where}: spell out the name of {check.name} in double quotes")
        harness = check.harness
        if harness is not None and HARNESSES.get(harness.__name__) is not harness:
            raise ValueError(
                f"{where}: {check.name}: the sandbox knows no harness {harness.__name__}: move it "
                "to cnncourse/checks/kinds/harnesses"
            )
    return tuple(found)
