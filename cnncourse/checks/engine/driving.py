"""Call a student's function through a harness, and tell the student's errors from ours.

A harness stands between the judge and the student's function where one plain call is not enough:
it is called with that function, its partners and a case's arguments, and what it returns is
judged. It runs where the student's function runs, in the notebook or in the sandbox, so its
results are no more trustworthy than the function's own.

An exception in the student's code is the student's error. Anything else that goes wrong in a
harness is a `Fault` of ours, and gives no verdict.
"""

from __future__ import annotations


class Fault(Exception):
    """The course's own part of a check failed, so it cannot judge any answer."""


class _Theirs(Exception):
    """Carries an exception of the student's code past our own handlers."""

    def __init__(self, error):
        self.error = error


def drive(function, harness=None, partners=()):
    """Wrap a function in a harness.

    Parameters
    ----------
    function : callable
        The function to judge.
    harness : callable or None
        `harness(function, *partners, *args, **kwargs)`; None returns the function as it is.
    partners : sequence of callable
        Other functions that the harness calls.

    Returns
    -------
    callable
        It raises whatever `function` and its partners raise, and `Fault` for anything else.
    """
    if harness is None:
        return function

    def driven(*args, **kwargs):
        try:
            return harness(function, *partners, *args, **kwargs)
        except _Theirs as theirs:
            error = theirs.error
        except Exception as ours:
            raise Fault(f"{harness.__name__}: {type(ours).__name__}: {ours}") from ours
        raise error

    return driven


def their_error(function, *args):
    """Inside a harness, call the student's code, and return its result and its exception.

    Returns
    -------
    value : object
        None if it raised an exception.
    error : Exception or None
        An exit and an interrupt are passed on, as by `theirs`.
    """
    try:
        return theirs(function, *args), None
    except _Theirs as raised:
        if isinstance(raised.error, Exception):
            return None, raised.error
        raise


def theirs(function, *args, **kwargs):
    """Inside a harness, call something that may run the student's code."""
    try:
        return function(*args, **kwargs)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _Theirs(error) from None
