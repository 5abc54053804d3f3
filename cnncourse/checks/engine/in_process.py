"""Run a student's function in this process, and describe the outcome."""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import sys
from time import perf_counter, process_time

import numpy as np

from cnncourse.checks.engine.driving import Fault, drive
from cnncourse.checks.engine.outcome import Outcome
from cnncourse.checks.engine.ownership import PACKAGE, objection

PRINTED_LINES = 10
COURSE = (
    *(str(PACKAGE.with_name(name)) + os.sep for name in ("cnncourse", "autograder")),
    "/course/cnncourse/",  # its path in the sandbox
    "<frozen ",  # Python's import system
)
"""How the names of files begin whose lines would not help a student."""


def run_in_process(function):
    """Make the `call` argument of `judge` for a function that runs in this process.

    The function gets copies of the arguments, so it can modify them. Its exceptions, attempts to
    exit, and the beginning of what it prints become part of the outcome; only an interrupt from
    the keyboard is passed on.

    Parameters
    ----------
    function : callable
        If it comes from `cnncourse`, every outcome is an error.

    Returns
    -------
    callable
        `call(args, kwargs) -> Outcome`.
    """
    complaint = objection(function, getattr(function, "__name__", "it"))

    def call(args, kwargs):
        if complaint is not None:
            return Outcome(error=f"ImportError: {complaint.text}", error_type="ImportError")
        return call_once(function, args, kwargs)

    return call


def run_check_in_process(check, variables):
    """Make the `call` argument of `judge` for the functions that a check needs.

    Parameters
    ----------
    check : Check
    variables : mapping of str to object
        The notebook's names, including the functions that the check judges.

    Returns
    -------
    callable
        `call(args, kwargs) -> Outcome`.
    """
    function, *partners = (variables[name] for name in (check.name, *check.partners))
    for name in (check.name, *check.partners):
        if objection(variables[name], name, check.given) is not None:
            return run_in_process(variables[name])
    driven = drive(function, check.harness, partners)
    return lambda args, kwargs: call_once(driven, args, kwargs)


def call_once(function, args, kwargs):
    """Call a student's function, and describe the outcome; see `run_in_process`.

    Parameters
    ----------
    function : callable
    args : tuple
    kwargs : dict

    Returns
    -------
    Outcome
    """
    given_args, given_kwargs = copied(args), copied(kwargs)
    printed = io.StringIO()
    started = perf_counter()
    try:
        with contextlib.redirect_stdout(printed):
            value = function(*given_args, **given_kwargs)
    except (KeyboardInterrupt, Fault):
        raise
    except BaseException as error:  # SystemExit too: an answer must not end the notebook
        return outcome_of_error(error, _beginning(printed))
    seconds = perf_counter() - started
    return Outcome(
        value=value,
        mutated=changed(args, given_args, kwargs, given_kwargs),
        shared=shared(value, given_args, given_kwargs),
        printed=_beginning(printed),
        seconds=seconds,
    )


def timed_in_process(call):
    """Make the `timed` argument of `judge` for functions that run in this process.

    Parameters
    ----------
    call : callable
        `call(args, kwargs) -> Outcome` runs the student's function.

    Returns
    -------
    callable
        `timed(function, args, kwargs) -> (Outcome, seconds)`, with the processor time of the call
        in all threads and in child processes that have ended.
    """

    def timed(function, args, kwargs):
        started = _processor_seconds()
        outcome = call(args, kwargs) if function is None else call_once(function, args, kwargs)
        return outcome, _processor_seconds() - started

    return timed


def _processor_seconds():
    times = os.times()
    return process_time() + times.children_user + times.children_system


def copied(value):
    """Copy arguments, including arrays, so that the copy can be modified.

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
        The originals, and the copies after the call.
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


def shared(value, given_args, given_kwargs):
    """List the arguments that share memory with a returned array: writing to one changes both.

    Parameters
    ----------
    value : object
    given_args : tuple
    given_kwargs : dict

    Returns
    -------
    tuple of int or str
        Positions and names; empty if `value` is not an array.
    """
    if not isinstance(value, np.ndarray):
        return ()
    given = [*enumerate(given_args), *given_kwargs.items()]
    arrays = [(place, array) for place, array in given if isinstance(array, np.ndarray)]
    return tuple(place for place, array in arrays if np.may_share_memory(value, array))


def _beginning(printed):
    lines = printed.getvalue().splitlines()
    more = ["..."] if len(lines) > PRINTED_LINES else []
    return "\n".join([line[:200] for line in lines[:PRINTED_LINES]] + more)


def outcome_of_error(error, printed=""):
    """Turn an exception of the student's function into an outcome.

    Parameters
    ----------
    error : BaseException
    printed : str

    Returns
    -------
    Outcome
    """
    empty = _empty_function(error)
    builtin = next(
        kind.__name__
        for kind in type(error).__mro__
        if kind.__module__ == "builtins" and (kind is not NotImplementedError or empty)
    )
    told = f"{type(error).__name__}: {_words(error)}".rstrip(": ")
    return Outcome(
        error=told,
        error_type=builtin,
        where=line_of(error),
        raised_in=_raised_in(error),
        empty=empty,
        printed=printed,
    )


def _empty_function(error):
    """Name the student's unwritten function; None if a library raised the NotImplementedError."""
    steps = functions_of(error)
    if type(error) is not NotImplementedError or not steps:
        return None
    name, by_student = steps[-1]
    return name if by_student else None


def functions_of(error):
    """List the functions in a traceback, outermost first, and say which are the notebook's.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    list of (str, bool)
        The function's name ("<module>" for a cell), and whether the notebook defines it.
    """
    found, step = [], error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        found.append((code.co_name, not _is_library(code.co_filename)))
        step = step.tb_next
    return found


def _words(error):
    try:
        return " ".join(str(error).split())[:300]
    except Exception:
        return "(an exception without readable text)"


def line_of(error, function=None):
    """Find the deepest line of the notebook in a traceback, skipping library code.

    Parameters
    ----------
    error : BaseException
    function : str or None
        Look only for lines in functions of this name.

    Returns
    -------
    str or None
        Such as "line 3 of the cell, in my_function: return y".
    """
    step = _deepest_step(error, function)
    if step is None:
        return None
    line = linecache.getline(step.tb_frame.f_code.co_filename, step.tb_lineno).strip()[:500]
    return f"line {step.tb_lineno} of the cell, in {step.tb_frame.f_code.co_name}: {line}".rstrip(
        ": "
    )


def _raised_in(error):
    """Name the function that contains the line of `line_of`, or return None."""
    step = _deepest_step(error)
    return None if step is None else step.tb_frame.f_code.co_name


def _deepest_step(error, function=None):
    """Return the deepest step of a traceback outside libraries, in any or one function, or None."""
    found, step = None, error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if not _is_library(code.co_filename) and function in (None, code.co_name):
            found = step
        step = step.tb_next
    return found


def _is_library(filename):
    if filename.startswith((*COURSE, sys.base_prefix + "/lib")):
        return True
    return "site-packages" in filename or "dist-packages" in filename  # the latter on Colab
