"""Hints for exceptions: what an error says about the mistake behind it."""

from __future__ import annotations

import re

import numpy as np

from cnncourse.checks.engine import verdict_text
from cnncourse.checks.engine.outcome import Ending

UNPACKED = re.compile(r"values to unpack \(expected (\d+)")
ENDINGS = {
    Ending.CALL_TIMEOUT: (
        "Does every loop end, and does every `while` condition change? Is a big array visited "
        "element by element, or grown in a loop with a list or np.append?"
    ),
    Ending.PROCESS_ENDED: (
        "It called exit() or quit(), or it ran out of memory because an array or a list grows "
        "without end."
    ),
}
RUNAWAYS = {
    "RecursionError": "The function calls itself forever: use loops, or add a case where it stops.",
    "MemoryError": "An array or a list grows far too large: are sizes multiplied by mistake?",
    "AttributeError: 'InteractiveShell' object has no attribute 'ask_exit'": (
        "`exit` and `quit` end the whole notebook: use `return`."
    ),
    "TimeoutError: training took more than": (
        "Take fewer steps, let every loop end, and compute with whole arrays."
    ),
    "EOFError": "A check cannot type: take what you need from the arguments, not from `input()`.",
}
"""Hints by the beginning of Python's error text, for errors that no exercise asks for."""


def for_runaway(outcome):
    """Find a hint for a call that did not end on its own, or waited for input.

    Parameters
    ----------
    outcome : Outcome
        With an error.

    Returns
    -------
    str or None
    """
    if outcome.ending in ENDINGS:
        return ENDINGS[outcome.ending]
    found = (hint for begin, hint in RUNAWAYS.items() if outcome.error.startswith(begin))
    return next(found, None)


def in_general(check, case, outcome):
    """Find a hint for an exception that does not depend on the case; see `for_error`."""
    closed = check.errors(case, outcome.error) if check.closed_errors else None
    return for_runaway(outcome) or closed


def for_constant(outcomes):
    """Find a hint for an answer that returns the same number in every case.

    Parameters
    ----------
    outcomes : list of Outcome
        One for each case.

    Returns
    -------
    str or None
    """
    values = [outcome.value for outcome in outcomes]
    numbers = {value if type(value) in (int, float) else None for value in values}
    if len(values) > 2 and len(numbers) == 1 and None not in numbers:
        return "Every call gives the same number: compute it from the arguments."
    return None


def for_error(check, case, outcome):
    """Find a hint for an unexpected exception.

    Parameters
    ----------
    check : Check
    case : Case
    outcome : Outcome
        With an error.

    Returns
    -------
    str or None
    """
    text, line = outcome.error, outcome.where or ""
    special = check.errors(case, text)
    if special is not None:
        return special
    if hint := for_runaway(outcome):
        return hint
    if text.startswith("TypeError: ") and f"{check.name}()" in text and "argument" in text:
        return "Keep the `def` line as it was given: every argument, with its name and default."
    empty = [place for place, value in enumerate(case.args) if value is None]
    if empty and "NoneType" in text:
        name = verdict_text.argument_names(check, empty)[0]
        return f"`{name}` is None here: use it only `if {name} is not None`."
    if "'tuple'" in text and text.startswith("TypeError"):
        return "An argument is a tuple here, not a number: unpack it first."
    if hint := _about_axes(case, text):
        return hint
    if "truth value of an array" in text:
        return "An array is neither true nor false: test `is not None`, or use np.all or np.any."
    if text.startswith("IndexError") and "out of bounds" in text:
        return (
            "The index runs past the end: rows come before columns, as in out[i, j]. Is the array "
            "as large as the loops assume?"
        )
    if text.startswith("TypeError") and "float" in text and "integer" in text:
        return "Sizes and indices are integers: divide with `//`."
    if "matmul" in text:
        return "`@` is the matrix product; `*` multiplies element by element."
    if text.startswith("ValueError") and "raise " in line:
        return "This call is valid and has a result: the condition for the error is too strict."
    return None


def _about_axes(case, text):
    """Find a hint for an array whose axes or sizes are not what the answer assumes."""
    axes = {value.ndim for value in case.args if isinstance(value, np.ndarray)}
    unpacked = UNPACKED.search(text)
    if unpacked and axes and int(unpacked[1]) not in axes:
        told = " or ".join(map(str, sorted(axes)))
        return f"An array has {told} axes here: `x.shape[-2:]` always gives the last two."
    if "could not broadcast input array" in text:
        return "Values are assigned to a slice of another shape: compare the two shapes."
    if "could not be broadcast together" in text:
        return "Two arrays of different shapes meet here: print both shapes before this line."
    return None
