"""The likely mistake: which of a check's wrong answers gives what the student's gave."""

from __future__ import annotations

import ast
import functools
import threading
import warnings
from dataclasses import replace

import numpy as np

from cnncourse.checks.engine.driving import drive
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.in_process import call_once
from cnncourse.checks.engine.ownership import unwrapped
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.engine.ready_made import GIVEN, READY_MADE, within
from cnncourse.checks.engine.same_outcome import equal
from cnncourse.checks.engine.time_limits import FunctionTimeout, time_limit

SECONDS = 1.0  # time limit of one call of a wrong answer: some never end
NAMED = 2  # so many mistakes are named at most: two guesses help, more would not
FILENAME = "<wrong answer>"


class WrongAnswers:
    """The wrong answers to a check, run in this process on the cases of one seed.

    They are the course's own, and so is this process. Answers that import ready-made functions
    are left out: `ownership.objection` names that mistake, and such a library loads slowly.

    Parameters
    ----------
    check : Check
    answers : sequence of Answer
    seed : int
    rounds : int
        How often the cases are drawn.
    """

    def __init__(self, check, answers, seed, rounds=1):
        self.check = check
        self.answers = [one for one in answers if not _imports_ready_made(one, check.given)]
        self.cases = prepare(check, seed, rounds)
        last = len(self.cases) - 1  # it shows what was kept; the others are those of one round
        self._watched = [*range(-(-last // rounds)), last]
        self._lock, self._on_case, self._on_watched = threading.Lock(), {}, {}

    def likely(self, outcomes, passed):
        """Name the mistakes that give the same, and say what to do; see `judge`."""
        first = passed.index(False)
        with self._lock:
            found = [self._misfit(n, first, outcomes, passed) for n in range(len(self.answers))]
        misfits = [misfit for misfit in found if misfit is not None]
        best = [
            answer
            for answer, misfit in zip(self.answers, found, strict=True)
            if misfit is not None and misfit == min(misfits)
        ]
        return _told(best)

    def _misfit(self, number, first, outcomes, passed):
        """Say how badly a wrong answer explains what the student's gives; None if not at all.

        It needs to give the same where the student's first fails; where that tells nothing, it
        needs to fail in the same cases. One that fails where the student's passes is not the one.
        Those that also fail wherever the student's does are best, and of them the ones that give
        the same most often.
        """
        one, theirs = self._outcomes_on(first)[number], self._compared(outcomes[first])
        if one is None or (one.error_type, one.mutated) != (theirs.error_type, theirs.mutated):
            return None
        gives_the_same = equal(one, theirs, any_dtype=True)
        if not gives_the_same and not self._any_value(first, one):
            return None
        profile, passed = self._profile(number), [passed[place] for place in self._watched]
        if not gives_the_same and not (any(passed) and profile == passed):
            return None  # where nothing passes, all that fail are alike
        pairs = list(zip(profile, passed, strict=True))
        if (False, True) in pairs:
            return None
        same_dtype = equal(one, theirs)
        return pairs.count((True, False)), not same_dtype, self._differences(number, outcomes)

    def _any_value(self, first, one):
        """Say whether a case is one in which what is returned tells nothing."""
        return one.error_type is not None or self.cases[first].refusal is not None

    def _compared(self, outcome):
        """Leave out of a returned tuple what the check does not compare, such as the cache."""
        value, parts = outcome.value, self.check.parts
        if type(value) is not tuple or len(value) != len(parts):
            return outcome
        pairs = zip(parts, value, strict=True)
        kept = tuple(None if name in self.check.caches else part for name, part in pairs)
        return replace(outcome, value=kept)

    def _outcomes_on(self, place):
        """What every answer that fails gives on a case; None for the others.

        Two cases come before it: some answers keep what they gave.
        """
        if place not in self._on_case:
            places = sorted({0, max(place - 1, 0), place})
            found = [self._run(one, places)[-1] for one in self.answers]
            self._on_case[place] = [
                None if one is None or self._passes_with(place, one) else self._compared(one)
                for one in found
            ]
        return self._on_case[place]

    def _profile(self, number):
        """Which of the watched cases an answer passes."""
        return [
            outcome is not None and self._passes_with(place, outcome)
            for place, outcome in self._watch(number)
        ]

    def _differences(self, number, outcomes):
        """Count the watched cases in which an answer gives something else than the student's."""
        return sum(
            one is None
            or not equal(self._compared(one), self._compared(outcomes[place]), any_dtype=True)
            for place, one in self._watch(number)
        )

    def _watch(self, number):
        """What an answer gives in the watched cases."""
        if number not in self._on_watched:
            outcomes = self._run(self.answers[number], self._watched)
            self._on_watched[number] = list(zip(self._watched, outcomes, strict=True))
        return self._on_watched[number]

    def _passes_with(self, place, outcome):
        return examine(self.check, self.cases[place], outcome, explain=False) is None

    def _called(self, place):
        """Find the case of which a place tells; some judge the outcome before them once more."""
        while self.cases[place].case.same_call:
            place -= 1
        return self.cases[place].case

    def _run(self, answer, places):
        """Call an answer on cases, in order; None from where it timed out."""
        outcomes = []
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                with time_limit(SECONDS, FILENAME):
                    function = defined(self.check, answer, FILENAME)
                for place in places:
                    case = self._called(place)
                    with time_limit(SECONDS, FILENAME):
                        outcomes.append(call_once(function, case.args, dict(case.kwargs)))
            except FunctionTimeout:
                outcomes += [None] * (len(places) - len(outcomes))
        return outcomes


def defined(check, answer, filename):
    """Define an answer of the course's own, among the names that the reference uses.

    Earlier exercises are there, solved.

    Parameters
    ----------
    check : Check
    answer : Answer
    filename : str
        Under which the answer is compiled; see `time_limit`.

    Returns
    -------
    callable
        What the check judges: the function with the check's harness round it.
    """
    variables = {**unwrapped(check.reference).__globals__, "__name__": "__main__"}
    exec(_compiled(answer.source, filename), variables)
    return drive(variables[check.name], check.harness, tuple(check.partners.values()))


@functools.lru_cache(maxsize=1024)  # the same answers are defined again for every case
def _compiled(source, filename):
    return compile(source, filename, "exec")


def _imports_ready_made(answer, given):
    nodes = list(ast.walk(ast.parse(answer.source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
    allowed = (*GIVEN, *given)
    return any(within(name, READY_MADE) and not within(name, allowed) for name in names)


def _told(answers):
    """Say what may be wrong, and what to do.

    Parameters
    ----------
    answers : sequence of Answer

    Returns
    -------
    (str, str or None) or None
    """
    titles = list(dict.fromkeys(answer.title for answer in answers))[:NAMED]
    named = [answer for answer in answers if answer.title in titles]
    advice = dict.fromkeys(answer.advice for answer in named if answer.advice)
    return (" Or: ".join(titles), " Or: ".join(advice) or None) if titles else None
