"""The first failing case in a student's own notebook, with its arrays, for debugging.

Its numbers come from the public seed. Grading runs nothing in this file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse.checks.engine.in_process import copied
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.engine.verdict_text import argument_names

LAYOUT = {"precision": 4, "suppress": True, "threshold": 120, "edgeitems": 3, "linewidth": 88}
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
        Without caches, which are not compared. None if a ValueError is expected (`refusal`) or
        the result is withheld (`secret`).
    got : object
        What the function returned, without caches; None if it raised an exception.
    error : str or None
        That exception in one line.
    refusal : str or None
        The text of the expected ValueError.
    secret : bool
        Whether `expected` is withheld because it is the answer itself.
    """

    group: str
    arguments: dict
    expected: object
    got: object
    error: str | None = None
    refusal: str | None = None
    secret: bool = False

    def __repr__(self):
        wanted = f"a ValueError: {self.refusal}" if self.refusal else self.expected
        got = f"an exception: {self.error}" if self.error else self.got
        lines = [f"  Case     {self.group}"]
        lines += [_shown(name, value) for name, value in self.arguments.items()]
        lines += [_shown("expected", SECRET if self.secret else wanted), _shown("got", got)]
        return "\n".join(lines)


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
    return FailingCase(
        group=prepared.case.group,
        arguments={**dict(named), **copied(dict(case.kwargs))},
        expected=copied(_compared(check, prepared.expected)) if check.reveals else None,
        got=_compared(check, outcome.value),
        error=outcome.error,
        refusal=None if prepared.refusal is None else str(prepared.refusal),
        secret=not check.reveals,
    )


def _compared(check, value):
    """Drop the caches from what a function returned, and unwrap a single remaining part."""
    if not check.caches or type(value) is not tuple or len(value) != len(check.parts):
        return value
    pairs = zip(check.parts, value, strict=True)
    kept = tuple(part for name, part in pairs if name not in check.caches)
    return kept[0] if len(kept) == 1 else kept


def _shown(name, value):
    """Write an array below its name, and any other value beside it."""
    head = f"  {name:<8} "
    if not isinstance(value, np.ndarray):
        with np.printoptions(**LAYOUT):
            return head + (value if isinstance(value, str) else repr(value))
    with np.printoptions(**LAYOUT):
        lines = str(value).splitlines()
    shape = f"{head}shape {value.shape}, {value.dtype}"
    return "\n".join([shape, *(f"           {line}".rstrip() for line in lines)])
