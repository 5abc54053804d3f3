"""The outcome of one call of the student's function."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ending(Enum):
    """Why a call gave neither a result nor an exception of its own."""

    CALL_TIMEOUT = "it exceeded the time limit of one call"
    TOTAL_TIMEOUT = "all calls together exceeded their time limit"
    PROCESS_ENDED = "it ended the whole Python process"

    @property
    def is_timeout(self):
        return self is not Ending.PROCESS_ENDED


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of one call of the student's function.

    Parameters
    ----------
    value : object
        What it returned; None if it raised an exception.
    error : str or None
        The exception in one line, "TypeError: ...".
    error_type : str or None
        Name of the exception's nearest built-in class, "ValueError" for a subclass of it.
    where : str or None
        The student's line that raised it.
    raised_in : str or None
        The student's function that raised it.
    mutated : tuple of int or str
        Arguments that the call changed: the position of a positional one, the name of a keyword
        one.
    shared : tuple of int or str
        Arguments that share memory with the returned array.
    empty : str or None
        The student's unwritten function, if it raised the NotImplementedError.
    printed : str
        The beginning of what the call printed.
    seconds : float
        How long the call took: processor time in the sandbox, wall-clock time in the student's
        own notebook.
    ending : Ending or None
        Why there is no result, if the call was stopped or ended its process; `error` says so too.
    """

    value: object = None
    error: str | None = None
    error_type: str | None = None
    where: str | None = None
    raised_in: str | None = None
    mutated: tuple = ()
    shared: tuple = ()
    empty: str | None = None
    printed: str = ""
    seconds: float = 0.0
    ending: Ending | None = None
