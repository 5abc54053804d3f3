"""What several harnesses need: the course's modules, and a refusal."""

from __future__ import annotations

import importlib

from cnncourse.checks.engine.driving import Fault


def engine(name):
    """Import a module of the course, whose absence is no fault of the student.

    Parameters
    ----------
    name : str

    Returns
    -------
    module

    Raises
    ------
    Fault
        If the assignment does not provide it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Fault(f"the assignment does not provide {name}") from error


def refuse(text):
    """Raise a TypeError about a result; `theirs(refuse, text)` makes it the student's."""
    raise TypeError(text)
