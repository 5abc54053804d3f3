"""What several harnesses need: the course's modules, a refusal, and patience with training."""

from __future__ import annotations

import importlib
from time import process_time

from cnncourse.checks.engine.driving import Fault

SECONDS = 30.0  # of processor time, to train once: the references take two or three


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


class Patience:
    """Ends training that takes too long, in a notebook, too."""

    def __init__(self):
        self._seconds, self._end = SECONDS, process_time() + SECONDS

    def check(self):
        """Raise a TimeoutError once the time is over."""
        if process_time() > self._end:
            raise TimeoutError(f"training took more than {self._seconds:g} seconds")
