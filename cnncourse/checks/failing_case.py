"""The first case that fails in a student's own notebook, with its arrays, for debugging.

Its numbers come from the public seed. In grading nothing of this file runs.
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
    """A call that fails, what it should give and what it gave. Printing it lays it out.

    Attributes
    ----------
    group : str
        What the case is about, such as "stride".
    arguments : dict of str to object
        Copies: they may be written to.
    expected : object
        Without caches, which are not compared. None where `refusal` or `secret` says why.
    got : object
        What the function returned, without caches; None where it raised an exception.
    error : str or None
        That exception in one line.
    refusal : str or None
        The words of the ValueError that is expected.
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
    """Describe a case that fails.

    Parameters
    ----------
    check : Check
    seed : int
    outcomes : sequence of Outcome
        What the student's function gave, for every case of the seed.
    place : int
        Which of them fails.

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
    """Leave the caches out of what a function returned; a single part stands for itself."""
    if not check.caches or type(value) is not tuple or len(value) != len(check.parts):
        return value
    pairs = zip(check.parts, value, strict=True)
    kept = tuple(part for name, part in pairs if name not in check.caches)
    return kept[0] if len(kept) == 1 else kept


def _shown(name, value):
    """Write a value below its name; what fits into the line stands beside it."""
    head = f"  {name:<8} "
    if not isinstance(value, np.ndarray):
        with np.printoptions(**LAYOUT):
            return head + (value if isinstance(value, str) else repr(value))
    with np.printoptions(**LAYOUT):
        lines = str(value).splitlines()
    shape = f"{head}shape {value.shape}, {value.dtype}"
    return "\n".join([shape, *(f"           {line}".rstrip() for line in lines)])
