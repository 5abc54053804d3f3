"""What a check is, and how an answer is judged.

A check is a generator of cases, a reference and a rule of comparison. `judge` draws the cases
from a seed, calls the student's function through `call`, and compares. It does not know where
the function runs: in the student's own notebook (`run_in_process`), or elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from cnncourse.checks.engine import hints, report
from cnncourse.checks.engine.compare import Difference
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.kinds.harness import HARNESSES
from cnncourse.checks.kinds.speed import SPEED, Speed, baseline_in_process, race

PUBLIC_SEED = 0
"""What a student's own run draws its cases from."""

GRADING_ROUNDS = 3
"""How often grading draws the cases of a check; a student's run draws them once."""


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


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one call of the student's function gave.

    Parameters
    ----------
    value : object
        What it returned; None when it raised an exception.
    error : str or None
        The exception in one line, "TypeError: ...".
    error_type : str or None
        Name of the exception's nearest built-in class, "ValueError" for a subclass of it.
    where : str or None
        The student's line that raised it.
    mutated : tuple of int or str
        Arguments that the call changed: the position of a positional one, the name of a
        keyword one.
    shared : tuple of int or str
        Arguments whose memory the returned array shares.
    empty : str or None
        The function that raised NotImplementedError, where the body of one is not written yet.
    printed : str
        The beginning of what the call printed.
    seconds : float
        How long the call took, by the judge's clock.
    """

    value: object = None
    error: str | None = None
    error_type: str | None = None
    where: str | None = None
    mutated: tuple = ()
    shared: tuple = ()
    empty: str | None = None
    printed: str = ""
    seconds: float = 0.0


def no_suspects(case):
    """Suspect nothing: for checks whose wrong results tell nothing about their cause."""
    return ()


def no_errors(case, text):
    """Explain no error: for checks without errors of their own."""
    return None


@dataclass(frozen=True, eq=False)
class Check:
    """A generator of cases, a reference and a rule of comparison.

    Parameters
    ----------
    name : str
        The function that the student writes.
    assignment : str
        Such as "01_convolution".
    reference : callable
        Gives the right answer; where it raises a ValueError, so must the student's function.
    cases : callable
        `cases(rng)` yields the cases. The first group is what every other one rests on:
        unless it passes, no group scores.
    parts : tuple of str
        Names of the parts where the function returns a tuple, such as `("out", "cache")`.
    ignored : tuple of str
        Parts that must be there and are not compared.
    rtol : float or None
        Allowed error, relative to the largest expected value (at least 1); None goes by the
        expected dtype: 1e-9 for float64, 1e-4 for float32.
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
    given : tuple of str
        Modules of the course that the answer may use, such as "cnncourse.nn".
    harness : callable or None
        One of `checks.harness` that drives the student's function.
    partners : mapping of str to callable
        Other functions of the notebook that the harness calls, with their references.
    arguments : tuple of str
        Names of a case's positional arguments, where a harness asks for others than the
        reference has.
    seconds : float or None
        Deadline of one call, where it is not the usual one. Such a check is drawn once.
    speed : Speed or None
        What the function has to be faster than, once all its results are right.
    """

    name: str
    assignment: str
    reference: Callable
    cases: Callable[[np.random.Generator], Iterable[Case]]
    parts: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rtol: float | None = None
    dtype: str = "kind"
    accept: Callable[[Case, object, object], Difference | None] | None = None
    suspects: Callable[[Case], Iterable[tuple[str, object]]] = no_suspects
    errors: Callable[[Case, str], str | None] = no_errors
    given: tuple[str, ...] = ()
    harness: Callable | None = None
    partners: Mapping[str, Callable] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    seconds: float | None = None
    speed: Speed | None = None

    def __post_init__(self):
        if self.harness is not None and HARNESSES.get(self.harness.__name__) is not self.harness:
            raise ValueError(f"{self.name}: the sandbox knows no harness {self.harness.__name__}")


@dataclass(frozen=True)
class Verdict:
    """What `judge` found.

    Parameters
    ----------
    check : str
    passed : bool
        Every case passed.
    groups : dict of str to (int, int)
        Cases passed and cases tried, by group.
    message : str
        Plain text: what was called, what is wrong with the result, a hint.
    fraction : float
        Share of the points, 0 to 1: the share of the groups that passed completely, and 0
        unless the first of them did.
    """

    check: str
    passed: bool
    groups: dict[str, tuple[int, int]]
    message: str
    fraction: float


def judge(check, call, seed, *, rounds=1, reveal=False, likely=None, baseline=None):
    """Judge an answer.

    Parameters
    ----------
    check : Check
    call : callable
        `call(args, kwargs)` runs the student's function once and gives an `Outcome`. The
        arguments must not be changed by it; `run_in_process` hands copies to the student.
    seed : int
        Same seed, same cases.
    rounds : int
        How often the cases are drawn; grading uses `GRADING_ROUNDS`.
    reveal : bool
        Whether the message may show numbers of the case and of the expected result. Shapes,
        dtypes and options are always shown. Leave it off where the seed is secret.
    likely : callable or None
        `likely(first, outcome, passed)` names the mistake behind the failure, and a hint that
        takes the place of ours, or None for it; or it gives None. It is asked once, when all
        cases are judged: `first` is the number of the first one that failed, counted from 0,
        `outcome` what the call gave there, and `passed` a tuple that says of every case
        whether it passed.
    baseline : callable or None
        `baseline(args, kwargs)` runs the loops that `check.speed` names and gives the seconds
        that they took; None runs them in this process.

    Returns
    -------
    Verdict
    """
    cases = prepare(check, seed, rounds)
    groups, first_failure, settled, passes, values = {}, None, [], [], []
    for prepared in cases:
        case = prepared.case
        if not case.same_call:
            outcome = call(case.args, dict(case.kwargs))
        explain = first_failure is None  # only the first failure is told, so only it is explained
        failure = examine(check, prepared, outcome, reveal=reveal, explain=explain, settled=settled)
        if failure is not None and explain:
            failed_outcome = outcome
        if failure is None and case.group == cases[0].case.group:
            settled.append(prepared)  # these are small: a mistake is quickly tried on them
        passed, tried = groups.get(case.group, (0, 0))
        groups[case.group] = (passed + (failure is None), tried + 1)
        values.append(outcome.value)
        first_failure = first_failure or failure
        passes.append(failure is None)
    if first_failure is not None and (constant := hints.for_constant(values)):
        first_failure = replace(first_failure, hint=constant)
    ask = likely is not None and check.seconds is None  # what takes long is not run to guess
    ask = ask and first_failure is not None and not first_failure.empty
    if ask and not _timed_out(failed_outcome):
        told = likely(passes.index(False), failed_outcome, tuple(passes))
        if told is not None:
            mistake, hint = told
            first_failure = replace(first_failure, mistake=mistake, hint=hint or first_failure.hint)
    if check.speed is not None:
        baseline = baseline or baseline_in_process(check.speed.baseline)
        first_failure = first_failure or race(check, call, seed, baseline, reveal=reveal)
        groups[SPEED] = int(first_failure is None), 1
    complete = [passed == tried for passed, tried in groups.values()]
    return Verdict(
        check=check.name,
        passed=all(complete),
        groups=groups,
        message=report.summary(check.name, groups, first_failure),
        fraction=sum(complete) / len(complete) if complete[0] else 0.0,
    )


def _timed_out(outcome):
    """Say whether a call was given up: so may the slow one of any mistake, which tells nothing."""
    return outcome.error_type == "SystemExit" and outcome.error.startswith("TimeoutError: ")
