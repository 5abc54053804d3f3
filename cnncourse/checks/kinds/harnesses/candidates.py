"""Run a student's test on a candidate that lives elsewhere: only its answers are here."""

from __future__ import annotations

from cnncourse.checks.engine.driving import their_error, theirs

MOST_CALLS = 200  # of one candidate, in one run of a test
REJECTION = AssertionError  # kept, because a test can give the built-in name another meaning


class CandidateError(RuntimeError):
    """A candidate raised an error of its own; that rejects nothing."""


class CallError(ValueError):
    """A test called its candidate in a way that no right implementation has to answer."""


def answered(*, refused=None, erred=False, value=None):
    """Put together what the other side of `answer_of_test` returns.

    Parameters
    ----------
    refused : str or None
        Why no implementation has to answer this call.
    erred : bool
        Whether the candidate raised an error.
    value : object
        What it returned.

    Returns
    -------
    dict
    """
    return {"refused": refused, "erred": erred, "value": value}


def answer_of_test(test, ask):
    """Run a student's test on a candidate, of which only the answers are here.

    Parameters
    ----------
    test : callable
        `test(candidate)` returns, or raises an AssertionError.
    ask : callable
        `ask(args, kwargs)` calls the candidate where it lives and returns what `answered` does.

    Returns
    -------
    str
        "accepts"; "rejects"; "returned", if it accepts and returned a value; or "erred", if an
        error of the candidate went through the test. Any other exception is the test's own.
    """
    calls, over = 0, False

    def candidate(*args, **kwargs):
        nonlocal calls
        calls += 1
        if over:
            raise CallError("this candidate is gone: a test may not keep it for the next run")
        if calls > MOST_CALLS:
            raise CallError(f"a test may call its candidate {MOST_CALLS} times")
        found = ask(args, kwargs)
        if found["refused"] is not None:
            raise CallError(found["refused"])
        if found["erred"]:
            raise CandidateError("the candidate raised an error of its own")
        return found["value"]

    value, error = their_error(test, candidate)
    over = True
    if error is None:
        return "accepts" if value is None else "returned"
    if issubclass(type(error), REJECTION):  # an error can lie about its __class__
        return "rejects"
    if isinstance(error, CandidateError):
        return "erred"
    return theirs(_raise, error)


def _raise(error):
    raise error
