"""The sentences of a verdict."""

from __future__ import annotations

import functools
import inspect
import re
import textwrap
from dataclasses import dataclass

import numpy as np

GLUE = "\N{NO-BREAK SPACE}"  # forbids a line break; becomes a plain space

# Students control the text that this matches: to rule out slow backtracking, no part may match the
# same characters in two ways.
DATA = re.compile(
    r"(?P<shape>\(\d+,(?: ?\d+,)*(?: ?\d+)?\))"  # kept: shapes are not secret
    r"|(?P<list>\[[^\]]+\]?)"
    r"|(?P<fraction>(?<!\w)-?(?:\d+\.\d*|\.\d+)(?:e[-+]?\d+)?)"
    r"|(?P<whole>(?<![\w.])-?\d+(?!\w))"
)
WIDTH = 76  # characters of a line, so that a page shows it whole
LONGEST = 40  # characters of a word
LONG = re.compile(rf"\S{{{LONGEST + 1},}}")
OWN = re.compile(r": (raise|assert)\b")
NAMED = (
    *("ArithmeticError", "AssertionError", "AttributeError", "FileNotFoundError", "ImportError"),
    *("IndexError", "KeyError", "MemoryError", "ModuleNotFoundError", "NameError"),
    *("OverflowError", "RecursionError", "RuntimeError", "StopIteration", "TypeError"),
    *("UnboundLocalError", "ValueError", "ZeroDivisionError"),
)
"""Exceptions whose names are shown even where the student's own words are not."""


@dataclass(frozen=True)
class Failure:
    """One failed case: what is wrong, what was called, and what may help.

    `where` is the student's line that raised an error, and `culprit` the function around it.
    `printed` is what the call printed. `mistake` names the wrong answer with the same result.
    `empty` means that a function has no body yet. `review` says what could not be decided: nothing
    is known to be wrong, and a person has to look. `slow` means that every result is right, and
    only the time is far too long. `general` and `general_hint` say what is wrong
    in sentences from a closed list, for a case whose numbers are secret; see `outline`.
    """

    problem: str
    called: str = ""
    hint: str | None = None
    where: str | None = None
    culprit: str | None = None
    printed: str = ""
    mistake: str | None = None
    empty: bool = False
    review: str | None = None
    slow: bool = False
    general: str = "the result is not what was asked for"
    general_hint: str | None = None


def called(check, case, *, reveal=False):
    """Format a call, with shapes in place of arrays.

    Parameters
    ----------
    check : Check
    case : Case
    reveal : bool
        Whether to show numbers: positional ones, and small arrays of whole numbers.

    Returns
    -------
    str
        Such as `my_function(x of shape (2, 3), padding=1)`.
    """
    return _call(check, [told for _, told in _arguments(check, case, reveal)])


def called_alike(check, cases):
    """Format what several calls have in common; arguments that differ show only their names.

    Parameters
    ----------
    check : Check
    cases : sequence of Case
        At least one.

    Returns
    -------
    str
    """
    told = [_arguments(check, case, False) for case in cases]
    common = [(name, text) for name, text in told[0] if all(name in dict(one) for one in told)]
    return _call(
        check,
        [text if all((name, text) in one for one in told) else name for name, text in common],
    )


def _arguments(check, case, reveal):
    """Pair the names of a call's arguments with their text."""
    if check.seen is not None:
        return [(name, _named(name, value, reveal)) for name, value in check.seen(case).items()]
    named = list(zip(_names(check), case.args, strict=False))
    told = [(name, _positional(name, value, reveal)) for name, value in named]
    return told + [(name, _named(name, value, reveal)) for name, value in case.kwargs.items()]


def _call(check, told):
    function = " after ".join([check.name, *check.partners])
    return f"{function}({', '.join(told)})"


@functools.lru_cache(maxsize=256)  # needed at every call, and slow
def _names(check):
    return check.arguments or list(inspect.signature(check.reference).parameters)


def _positional(name, value, reveal):
    if isinstance(value, (int, float)) and not reveal:
        return name
    return _named(name, value, reveal)


def _named(name, value, reveal):
    if isinstance(value, (tuple, list)) and _holds_arrays(value):
        return name if isinstance(value, list) else f"{name}={_part(value)}"
    if callable(value) or isinstance(value, np.random.Generator):
        return name
    if not isinstance(value, np.ndarray):
        return f"{name}={value!r}"
    if reveal and value.size <= 16 and np.array_equal(value, np.round(value)) and value.ndim < 3:
        return f"{name}={value.tolist()}"
    dtype = "" if value.dtype == np.float64 else f" and dtype {value.dtype}"
    return f"{name} of shape {value.shape}{dtype}"


