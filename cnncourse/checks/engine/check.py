"""What a check is: a generator of cases, a reference and a rule for comparing results.

A check does not know where the student's function runs, and the engine knows no assignment and no
kind of check by name. What is special about a kind is an argument: where cases come from (`cases`),
how a call is driven (`harness`), what is accepted (`accept`), what a likely mistake gives
(`suspects`, `errors`), what is judged once all results are right (`afterwards`), and how all
results are judged together instead of one by one (`verdict`).
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
    """One call: its arguments, and the group it counts in.

    Parameters
    ----------
    group : str
        What the case is about: "plain", "stride", "padding", ...
    args : tuple
    kwargs : mapping of str to object
    known : object
        The right answer if the reference cannot compute it, such as the labels of held-out
        images. The student's code never sees it.
    same_call : bool
        Judge the previous case's outcome again, in another group, without calling anything.
    ignored : tuple of str
        Parts of the result that this case does not compare, because another group is about them.
    """

    group: str
    args: tuple = ()
    kwargs: Mapping = field(default_factory=dict)
    known: object = None
    same_call: bool = False
    ignored: tuple[str, ...] = ()


def no_suspects(case):
    """Suspect nothing, for checks whose wrong results do not reveal their cause."""
    return ()


def no_errors(case, text):
    """Explain no error, for checks without error hints of their own."""
    return None


class Afterwards(Protocol):
    """What a check judges once all results are right.

    Attributes
    ----------
    group : str
        The name of its group, which has one case.
    """

    group: str

    def judge(self, check, timed, seed, *, reveal) -> Failure | None:
        """Judge the student's function further.

        Parameters
        ----------
        check : Check
        timed : callable
            `timed(function, args, kwargs) -> (Outcome, seconds)` calls a function of the course
            (the student's if None) and measures the processor time of the call.
        seed : int
        reveal : bool
            See `cnncourse.checks.engine.judge.judge`.
        """


@dataclass(frozen=True, eq=False)
class Check:
    """A generator of cases, a reference and a rule for comparing results.

    Parameters
    ----------
    name : str
        The function that the student writes.
    assignment : str
        Number and topic, the name of its folder in `solutions/`.
    reference : callable
        Gives the right answer; where it raises a ValueError, so must the student's function.
    cases : callable
        `cases(rng)` yields the cases. The first group is the foundation: unless it passes, no
        group scores.
    parts : tuple of str
        Names of the parts of a returned tuple, such as `("out", "cache")`.
    caches : tuple of str
        Parts that are caches: each must be present and hold an array; what else it holds, and in
        which form, is the student's choice.
    rtol : float or None
        Allowed error, relative to the largest expected value (at least 1). None means 1e-9 if
        float64 is expected and 1e-4 if float32 is.
    dtype : {"kind", "same"}
        "kind": floating if the expected result is floating. "same": the expected dtype.
    accept : callable or None
        For checks with several right answers: `accept(case, expected, value)` returns a
        `Difference`, or None if the value is right. It replaces the comparison with the reference.
    suspects : callable
        `suspects(case)` yields pairs `(sentence, value)` with what a likely mistake returns.
        Instead of a value, a function may say whether a wrong value looks like the mistake.
    errors : callable
        `errors(case, text)` returns a hint for an exception in one line, or None.
    closed_errors : bool
        Whether the hints of `errors` depend on neither the case nor the student's words, so that
        grading may show them.
    essence : callable or None
        `essence(value)` returns what of a result shows which mistake led to it, if not all of it
        does; the rest, such as the names of layers, is the student's choice.
    hint : str or None
        The hint for a wrong value that nothing else explains.
    reveals : bool
        Whether a message may show the expected value; False if that is the answer itself.
    given : tuple of str
        Modules of the course and libraries that the answer may use, although they count as
        ready-made elsewhere.
    harness : callable or None
        A function of `cnncourse.checks.kinds.harnesses` that drives the student's function.
    partners : mapping of str to callable
        Other functions of the notebook that the harness calls, with their references.
    arguments : tuple of str
        Names of a case's positional arguments, if the harness takes different ones than the
        reference.
    seen : callable or None
        `seen(case)` returns the arguments of a function that draws random numbers, by name, for
        messages; its harness takes others.
    seconds : float or None
        Processor time that one call may use, if not the default. The cases of such a check are
        drawn only once.
    afterwards : Afterwards or None
        What is judged once all results are right, for half of the points.
    secret_cases : callable or None
        `secret_cases(rng)` yields the cases of the rounds that only grading draws, if they differ
        from those of `cases`. Grading then calls them in a process that has not seen the public
        ones.
    verdict : callable or None
        `verdict(check, cases, outcomes, reveal=...)` judges all outcomes together and returns a
        `Verdict`, for checks whose cases count only together.
    subject : Implementations or None
        What a test is about: mutants are made of it, for the reference to reject.
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
    closed_errors: bool = False
    essence: Callable[[object], object] | None = None
    hint: str | None = None
    reveals: bool = True
    given: tuple[str, ...] = ()
    harness: Callable | None = None
    partners: Mapping[str, Callable] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    seen: Callable[[Case], Mapping] | None = None
    seconds: float | None = None
    afterwards: Afterwards | None = None
    secret_cases: Callable[[np.random.Generator], Iterable[Case]] | None = None
    verdict: Callable | None = None
    subject: object = None
