"""Call a student's function through a harness, and keep the student's errors apart from ours.

A harness stands between the judge and the student's function where one plain call is not enough:
it is called with that function, with its partners and with a case's arguments, and what it
returns is judged. It runs where the student's function runs, in the notebook or in the sandbox,
so nothing that it says is more to be believed than what the function itself would say.

An exception of the student's code is the student's error. Anything else that goes wrong in a
harness is a `Fault` of ours, and gives no verdict.
"""

from __future__ import annotations


class Fault(Exception):
    """The course's own part of a check failed: no answer can be judged by it."""


class _Theirs(Exception):
    """Carries an exception of the student's code past our own."""

    def __init__(self, error):
        self.error = error


def drive(function, harness=None, partners=()):
    """Put a harness round a function.

    Parameters
    ----------
    function : callable
        What is judged.
    harness : callable or None
        `harness(function, *partners, *args, **kwargs)`; None returns the function as it is.
    partners : sequence of callable
        Other functions that the harness calls.

    Returns
    -------
    callable
        It raises what `function` and its partners raise, and `Fault` for anything else.
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


def theirs(function, *args, **kwargs):
    """Call, inside a harness, something that may run the student's code."""
    try:
        return function(*args, **kwargs)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _Theirs(error) from None
