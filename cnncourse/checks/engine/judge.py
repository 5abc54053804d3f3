"""Judge an answer.

`judge` draws a check's cases from a seed, calls the student's function through `call`, and
compares the results. It does not know where the function runs: in the student's own notebook
(`run_in_process`) or elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cnncourse.checks.engine import hints, verdict_text
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.in_process import timed_in_process
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.engine.verdict_text import Failure

GRADING_ROUNDS = 3
"""How often grading draws a check's cases: once as in the student's own run, then in secret."""


@dataclass(frozen=True)
class Verdict:
    """The result of `judge`.

    Parameters
    ----------
    check : str
    passed : bool
        Whether every case passed.
    groups : dict of str to (int, int)
        Cases passed and cases tried, by group.
    message : str
        Plain text: what was called, what is wrong with the result, a hint.
    fraction : float
        Share of the points, 0 to 1: the share of groups that passed completely, or 0 unless the
        first group did.
    review : str or None
        What could not be decided, so that a person has to look. It does not count as passed.
    empty : bool
        Whether the first failed case called a function without a body.
    culprit : str or None
        The student's function that raised the error in that case.
    failure : Failure or None
        What the message describes: the first failed case, or what failed afterwards.
    place : int or None
        Index of that case; None for what failed afterwards.
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
        `call(args, kwargs)` runs the student's function once and returns an `Outcome`. It must
        not change the arguments; `run_in_process` gives the student copies.
    seed : int
        The same seed gives the same cases.
    rounds : int
        How often the cases are drawn, see `prepared.draw`; grading uses `GRADING_ROUNDS`.
    reveal : bool
        Whether the message may show numbers from the case and the expected result. Shapes,
        dtypes and options are always shown. With a secret seed, leave it off and show an
        `outline.outline` of the verdict instead of its message.
    likely : callable or None
        `likely(outcomes, passed)` returns the mistake behind the failure with a hint to replace
        ours (or None to keep it), or None if it knows no mistake. It is called once, after all
        cases, with every case's outcome and whether it passed; if all did, the answer is slow.
    timed : callable or None
        See `Afterwards`; None measures in this process.

    Returns
    -------
    Verdict
    """
    cases = prepare(check, seed, rounds)
    if check.verdict is not None:
        outcomes = [call(one.case.args, dict(one.case.kwargs)) for one in cases]
        return check.verdict(check, cases, outcomes, reveal=reveal)
    groups, first, settled, passes, outcomes = {}, None, [], [], []
    for prepared in cases:
        case = prepared.case
        if not case.same_call:
            outcome = call(case.args, dict(case.kwargs))
        explain = first is None  # the message describes only the first failure
        failure = examine(check, prepared, outcome, reveal=reveal, explain=explain, settled=settled)
        if failure is None and case.group == cases[0].case.group:
            settled.append(prepared)  # the first group is small, so trying mistakes on it is quick
        passed, tried = groups.get(case.group, (0, 0))
        groups[case.group] = (passed + (failure is None), tried + 1)
        outcomes.append(outcome)
        first = first or failure
        passes.append(failure is None)
    if first is not None and (constant := hints.for_constant(outcomes)):
        first = replace(first, hint=constant, general_hint=constant)
    ask = likely is not None and check.seconds is None  # slow checks are not rerun for a guess
    ask = ask and first is not None and not first.empty
    ending = outcomes[passes.index(False)].ending if ask else None
    if ask and not (ending and ending.is_timeout):  # any mistake can be slow
        first = _with_mistake(first, likely(tuple(outcomes), tuple(passes)))
    if (later := check.afterwards) is not None:
        if first is None:
            timed = timed or timed_in_process(call)
            first = later.judge(check, timed, seed, reveal=reveal)
            if likely is not None and first is not None and first.slow:
                first = _with_mistake(first, likely(tuple(outcomes), tuple(passes)))
        groups[later.group] = int(first is None), 1
    complete = [passed == tried for passed, tried in groups.values()]
    earned = sum(complete) / len(complete)
    if later is not None and len(complete) > 1:  # what comes afterwards is half of the points
        earned = sum(complete[:-1]) / (len(complete) - 1) / 2 + complete[-1] / 2
    return Verdict(
        check=check.name,
        passed=all(complete),
        groups=groups,
        message=verdict_text.summary(check, groups, first),
        fraction=earned if complete[0] else 0.0,
        review=first and first.review,
        empty=first is not None and first.empty,
        culprit=first and first.culprit,
        failure=first,
        place=None if all(passes) else passes.index(False),
    )


def _with_mistake(failure, told):
    """Add what `likely` said, if anything, to a failure."""
    if told is None:
        return failure
    mistake, hint = told
    return replace(
        failure,
        mistake=mistake,
        hint=hint or failure.hint,
        general_hint=hint or failure.general_hint,
    )