def _holds_arrays(value):
    if isinstance(value, (tuple, list)):
        return any(map(_holds_arrays, value))
    return isinstance(value, np.ndarray)


def _part(value):
    """Describe the contents of a cache by shapes and options, without other numbers."""
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}"
    if isinstance(value, (tuple, list)):
        return f"({', '.join(map(_part, value))})"
    return "a number" if isinstance(value, (float, np.generic)) else repr(value)


def exception(outcome, *, reveal=False):
    """Format an exception in one line.

    Parameters
    ----------
    outcome : Outcome
        With an error.
    reveal : bool
        Whether to show numbers. If not, lists and fractions are replaced, and so are whole numbers
        in the text of the student's own `raise` or `assert`, which may come from the case. Shapes
        stay, and long words are cut. A determined student can still spell out an input in
        letters: this limits how much fits, but does not prevent it.

    Returns
    -------
    str
        Such as "ValueError: the kernel … is larger than the image (3, 5)".
    """
    if reveal:
        return outcome.error
    if outcome.where is None:
        return _with_short_words(outcome.error)
    hidden = {"list": "[…]", "fraction": "…"}
    if OWN.search(outcome.where):
        hidden["whole"] = "…"
    text = DATA.sub(lambda found: hidden.get(found.lastgroup, found[0]), outcome.error)
    return _with_short_words(text)


def exception_in_general(outcome):
    """Name an exception without any of the student's words.

    Returns
    -------
    str
        Such as "a ValueError": one of `NAMED`, or "an exception". Our own texts are kept.
    """
    if outcome.ending is not None:
        return outcome.error
    if outcome.error_type == "SystemExit":
        return "SystemExit"
    name = outcome.error_type
    return f"a{'n' * (name[0] in 'AEIO')} {name}" if name in NAMED else "an exception"


def _with_short_words(text):
    return LONG.sub(lambda found: found[0][:LONGEST] + "…", text)


def argument_names(check, places):
    """Name arguments given by position or by name.

    Parameters
    ----------
    check : Check
    places : iterable of int or str

    Returns
    -------
    list of str
    """
    known = _names(check)
    return [
        known[place] if isinstance(place, int) and place < len(known) else str(place)
        for place in places
    ]


def summary(check, groups, failure):
    """Write a verdict as plain text.

    Parameters
    ----------
    check : Check
    groups : dict of str to (int, int)
        Cases passed and tried, by group; empty if they count only together.
    failure : Failure or None
        The first failed case.

    Returns
    -------
    str
    """
    passed = sum(good for good, _ in groups.values())
    tried = sum(total for _, total in groups.values())
    name = check.name
    whole = check.reveals and groups  # a withheld answer is a single case: do not count it
    if failure is None:
        return f"{name}: all {tried} cases pass." if whole else f"{name}: the answer is right."
    if failure.empty and not passed:
        return _filled(f"{name}: {failure.problem}.", "", "  ")
    lines = [
        f"{name}: " + (f"{passed} of {tried} cases pass." if whole else "not right yet."),
        entry("Called", failure.called),
        entry("Problem", failure.problem),
    ]
    if failure.where:
        lines.append(entry("Line", failure.where))
    if failure.mistake:
        lines.append(entry("Mistake", failure.mistake))
    if failure.hint:
        lines.append(entry("Hint", failure.hint))
    if len(groups) > 1:
        lines.append(entry("Passed", _counts(groups)))
    if failure.printed:
        lines += ["  Printed", textwrap.indent(failure.printed, " " * 11)]
    return "\n".join(lines)


def _counts(groups):
    """List how many cases of each group pass, failing groups first, each on one line."""
    in_order = sorted(groups.items(), key=lambda item: item[1][0] == item[1][1])
    told = [f"{group} {good}/{total}".replace(" ", GLUE) for group, (good, total) in in_order]
    return ", ".join(told)


def entry(title, text):
    """Write one line of a message: its title, and a text that may take several lines."""
    return _filled(text, f"  {title:<8} ", " " * 11)


def _filled(text, first, others):
    filled = textwrap.fill(
        text,
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(GLUE, " ")
