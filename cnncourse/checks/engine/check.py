"""What a check is: a generator of cases, a reference and a rule of comparison.

A check knows nothing of where the student's function runs, and the engine knows neither an
assignment nor a kind of check by name. What is special about a kind is an argument here: how the
cases come about (`cases`), how a call is driven (`harness`), what is accepted (`accept`), what a
likely mistake gives (`suspects`, `errors`), and what is judged once all results are right
(`afterwards`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from cnncourse.checks.engine.differences import Difference
from cnncourse.checks.engine.verdict_text import Failure


@dataclass(frozen=True, eq=False)
class Case:
    """One call: the arguments, and the group that it counts in.

    Parameters
    ----------
    group : str
        What the case is about: "plain", "stride", "padding", ...
    args : tuple
    kwargs : mapping of str to object
    known : object
        The right answer, where the reference cannot give it, such as the labels of held-out
        images. The student's code never gets it.
    same_call : bool
        The outcome of the case before is judged once more, in another group: nothing is called.
    """

    group: str
    args: tuple = ()
    kwargs: Mapping = field(default_factory=dict)
    known: object = None
    same_call: bool = False


def no_suspects(case):
    """Suspect nothing: for checks whose wrong results do not tell their cause."""
    return ()


def no_errors(case, text):
    """Explain no error: for checks without errors of their own."""
    return None


class Afterwards(Protocol):
    """What a check judges once all results are right.

    Attributes
    ----------
    group : str
        It counts as a group with one case.
    """

    group: str

    def judge(self, check, timed, seed, *, reveal) -> Failure | None:
        """Judge the student's function further.

        Parameters
        ----------
        check : Check
        timed : callable
            `timed(function, args, kwargs) -> (Outcome, seconds)` calls a function of the course,
            or the student's for None, and measures the processor time of that call.
        seed : int
        reveal : bool
            See `cnncourse.checks.engine.judge.judge`.
        """


@dataclass(frozen=True, eq=False)
class Check:
    """A generator of cases, a reference and a rule of comparison.

    Parameters
    ----------
    name : str
        The function that the student writes.
    assignment : str
        Its number and topic, as `solutions/` names its folder.
    reference : callable
        Gives the right answer; where it raises a ValueError, so must the student's function.
    cases : callable
        `cases(rng)` yields the cases. All other groups rest on the first one: unless it passes,
        no group scores.
    parts : tuple of str
        Names of the parts where the function returns a tuple, such as `("out", "cache")`.
    caches : tuple of str
        Parts that are caches: each must be there and hold an array; what else it holds, and in
        which form, is the student's choice.
    rtol : float or None
        Allowed error, relative to the largest expected value (at least 1). None means 1e-9 where
        float64 is expected and 1e-4 where float32 is.
    dtype : {"kind", "same"}
        "kind": floating where the expected result is floating. "same": the expected dtype.
    accept : callable or None
        Where several answers are right: `accept(case, expected, value)` gives the `Difference`
        that is wrong, or None; it replaces the comparison with the reference.
    suspects : callable
        `suspects(case)` yields pairs `(sentence, value)`: what a likely mistake returns. In
        place of a value there may be a function that says whether a wrong value looks like it.
    errors : callable
        `errors(case, text)` gives a hint for an exception in one line, or None.
    hint : str or None
        The hint for a wrong value that nothing else explains.
    reveals : bool
        Whether a message may show what is expected; False where the expected value is the
        answer itself.
    given : tuple of str
        Modules of the course, and libraries, that the answer may use: they are not ready-made
        answers here.
    harness : callable or None
        One of `cnncourse.checks.kinds.harnesses`, which drives the student's function.
    partners : mapping of str to callable
        Other functions of the notebook that the harness calls, with their references.
    arguments : tuple of str
        Names of a case's positional arguments, where a harness takes others than the reference.
    seconds : float or None
        Processor time that one call may use, where it is not the usual one. Such a check is drawn
        once.
    afterwards : Afterwards or None
        What is judged once all results are right.
    """

    name: str
    assignment: str
    reference: Callable
    cases: Callable[[np.random.Generator], Iterable[Case]]
    parts: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    rtol: float | None = None
    dtype: str = "kind"
    accept: Callable[[Case, object, object], Difference | None] | None = None
    suspects: Callable[[Case], Iterable[tuple[str, object]]] = no_suspects
    errors: Callable[[Case, str], str | None] = no_errors
    hint: str | None = None
    reveals: bool = True
    given: tuple[str, ...] = ()
    harness: Callable | None = None
    partners: Mapping[str, Callable] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    seconds: float | None = None
    afterwards: Afterwards | None = None
