"""The likely mistake: which of an assignment's known wrong answers gives what the student's gave.

The wrong answers of `solutions/NN_topic/wrong.py` are ours, but some crash and some never end, so
they run in a sandbox of their own. What they give is kept in this process: a class pays once.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
import textwrap
import threading
from dataclasses import dataclass

from autograder.alike import equal, kind
from autograder.sandbox import Limits, Sandbox, SandboxError, TimeUp
from cnncourse.checks import GRADING_ROUNDS, Outcome, find, names
from cnncourse.checks.core import prepare
from cnncourse.checks.examine import examine

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


def parse(text):
    """Read a percent script: `# %% NAME: what is different`, then the answer.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict of str to list of (str, str)
        By exercise: what is different, and the source.
    """
    found = {}
    _, *parts = re.split(r"^# %%", text, flags=re.MULTILINE)
    for part in parts:
        title, _, source = part.partition("\n")
        name, colon, label = title.partition(":")
        if colon:
            found.setdefault(name.strip(), []).append((label.strip(), source.strip("\n")))
    return found


def likely_mistake(check, bundle):
    """Return the function that `judge` asks for the likely mistake, or None.

    Parameters
    ----------
    check : Check
    bundle : Bundle

    Returns
    -------
    callable or None
        `likely(first, outcome, passed)`; None where no mistakes are known.
    """
    answers = tuple(_parsed(bundle.mistakes).get(check.name, ()))
    if not answers:
        return None
    setup = _setup(check.name, bundle)
    with _making:
        known = _known(
            check, bundle.seed, setup, answers, tuple(bundle.provides), tuple(bundle.preload)
        )
    return known.likely


_making = threading.Lock()
_parsed = functools.lru_cache(maxsize=16)(parse)


@functools.lru_cache(maxsize=64)
def _known(check, seed, setup, answers, provides, preload):
    return Known(check, seed, setup, answers, provides, preload)


def _setup(name, bundle):
    """Write what stands before an exercise: given definitions, and the exercises solved."""
    lines, known = [], names(bundle.assignment)
    for cell in bundle.release.cells:
        mark = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or mark.get("grade"):
            continue
        if not mark.get("solution"):
            lines.append(_definitions(cell.source))
            continue
        exercise = mark["grade_id"].removeprefix("solution_")
        if exercise == name:
            break
        if exercise in known:
            reference = find(exercise, bundle.assignment).reference
            lines.append(textwrap.dedent(inspect.getsource(reference)))
    return "\n".join(lines)


def _definitions(source):
    """Keep of a given cell what defines names, and nothing that computes or draws."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic
        return ""
    defining = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    kept = [
        statement
        for statement in statements
        if isinstance(statement, defining)
        or (isinstance(statement, ast.Assign) and not _calls(statement.value))
    ]
    return "\n".join(map(ast.unparse, kept))


def _calls(expression):
    return any(isinstance(node, ast.Call) for node in ast.walk(expression))


@dataclass(frozen=True)
class Known:
    """The known wrong answers of one check, on the cases of one seed.

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

    check: object
    seed: int
    setup: str
    answers: tuple
    provides: tuple
    preload: tuple

    def __post_init__(self):
        object.__setattr__(self, "_lock", threading.Lock())
        object.__setattr__(self, "_outcomes", {})  # by case: of every answer
        object.__setattr__(self, "_passes", {})  # by answer: of every case

    @property
    def cases(self):
        return prepare(self.check, self.seed, GRADING_ROUNDS)

    def likely(self, first, outcome, passed):
        """Name the mistakes that give the same, and say what to do; see `judge`.

        A wrong answer that fails where the student's passes is not the one. Of the others, those
        that also fail where the student's does come first.
        """
        with self._lock:
            theirs = self._on_case(first)
            alike = [n for n, one in enumerate(theirs) if self._alike(first, one, outcome)]
            profiles = self._profiles(alike)
        passed, misfits = [passed[place] for place in self._watched()], {}
        for number, profile in profiles.items():
            pairs, exact = list(zip(profile, passed, strict=True)), equal(theirs[number], outcome)
            if (False, True) not in pairs and (exact or profile == passed):
                misfits[number] = pairs.count((True, False)), not exact
        best = [number for number in misfits if misfits[number] == min(misfits.values())]
        return _told([self.answers[number][0] for number in best[:NAMED]])

    def _watched(self):
        """Number the cases of one round, and the last one, which shows what was kept."""
        last = len(self.cases) - 1
        return [*range(-(-last // GRADING_ROUNDS)), last]

    def _alike(self, first, one, other):
        """Say whether two outcomes of a case can come from the same mistake."""
        if one is None or (kind(one), one.mutated) != (kind(other), other.mutated):
            return False
        any_value = one.error_type is not None or self.cases[first].refusal is not None
        return any_value or equal(one, other)

    def _on_case(self, number):
        """What every answer gives on a case, after two others: some keep what they gave."""
        if number not in self._outcomes:
            asked = sorted({0, max(0, number - 1), number})
            ran = self._run(range(len(self.answers)), asked)
            self._outcomes[number] = [outcomes and outcomes[-1] for outcomes in ran]
        return self._outcomes[number]

    def _profiles(self, numbers):
        """Which of the watched cases each of some answers passes."""
        new, places = [n for n in numbers if n not in self._passes], self._watched()
        for number, outcomes in zip(new, self._run(new, places), strict=True):
            self._passes[number] = [
                examine(self.check, self.cases[place], outcome, explain=False) is None
                for place, outcome in zip(places, outcomes, strict=True)
            ]
        return {number: self._passes[number] for number in numbers}

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
        sandbox.run([self.setup, load], self.provides, self.preload)

    def _call(self, sandbox, number, places):
        """Call one answer on cases; say also whether the process is still there."""
        name, outcomes = f"mistake_{number}", []
        try:
            if sandbox.look(name) is not None:  # it needs a module that no answer may use
                return None, True
            for place in places:
                case = self.cases[place].case
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
