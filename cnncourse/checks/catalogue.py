"""All assignments and their checks, and how to find one."""

from __future__ import annotations

import sys
from pathlib import Path

from cnncourse.checks.convolution import checks
from cnncourse.common.names import advice

ASSIGNMENTS = {checks.ASSIGNMENT: checks.CHECKS}


def find(name, assignment=None):
    """Look a check up by name.

    Parameters
    ----------
    name : str
        Such as "conv2d_forward".
    assignment : str or None
        Such as "01_convolution"; None searches all of them.

    Returns
    -------
    Check

    Raises
    ------
    LookupError
        If no check, or more than one, has this name.
    """
    listed = [assignment] if assignment is not None else list(ASSIGNMENTS)
    found = [check for one in listed for check in _checks(one) if check.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        where = ", ".join(check.assignment for check in found)
        raise LookupError(f"several assignments have a check {name!r} ({where}): name one of them")
    known = [check.name for one in listed for check in _checks(one)]
    raise LookupError(f"there is no check {name!r}: {advice(name, known)}")


def names(assignment):
    """List the checks of an assignment, in its order.

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
    return [check.name for check in _checks(assignment)]


def folder(assignment):
    """Find the folder that holds the checks of an assignment.

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
    first = _checks(assignment)[0]
    return Path(sys.modules[first.cases.__module__].__file__).parent


def _checks(assignment):
    if assignment not in ASSIGNMENTS:
        raise LookupError(
            f"there is no assignment {assignment!r}: {advice(assignment, ASSIGNMENTS)}"
        )
    return ASSIGNMENTS[assignment]
