"""How an answer is judged.

`judge` draws a check's cases from a seed, calls the student's function through `call`, and
compares. It does not know where the function runs: in the student's own notebook
(`run_in_process`), or elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cnncourse.checks.engine import hints, verdict_text
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.in_process import timed_in_process
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.engine.verdict_text import Failure

GRADING_ROUNDS = 3
"""How often grading draws the cases of a check: first as a student's run does, then in secret."""


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
    review : str or None
        What could not be decided, so that a person has to look. It does not count as passed.
    empty : bool
        The first case that failed met a function whose body is still missing.
    culprit : str or None
        The student's function that raised the error of that case.
    failure : Failure or None
        What the message tells: the first case that failed, or what failed afterwards.
    place : int or None
        Which of the cases that was; None for what failed afterwards.
    """

    check: str
    passed: bool
    groups: dict[str, tuple[int, int]]
    message: str
    fraction: float
    review: str | None = None
    empty: bool = False
    culprit: str | None = None
    failure: Failure | None = None
    place: int | None = None


def judge(check, call, seed, *, rounds=1, reveal=False, likely=None, timed=None):
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
        How often the cases are drawn, see `prepared.draw`; grading uses `GRADING_ROUNDS`.
    reveal : bool
        Whether the message may show numbers of the case and of the expected result. Shapes,
        dtypes and options are always shown. Leave it off where the seed is secret, and show an
        `outline.outline` of the verdict instead of its message.
    likely : callable or None
        `likely(outcomes, passed)` names the mistake behind the failure, and a hint that replaces
        ours, or None for it; or it gives None. It is asked once, when all cases are judged: it
        gets what the call gave in every case, and whether that passed.
    timed : callable or None
        See `Afterwards`; None measures in this process.

    Returns
    -------
    Verdict
    """
    cases = prepare(check, seed, rounds)
    groups, first, settled, passes, outcomes = {}, None, [], [], []
    for prepared in cases:
        case = prepared.case
        if not case.same_call:
            outcome = call(case.args, dict(case.kwargs))
        explain = first is None  # only the first failure is told, so only it is explained
        failure = examine(check, prepared, outcome, reveal=reveal, explain=explain, settled=settled)
        if failure is None and case.group == cases[0].case.group:
            settled.append(prepared)  # these are small: a mistake is quickly tried on them
        passed, tried = groups.get(case.group, (0, 0))
        groups[case.group] = (passed + (failure is None), tried + 1)
        outcomes.append(outcome)
        first = first or failure
        passes.append(failure is None)
    if first is not None and (constant := hints.for_constant(outcomes)):
        first = replace(first, hint=constant, general_hint=constant)
    ask = likely is not None and check.seconds is None  # what takes long is not run to guess
    ask = ask and first is not None and not first.empty
    ending = outcomes[passes.index(False)].ending if ask else None
    if ask and not (ending and ending.is_timeout):  # any mistake can be slow
        told = likely(tuple(outcomes), tuple(passes))
        if told is not None:
            mistake, hint = told
            first = replace(
                first,
                mistake=mistake,
                hint=hint or first.hint,
                general_hint=hint or first.general_hint,
            )
    if (later := check.afterwards) is not None:
        if first is None:
            timed = timed or timed_in_process(call)
            first = later.judge(check, timed, seed, reveal=reveal)
        groups[later.group] = int(first is None), 1
    complete = [passed == tried for passed, tried in groups.values()]
    return Verdict(
        check=check.name,
        passed=all(complete),
        groups=groups,
        message=verdict_text.summary(check, groups, first),
        fraction=sum(complete) / len(complete) if complete[0] else 0.0,
        review=first and first.review,
        empty=first is not None and first.empty,
        culprit=first and first.culprit,
        failure=first,
        place=None if all(passes) else passes.index(False),
    )
