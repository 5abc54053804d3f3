"""Speed: is the student's function as much faster than loops as it should be?

The judge's clock times the student's function from outside. The loops run where no code of the
student's has run, and their time is the processor's: whatever else the machine does in the
meantime, a student's processes included, does not make it longer. Both get the same fresh inputs
in turn, and the shortest time of each counts, so a machine that is slow for a while fails nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import thread_time

from cnncourse.checks.engine import report
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.prepared import prepare_race

SPEED = "speed"
"""The group of the race, which counts as one case."""

FEWEST = 2  # calls of each: the first one may have to warm up
SHARE = 10  # a tenth of the gain that a good answer reaches is enough


@dataclass(frozen=True, eq=False)
class Speed:
    """What a function is to be faster than, and how much.

    Parameters
    ----------
    baseline : callable
        The loops: a function of the course with the arguments of the student's.
    expected_gain : float
        How many times faster a good answer is on these cases; a tenth of it is asked for. In
        grading the way of the arrays to the sandbox and back counts as the answer's time.
    cases : callable
        `cases(rng)` yields calls of one size, with new numbers in each: three to six, of which
        each keeps the loops busy for a tenth of a second or more.
    """

    baseline: Callable
    expected_gain: float
    cases: Callable[[object], Iterable]

    @property
    def asked(self):
        """The gain that is asked for."""
        return self.expected_gain / SHARE


def race(check, call, seed, baseline, *, reveal=False):
    """Time a function whose results are right.

    Parameters
    ----------
    check : Check
        With a `speed`.
    call : callable
        `call(args, kwargs) -> Outcome`, with the seconds that the judge's clock showed.
    seed : int
    baseline : callable
        `baseline(args, kwargs)` runs the loops and gives the seconds that they took.
    reveal : bool
        See `judge`.

    Returns
    -------
    report.Failure or None
    """
    theirs, loops = [], []
    for prepared in prepare_race(check, seed):
        case = prepared.case
        outcome = call(case.args, dict(case.kwargs))
        failure = examine(check, prepared, outcome, reveal=reveal)
        if failure is not None:
            return failure
        theirs.append(outcome.seconds)
        loops.append(baseline(case.args, dict(case.kwargs)))
        gain = min(loops) / max(min(theirs), 1e-9)
        if len(theirs) >= FEWEST and gain >= check.speed.asked:
            return None
    times = f"it takes {_duration(min(theirs))} where loops take {_duration(min(loops))}"
    return report.Failure(
        report.called(check, case, reveal=reveal),
        f"{times}: {gain:.2g} times as fast, and {check.speed.asked:.2g} times is asked for",
        hint=_hint(gain / check.speed.asked),
    )


def _duration(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def _hint(reached):
    if reached < 0.5:
        return (
            "Is there still a loop over images, positions or channels? Let NumPy work on whole "
            "arrays: one matrix product in place of many small sums."
        )
    return (
        "Not far from it: look for a loop that is left, for arrays that are copied again and "
        "again, and for sums that one matrix product could do."
    )


def baseline_in_process(function):
    """Make the `baseline` of a race in this process.

    Parameters
    ----------
    function : callable

    Returns
    -------
    callable
    """

    def baseline(args, kwargs):
        return processor_seconds(function, args, kwargs)

    return baseline


def processor_seconds(function, args, kwargs):
    """Measure how long the processor works on one call, in this thread."""
    started = thread_time()
    function(*args, **kwargs)
    return thread_time() - started
