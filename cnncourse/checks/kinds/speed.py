"""Speed: is the student's function closer to the reference than to loops?

    Check("conv2d_by_matrix", ASSIGNMENT, columns.conv2d_forward, cases,
          afterwards=Speed(loops=fastest_loops, case=large_case))

Once all results are right, three functions are timed in turn on the same fresh inputs: the
student's, the fastest answer by loops that the author of the check could write (comprehensions
with `np.vdot`, say), and the reference. The bar is the geometric mean of the last two, so both
kinds of answer are equally many times away from it. What counts is processor time, of the whole
submission and measured from outside it; rounds go on until the answer is clear, and where it does
not become clear a person looks. Choose a `case` on which the reference is at least sixteen times
as fast as the loops, and the loops take 50 milliseconds or more.

There is no harness. In the sandbox only the student's function runs, called as always, and in
another one the two functions of the course; nothing of this file does.
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
FAR = 2.0  # times the bar: so far away, three rounds that agree are enough
DOUBT = 0.005  # chance that a coin would agree as well with one side, where it is nearer
LEAST_GAIN = 4.0  # of the reference over loops; below it there is no room for a bar
STEPS = (2, 5, 10, 20, 50)  # times the bar: what is said of a secret case
SHORTEST = 1e-6  # seconds: a clock that shows less has not seen the call


@dataclass(frozen=True, eq=False)
class Speed:
    """What a function is timed against, for `Check.afterwards`.

    Parameters
    ----------
    loops : callable
        The fastest answer by loops: a function of a module of the course, which takes the same
        arguments as the student's.
    case : callable
        `case(rng)` makes a call of one size, with new numbers each time.
    reference : callable or None
        A function like `loops` that is as fast as a good answer; None takes the check's own.
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
            With a `review` where the rounds do not decide.
        """
        rounds = []
        for number in range(MOST_ROUNDS + 1):
            prepared = prepare_further(check, self.case, seed, number)
            outcome, times = self._round(check, timed, prepared.case, number)
            failure = examine(check, prepared, outcome, reveal=reveal)
            if failure is not None:
                return failure
            if number == 0:  # everything has been called once: no round waits for a first time
                continue
            rounds.append(times)
            if (fast := decided(rounds)) is not None:
                break
        if fast:
            return None
        return _failure(verdict_text.called(check, prepared.case, reveal=reveal), rounds, fast)

    def _round(self, check, timed, case, number):
        """Time the three in turn, each round beginning with another one."""
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
    """Seconds of the processor in one round."""

    student: float
    loops: float
    reference: float

    @property
    def bar(self):
        """What the student's function may take: the geometric mean of the other two."""
        return math.sqrt(self.loops * self.reference)

    @property
    def distance(self):
        """How many times the bar the student's function takes."""
        return self.student / self.bar


def decided(rounds):
    """Say whether a function is fast, as soon as that is clear.

    It is clear where at least three rounds agree that the function is twice as fast as the bar,
    or twice as slow. Where it is closer, so many rounds have to agree on a side that tossing a
    coin would do so in one of two hundred attempts: eight of eight, or thirteen of fifteen.

    Parameters
    ----------
    rounds : list of Times

    Returns
    -------
    bool or None
        None while it is not clear.
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
    """Probability that at least so many of `count` coins show the same given side."""
    return sum(math.comb(count, k) for k in range(agree, count + 1)) / 2**count


def _failure(called, rounds, fast):
    """Describe a function that is too slow, or one for which the rounds do not decide."""
    student, loops, reference, bar = (
        statistics.median(getattr(one, name) for one in rounds)
        for name in ("student", "loops", "reference", "bar")
    )
    times = (
        f"it takes {_duration(student)} of processor time, the fastest loops take "
        f"{_duration(loops)} and the reference takes {_duration(reference)}"
    )
    if fast is None:
        why = f"{len(rounds)} rounds do not decide whether it is below {_duration(bar)}"
        if _gain(rounds) < LEAST_GAIN:
            why = "on this machine the two are too close to set a bar between them"
        review = f"its speed is not decided: {times}; {why}"
        return Failure(f"{review}. In grading, a person looks at it.", called, review=review)
    problem = f"{times}: at most {_duration(bar)} is asked for"
    reached = [step for step in STEPS if step <= student / bar]
    times_allowed = f"{reached[-1]} times the" if reached else "the"
    general = f"it takes more than {times_allowed} processor time that is allowed"
    hint = _hint(bar / student)
    return Failure(problem, called, hint=hint, general=general, general_hint=hint)


def _duration(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def _hint(reached):
    if reached < 0.5:
        return (
            "Is there still a loop over images, positions or channels? Let NumPy work on whole "
            "arrays: one matrix product in place of many small sums."
        )
    return (
        "Close: look for a loop that is left, for arrays that are copied again and again, and "
        "for sums that one matrix product could do."
    )
