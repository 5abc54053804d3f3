"""What one call of the student's function gave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one call of the student's function gave.

    Parameters
    ----------
    value : object
        What it returned; None when it raised an exception.
    error : str or None
        The exception in one line, "TypeError: ...".
    error_type : str or None
        Name of the exception's nearest built-in class, "ValueError" for a subclass of it.
    where : str or None
        The student's line that raised it.
    mutated : tuple of int or str
        Arguments that the call changed: the position of a positional one, the name of a
        keyword one.
    shared : tuple of int or str
        Arguments whose memory the returned array shares.
    empty : str or None
        The function that raised NotImplementedError, where the body of one is not written yet.
    printed : str
        The beginning of what the call printed.
    seconds : float
        How long the call took, by the judge's clock on the wall.
    ours : bool
        The error's words are ours, not the student's: their process has ended, or took too long.
    """

    value: object = None
    error: str | None = None
    error_type: str | None = None
    where: str | None = None
    mutated: tuple = ()
    shared: tuple = ()
    empty: str | None = None
    printed: str = ""
    seconds: float = 0.0
    ours: bool = False
