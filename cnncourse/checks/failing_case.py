"""The first failing case in a student's own notebook, with its arrays, for debugging.

Its numbers come from the public seed. Grading runs nothing in this file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse.checks.engine.in_process import copied
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.engine.verdict_text import argument_names

DECIMALS = 4
WIDEST = 88  # characters of a row; a wider array shows only its edges
MOST = 120  # values that are shown in full
LISTED, LINES = 2, 40  # parts of a list that are shown: with arrays, and without
LONGEST = 400  # characters that need no list
SECRET = "(not shown: it is the answer itself)"


@dataclass(frozen=True, eq=False, repr=False)
class FailingCase:
    """A failing call with the expected and the actual result; its repr is the printed layout.

    Attributes
    ----------
    group : str
        What the case is about, such as "stride".
    arguments : dict of str to object
        Copies, safe to modify.
    expected : object
        Without parts that the check ignores, such as caches. None if a ValueError is expected
        (`refusal`) or the result is withheld (`secret`).
    got : object
        What the function returned, without the same parts; None if it raised an exception.
    error : str or None
        That exception in one line.
    refusal : str or None
        The text of the expected ValueError.
    secret : bool
        Whether `expected` is withheld because it is the answer itself.
    drawn : bool
        Whether `expected` is None because the numbers are drawn: others are as good.
    """

    group: str
    arguments: dict
    expected: object
    got: object
    error: str | None = None
    refusal: str | None = None
    secret: bool = False
    drawn: bool = False

    def __repr__(self):
        wanted = f"a ValueError: {self.refusal}" if self.refusal else self.expected
        got = f"an exception: {self.error}" if self.error else self.got
        rows = [("Kind", [self.group])]
        rows += [(name, _lines(value, _format(value))) for name, value in self.arguments.items()]
        alike = _format(wanted, got)  # so that their columns can be compared
        if not self.drawn:
            rows += [("expected", [SECRET] if self.secret else _lines(wanted, alike))]
        rows += [("got", _lines(got, alike))]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"  {line}" for row in rows for line in _hung(*row, width + 1))


def failing_case(check, seed, outcomes, place):
    """Describe a failing case.

    Parameters
    ----------
    check : Check
    seed : int
    outcomes : sequence of Outcome
        The student's results, one for every case of the seed.
    place : int
        Index of the failing one.

    Returns
    -------
    FailingCase
    """
    cases = prepare(check, seed)
    prepared, outcome = cases[place], outcomes[place]
    case = next(one.case for one in cases[place::-1] if not one.case.same_call)
    named = zip(argument_names(check, range(len(case.args))), copied(case.args), strict=True)
    given = {**dict(named), **copied(dict(case.kwargs))}
    expected = _compared(check, prepared.case, prepared.expected)
    drawn = check.seen is not None
    return FailingCase(
        group=prepared.case.group,
        arguments=given if check.seen is None else dict(check.seen(case)),
        expected=copied(expected) if check.reveals and not drawn else None,
        got=_compared(check, prepared.case, outcome.value),
        error=outcome.error,
        refusal=None if prepared.refusal is None else str(prepared.refusal),
        secret=not check.reveals,
        drawn=drawn,
    )


def _compared(check, case, value):
    """Drop what is not compared from what a function returned, and unwrap a single part."""
    ignored = (*check.caches, *case.ignored)
    if not ignored or type(value) is not tuple or len(value) != len(check.parts):
        return value
    pairs = zip(check.parts, value, strict=True)
    kept = tuple(part for name, part in pairs if name not in ignored)
    return kept[0] if len(kept) == 1 else kept


def _hung(name, lines, width):
    """Write a name, and the lines beside it."""
    names = (name, *[""] * (len(lines) - 1))
    return [f"{name:<{width}}{line}".rstrip() for name, line in zip(names, lines, strict=True)]


def _lines(value, form):
    """Write a value: arrays below their shapes, the parts of a tuple below each other."""
    if isinstance(value, np.ndarray):
        return [f"shape {value.shape}, {value.dtype}", *_rows(value, form)]
    if isinstance(value, (tuple, list)) and (_arrays(value) or len(repr(value)) > LONGEST):
        most = LISTED if _arrays(value) else LINES
        shown = value[:most] if isinstance(value, list) else value
        parts = [_hung(f"{i}:", _lines(part, form), 3) for i, part in enumerate(shown)]
        parts += [[f"and {len(value) - len(shown)} more"]] if len(shown) < len(value) else []
        return [
            f"{type(value).__name__} of {len(value)}",
            *(line for part in parts for line in part),
        ]
    number = value.item() if isinstance(value, np.generic) else value
    return value.splitlines() if isinstance(value, str) else repr(number).splitlines()


def _rows(array, form):
    def written(**layout):
        text = np.array2string(array, formatter=form, edgeitems=3, max_line_width=10**6, **layout)
        return text.splitlines()

    rows = written(threshold=MOST)
    return rows if max(map(len, rows)) <= WIDEST else written(threshold=0)


def _format(*values):
    """Choose how to write all numbers of some arrays: right-aligned, with the same decimals."""
    arrays = [array for value in values for array in _arrays(value) if array.dtype.kind in "fiu"]
    numbers = np.concatenate([np.zeros(0), *(array.ravel() for array in arrays)])
    finite = np.abs(numbers[np.isfinite(numbers)])
    form = f".{_decimals(finite)}f"
    if finite.any() and not 1e-3 <= finite.max() < 1e9:
        form = f".{DECIMALS}e"
    width = max((len(format(number, form)) for number in numbers), default=0)
    return dict.fromkeys(("int_kind", "float_kind"), lambda number: f"{number:{width}{form}}")


def _decimals(numbers):
    rounded = np.round(numbers, DECIMALS)
    exact = (d for d in range(DECIMALS) if np.array_equal(np.round(numbers, d), rounded))
    return next(exact, DECIMALS)


def _arrays(value):
    if isinstance(value, np.ndarray):
        return [value]
    parts = value if isinstance(value, (tuple, list)) else ()
    return [array for part in parts for array in _arrays(part)]
