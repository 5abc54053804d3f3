"""The likely mistake: the wrong answer of a check whose results match the student's."""

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

SECONDS = 1.0  # time limit for one call of a wrong answer: some never end
NAMED = 2  # at most this many mistakes are named: two guesses help, more do not
FILENAME = "<wrong answer>"


class WrongAnswers:
    """The wrong answers to a check, run on the cases of one seed.

    They run in this process: they are the course's own, not a student's. Answers that import
    ready-made functions are left out: `ownership.objection` names that mistake, and the libraries
    load slowly.

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
        last = len(self.cases) - 1  # one round, and the last case, which reveals kept state
        self._watched = [*range(-(-last // rounds)), last]
        self._lock, self._on_case, self._on_watched = threading.Lock(), {}, {}

    def likely(self, outcomes, passed):
        """Name the mistakes with the student's results, and say what to do; see `judge`."""
        if all(passed):
            return self._only_slow()
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

    def _only_slow(self):
        """Name the mistakes that pass every case: they can only be too slow."""
        with self._lock:
            found = [all(self._profile(number)) for number in range(len(self.answers))]
        return _told([one for one, passes in zip(self.answers, found, strict=True) if passes])

    def _misfit(self, number, first, outcomes, passed):
        """Measure how badly a wrong answer explains the student's results; None if not at all.

        It must give the student's result in the first failing case or, if that case ends in an
        error, fail in the same cases. It must not fail where the student's answer passes.
        The best answers fail wherever the student's does, and agree with it most often.
        """
        one, theirs = self._outcomes_on(first)[number], self._compared(first, outcomes[first])
        if one is None or (one.error_type, one.mutated) != (theirs.error_type, theirs.mutated):
            return None
        gives_the_same = equal(one, theirs, any_dtype=True)
        if not gives_the_same and not self._any_value(first, one):
            return None
        profile, passed = self._profile(number), [passed[place] for place in self._watched]
        if not gives_the_same and not (any(passed) and profile == passed):
            return None  # if nothing passes, failing in the same cases says nothing
        pairs = list(zip(profile, passed, strict=True))
        if (False, True) in pairs:
            return None
        same_dtype = equal(one, theirs)
        return pairs.count((True, False)), not same_dtype, self._differences(number, outcomes)

    def _any_value(self, first, one):
        """Say whether a case ends in an error, so that the returned value says nothing."""
        return one.error_type is not None or self.cases[first].refusal is not None

    def _compared(self, place, outcome):
        """Drop from a result what says nothing about the mistake, such as the cache."""
        if self.check.essence is not None:
            outcome = replace(outcome, value=self.check.essence(outcome.value))
        value, parts = outcome.value, self.check.parts
        ignored = (*self.check.caches, *self.cases[place].case.ignored)
        if type(value) is not tuple or len(value) != len(parts):
            return outcome
        pairs = zip(parts, value, strict=True)
        kept = tuple(None if name in ignored else part for name, part in pairs)
        return replace(outcome, value=kept)

    def _outcomes_on(self, place):
        """Run every answer on a case; the outcome is None for those that pass it.

        Up to two other cases run first, as some answers keep state.
        """
        if place not in self._on_case:
            places = sorted({0, max(place - 1, 0), place})
            found = [self._run(one, places)[-1] for one in self.answers]
            self._on_case[place] = [
                None if one is None or self._passes_with(place, one) else self._compared(place, one)
                for one in found
            ]
        return self._on_case[place]

    def _profile(self, number):
        """Say which of the watched cases an answer passes."""
        return [
            outcome is not None and self._passes_with(place, outcome)
            for place, outcome in self._watch(number)
        ]

    def _differences(self, number, outcomes):
        """Count the watched cases in which an answer and the student's differ."""
        return sum(
            one is None
            or not equal(
                self._compared(place, one), self._compared(place, outcomes[place]), any_dtype=True
            )
            for place, one in self._watch(number)
        )

    def _watch(self, number):
        """Run an answer on the watched cases."""
        if number not in self._on_watched:
            outcomes = self._run(self.answers[number], self._watched)
            self._on_watched[number] = list(zip(self._watched, outcomes, strict=True))
        return self._on_watched[number]

    def _passes_with(self, place, outcome):
        return examine(self.check, self.cases[place], outcome, explain=False) is None

    def _called(self, place):
        """Find the case that is called for a place; some judge the previous outcome again."""
        while self.cases[place].case.same_call:
            place -= 1
        return self.cases[place].case

    def _run(self, answer, places):
        """Call an answer on cases, in order; None from the first timeout on."""
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
    """Define one of the course's own answers, among the names that the reference uses.

    These include the solved earlier exercises.

    Parameters
    ----------
    check : Check
    answer : Answer
    filename : str
        The name to compile the answer under; see `time_limit`.

    Returns
    -------
    callable
        What the check judges: the function in the check's harness.
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
    """Word what may be wrong, and what to do.

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
