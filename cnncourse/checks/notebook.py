"""What `check("pad2d")` does in a notebook: run the student's function, say how it went."""

from __future__ import annotations

import functools
import linecache
import sys
from pathlib import Path

import numpy as np

from cnncourse.checks.catalogue import find
from cnncourse.checks.core import PUBLIC_SEED, Outcome, judge

PACKAGE = Path(__file__).resolve().parents[1]


class CheckFailed(AssertionError):
    """A check that failed; a notebook shows its message alone, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


def check(name):
    """Check the function of this name that the calling notebook defines.

    Parameters
    ----------
    name : str
        Such as "pad2d".

    Raises
    ------
    CheckFailed
        If the function is missing, still empty, comes from `cnncourse`, or gives a wrong
        result. The message says what was called, what is wrong and what may help.
    """
    variables = sys._getframe(1).f_globals
    try:
        found = find(name)
    except LookupError as error:
        raise CheckFailed(f"✗ {error.args[0]}") from None
    if name not in variables:
        raise CheckFailed(
            f"✗ {name}: there is no function of this name here yet.\n"
            f"  Run the cell that defines `{name}` (Shift+Enter), then this one. If that cell "
            "ends in an error, mend it first."
        )
    complaint = objection(variables[name], name)
    if complaint is not None:
        raise CheckFailed(f"✗ {name}: {complaint}")
    verdict = judge(found, run_in_process(variables[name]), PUBLIC_SEED, reveal=True)
    if not verdict.passed:
        raise CheckFailed(f"✗ {verdict.message}")
    print(f"✓ {verdict.message}")


def objection(function, name):
    """Say why something cannot be judged as the student's function.

    Parameters
    ----------
    function : object
    name : str

    Returns
    -------
    str or None
    """
    if not callable(function):
        return f"the name holds {type(function).__name__} {function!r:.40}, not a function."
    while isinstance(function, functools.partial) or hasattr(function, "__wrapped__"):
        inner = function.func if isinstance(function, functools.partial) else function.__wrapped__
        if inner is function:
            break
        function = inner
    module = str(getattr(function, "__module__", "")).partition(".")[0]
    code = getattr(function, "__code__", None)
    home = Path(code.co_filename) if code is not None else Path()
    if module == "cnncourse" or PACKAGE in home.parents:
        return (
            "this function comes from the package `cnncourse`, it is not yours.\n"
            f"  Write it in the cell that begins with `def {name}` and run that cell again."
        )
    return None


def run_in_process(function):
    """Make the `call` that `judge` wants, for a function that runs in this process.

    The function gets copies of the arguments, which it may write to. Its exceptions, and an
    attempt to exit, become part of the outcome; only an interrupt from the keyboard goes through.

    Parameters
    ----------
    function : callable
        One that comes from `cnncourse` is refused: every outcome is an error.

    Returns
    -------
    callable
        `call(args, kwargs) -> Outcome`.
    """
    complaint = objection(function, getattr(function, "__name__", "it"))

    def call(args, kwargs):
        if complaint is not None:
            return Outcome(error=f"ImportError: {complaint}", error_type="ImportError")
        given_args, given_kwargs = copied(args), copied(kwargs)
        try:
            value = function(*given_args, **given_kwargs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: an answer must not end the notebook
            return outcome_of_error(error)
        return Outcome(value=value, mutated=changed(args, given_args, kwargs, given_kwargs))

    return call


def copied(value):
    """Copy arguments, arrays included, so that the copy can be written to.

    Parameters
    ----------
    value : object

    Returns
    -------
    object
    """
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (tuple, list)):
        return type(value)(copied(part) for part in value)
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return value


def changed(args, given_args, kwargs, given_kwargs):
    """List the arguments that a call changed.

    Parameters
    ----------
    args, given_args : tuple
        As they should be, and as they are after the call.
    kwargs, given_kwargs : dict

    Returns
    -------
    tuple of int or str
        Positions and names.
    """
    places = [i for i, value in enumerate(args) if not _unchanged(value, given_args[i])]
    places += [name for name, value in kwargs.items() if not _unchanged(value, given_kwargs[name])]
    return tuple(places)


def _unchanged(before, after):
    if isinstance(before, np.ndarray):
        return (
            before.shape == after.shape
            and before.dtype == after.dtype
            and before.tobytes() == after.tobytes()
        )
    if isinstance(before, (tuple, list)):
        return len(before) == len(after) and all(map(_unchanged, before, after))
    return before is after or before == after


def outcome_of_error(error):
    """Turn an exception of the student's function into an outcome.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    Outcome
    """
    builtin = next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")
    told = f"{type(error).__name__}: {_words(error)}".rstrip(": ")
    return Outcome(error=told, error_type=builtin, where=_line(error))


def _words(error):
    try:
        return " ".join(str(error).split())[:300]
    except Exception:
        return "(an exception without a readable text)"


def _line(error):
    """Find the deepest line of the notebook in a traceback: library code helps nobody here."""
    found, step = None, error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name != __file__ and not _is_library(name):
            line = linecache.getline(name, step.tb_lineno).strip()
            function = step.tb_frame.f_code.co_name
            found = f"line {step.tb_lineno} of the cell, in {function}: {line}".rstrip(": ")
        step = step.tb_next
    return found


def _is_library(filename):
    return "site-packages" in filename or filename.startswith(sys.base_prefix + "/lib")
