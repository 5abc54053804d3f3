"""What the known wrong answers of a check give on its cases, and which of them gives the same.

They are ours, but some crash and some never end, so they run in a sandbox of their own. What
they give is kept in this process.
"""

from __future__ import annotations

import threading

from autograder.judge.same_outcome import equal, kind
from autograder.sandbox.errors import SandboxError, TimeUp
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from cnncourse.checks import GRADING_ROUNDS, Outcome
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.prepared import prepare

LIMITS = Limits(cell=5.0, notebook=20.0, call=1.0, life=300.0)
LOAD = """
for _number, _source in {sources!r}.items():
    _names = dict(globals())
    try:
        exec(_source, _names)
    except ImportError:
        continue
    globals()[f"mistake_{{_number}}"] = _names[{name!r}]
"""
NAMED = 2  # so many mistakes are named at most: two guesses help, more would not


class Known:
    """The known wrong answers of one check, and what they give on the cases of one seed.

    Parameters
    ----------
    check : Check
    seed : int
    setup : str
        Source of what stands before the answers.
    answers : tuple of (str, str)
        What is different, and the source.
    provides, preload : tuple of str
        See `Sandbox.run`.
    """

    def __init__(self, check, seed, setup, answers, provides, preload):
        self.check, self.answers = check, answers
        self.cases = prepare(check, seed, GRADING_ROUNDS)
        last = len(self.cases) - 1  # it shows what was kept; the others are those of one round
        self._watched = [*range(-(-last // GRADING_ROUNDS)), last]
        self._setup, self._provides, self._preload = setup, provides, preload
        self._lock, self._outcomes, self._passes = threading.Lock(), {}, {}

    def likely(self, first, outcome, passed):
        """Name the mistakes that give the same, and say what to do; see `judge`.

        A wrong answer that fails where the student's passes is not the one. Of the others, those
        that also fail where the student's does come first. Where all cases fail with an error, it
        needs to have the same words.
        """
        with self._lock:
            theirs = self._on_case(first)
            alike = [n for n, one in enumerate(theirs) if self._alike(first, one, outcome)]
            profiles = {number: self._profile(number) for number in alike}
        passed, misfits = [passed[place] for place in self._watched], {}
        same_will_do = any(passed)  # where nothing passes, all that fail are alike
        for number, profile in profiles.items():
            pairs, exact = list(zip(profile, passed, strict=True)), equal(theirs[number], outcome)
            if (False, True) not in pairs and (exact or same_will_do and profile == passed):
                misfits[number] = pairs.count((True, False)), not exact
        best = [number for number in misfits if misfits[number] == min(misfits.values())]
        return _told([self.answers[number][0] for number in best[:NAMED]])

    def _alike(self, first, one, other):
        """Say whether two outcomes of a case can come from the same mistake."""
        if one is None or (kind(one), one.mutated) != (kind(other), other.mutated):
            return False
        any_value = one.error_type is not None or self.cases[first].refusal is not None
        return any_value or equal(one, other)

    def _on_case(self, place):
        """What every answer gives on a case. All are called in order: some keep what they gave."""
        if not self._outcomes:
            self._learn(self._watched)
        if place not in self._outcomes:
            self._learn([0, place - 1, place])
        return self._outcomes[place]

    def _learn(self, places):
        found = self._run(range(len(self.answers)), places)
        for number, place in enumerate(places):
            answered = [outcomes and outcomes[number] for outcomes in found]
            self._outcomes.setdefault(place, answered)

    def _profile(self, number):
        """Which of the watched cases an answer passes."""
        if number not in self._passes:
            self._passes[number] = [
                examine(self.check, self.cases[place], self._outcomes[place][number], explain=False)
                is None
                for place in self._watched
            ]
        return self._passes[number]

    def _called(self, place):
        """Find the case of which a place tells; some judge the outcome before them once more."""
        while self.cases[place].case.same_call:
            place -= 1
        return self.cases[place].case

    def _run(self, numbers, places):
        """Call answers on cases, in order; None for one that cannot run here."""
        waiting, found = list(numbers), []
        while waiting:
            with Sandbox(LIMITS) as sandbox:
                self._load(sandbox, waiting)
                while waiting:
                    outcomes, alive = self._call(sandbox, waiting.pop(0), places)
                    found.append(outcomes)
                    if not alive:
                        break
        return found

    def _load(self, sandbox, numbers):
        """Define the answers, each among names of its own."""
        sources = {number: self.answers[number][1] for number in numbers}
        load = LOAD.format(sources=sources, name=self.check.name)
        sandbox.run([self._setup, load], self._provides, self._preload)

    def _call(self, sandbox, number, places):
        """Call one answer on cases; say also whether the process is still there."""
        name, outcomes = f"mistake_{number}", []
        try:
            if sandbox.look(name, self.check.given) is not None:  # no answer may use what it does
                return None, True
            for place in places:
                case = self._called(place)
                outcomes.append(
                    Outcome(**sandbox.call(name, case.args, dict(case.kwargs), self.check))
                )
        except SandboxError as error:  # it never ends, or ended its process: so would the rest
            what = "TimeoutError" if isinstance(error, TimeUp) else "SystemExit"
            ended = Outcome(error=f"{what}: {error}", error_type="SystemExit")
            return outcomes + [ended] * (len(places) - len(outcomes)), False
        return outcomes, True


def _told(titles):
    """Say what may be wrong, and what to do.

    Parameters
    ----------
    titles : list of str
        Each a sentence that names a mistake, and perhaps others that say what to do.

    Returns
    -------
    (str, str or None) or None
    """
    if not titles:
        return None
    parts = [title.partition(". ") for title in titles]
    named = dict.fromkeys(_ended(name) for name, _, _ in parts)
    advice = dict.fromkeys(_ended(todo) for _, _, todo in parts if todo)
    return " Or: ".join(named), " Or: ".join(advice) or None


def _ended(sentence):
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
