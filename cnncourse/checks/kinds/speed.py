"""Speed: is the student's function closer to the reference than to plain loops?

    Check("conv2d_by_matrix", ASSIGNMENT, columns.conv2d_forward, cases,
          afterwards=Speed(loops=fastest_loops, case=large_case))

Once all results are right, three functions are timed in turn on the same fresh inputs: the
student's, the fastest loops that the author of the check could write (comprehensions with
`np.vdot`, say), and the reference. The bar is the geometric mean of the last two, so both are
the same factor away from it. What counts is the processor time of the whole submission, measured
from outside. Rounds continue until the result is clear; if it stays unclear, a person decides.
Choose a `case` on which the reference is at least sixteen times as fast as the loops, and the
loops take at least 50 milliseconds.

There is no harness. The student's function runs in its sandbox as always, and the course's two
functions in another; nothing in this file runs in either.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from cnncourse.checks.engine import verdict_text
from cnncourse.checks.engine.check import Case
from cnncourse.checks.engine.driving import Fault
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.prepared import prepare_further
from cnncourse.checks.engine.verdict_text import Failure

MOST_ROUNDS = 15
FEWEST_ROUNDS = 3
FAR = 2.0  # times the bar: this far away, three rounds that agree are enough
DOUBT = 0.005  # closer to the bar: allowed chance that coin tosses agree this well
LEAST_GAIN = 4.0  # of the reference over loops; below this there is no room for a bar
STEPS = (2, 5, 10, 20, 50)  # times the bar: what a message says about a secret case
SHORTEST = 1e-6  # seconds: less means that the clock missed the call


@dataclass(frozen=True, eq=False)
class Speed:
    """What a function is timed against, for `Check.afterwards`.

    Parameters
    ----------
    loops : callable
        The fastest answer with loops: a function in a module of the course that takes the same
        arguments as the student's.
    case : callable
        `case(rng)` makes a case of fixed size, with new numbers each time.
    reference : callable or None
        Like `loops`, but as fast as a good answer; None takes the check's own reference.
    group : str
        The group that the race counts in.
    """

    loops: Callable
    case: Callable[[object], Case]
    reference: Callable | None = None
    group: str = "speed"

    def judge(self, check, timed, seed, *, reveal=False):
        """Race a function whose results are right; see `engine.check.Afterwards`.

        Returns
        -------
        Failure or None
            With a `review` if the rounds do not decide.
        """
        rounds = []
        for number in range(MOST_ROUNDS + 1):
            prepared = prepare_further(check, self.case, seed, number)
            outcome, times = self._round(check, timed, prepared.case, number)
            failure = examine(check, prepared, outcome, reveal=reveal)
            if failure is not None:
                return failure
            if number == 0:  # warm-up: the first call may be slow
                continue
            rounds.append(times)
            if (fast := decided(rounds)) is not None:
                break
        if fast:
            return None
        return _failure(verdict_text.called(check, prepared.case, reveal=reveal), rounds, fast)

    def _round(self, check, timed, case, number):
        """Time the three in turn, each round starting with a different one."""
        runners = [None, self.loops, self.reference or check.reference]
        results = {}
        for step in range(len(runners)):
            place = (number + step) % len(runners)
            results[place] = timed(runners[place], case.args, dict(case.kwargs))
            if place > 0 and (error := results[place][0].error) is not None:
                raise Fault(f"{runners[place].__name__} gave no result: {error}")
        seconds = (max(results[place][1], SHORTEST) for place in range(len(runners)))
        return results[0][0], Times(*seconds)


@dataclass(frozen=True)
class Times:
    """Processor time of one round, in seconds."""

    student: float
    loops: float
    reference: float

    @property
    def bar(self):
        """The time allowed for the student's function: the geometric mean of the other two."""
        return math.sqrt(self.loops * self.reference)

    @property
    def distance(self):
        """The student's time as a multiple of the bar."""
        return self.student / self.bar


def decided(rounds):
    """Say whether a function is fast, as soon as that is clear.

    It is clear once at least three rounds agree that the function is twice as fast as the bar, or
    twice as slow. Closer to the bar, so many rounds must agree on a side that coin tosses would do
    so at most once in two hundred: eight of eight, or thirteen of fifteen.

    Parameters
    ----------
    rounds : list of Times

    Returns
    -------
    bool or None
        None if not yet clear.
    """
    if len(rounds) < FEWEST_ROUNDS or _gain(rounds) < LEAST_GAIN:
        return None
    distances = [one.distance for one in rounds]
    if max(distances) <= 1 / FAR or min(distances) >= FAR:
        return distances[0] < 1
    if _chance(sum(distance < 1 for distance in distances), len(rounds)) <= DOUBT:
        return True
    if _chance(sum(distance > 1 for distance in distances), len(rounds)) <= DOUBT:
        return False
    return None


def _gain(rounds):
    return statistics.median(one.loops / one.reference for one in rounds)


def _chance(agree, count):
    """Return the probability that at least `agree` of `count` coin tosses show heads."""
    return sum(math.comb(count, k) for k in range(agree, count + 1)) / 2**count


def _failure(called, rounds, fast):
    """Describe a function that is too slow, or one for which the rounds do not decide."""
    student, loops, reference, bar = (
        statistics.median(getattr(one, name) for one in rounds)
        for name in ("student", "loops", "reference", "bar")
    )
    times = (
        f"it takes {_duration(student)} of processor time, the fastest loops take "
        f"{_duration(loops)}, and the reference takes {_duration(reference)}"
    )
    if fast is None:
        why = f"{len(rounds)} rounds do not decide whether it stays below {_duration(bar)}"
        if _gain(rounds) < LEAST_GAIN:
            why = "on this machine those two are too close to set a bar between them"
        review = f"its speed is undecided: {times}; {why}"
        return Failure(f"{review}. In grading, a person looks at it.", called, review=review)
    problem = f"{times}: the limit is {_duration(bar)}"
    reached = [step for step in STEPS if step <= student / bar]
    times_allowed = f"{reached[-1]} times the" if reached else "the"
    general = f"it takes more than {times_allowed} allowed processor time"
    hint, slow = _hint(bar / student), student >= FAR * bar
    return Failure(problem, called, hint=hint, general=general, general_hint=hint, slow=slow)


def _duration(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def _hint(reached):
    if reached <= 1 / FAR:
        return (
            "Is there still a loop over images, positions or channels? Let NumPy work on whole "
            "arrays: one matrix product in place of many small sums."
        )
    return (
        "Close: look for a remaining loop, for arrays copied again and again, and for sums that "
        "one matrix product could do."
    )
