"""The referee: it draws the secret cases, sends one call at a time, compares, and fails closed.

The cases, the references and the tolerances live here and in `cnncourse.checks`, in a process that
never runs student code. Values are compared here. Whether a call changed its input, or returned
memory that belongs to it, can be seen only where the call ran: for that, the student's process is
believed. `autograder.judge.wording` writes the messages for students.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograder.course import CourseError, in_one_line
from autograder.judge.calls import Calls, public_cases
from autograder.judge.running import RunningNotebook, complaints_of
from autograder.judge.stopwatch import Stopwatch
from autograder.judge.wording import explain
from autograder.sandbox.clock import Clock
from autograder.sandbox.errors import Disturbance, SandboxError
from autograder.sandbox.limits import Limits
from autograder.submissions.marks import exercise_of
from cnncourse.checks import GRADING_ROUNDS, find, judge
from cnncourse.checks.engine.ownership import with_quotes
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.common.words import one_line

AHEAD = 1 / 3  # share of a submission's time for calls on public cases, before the secret ones
SLOW = 1 / 5  # an exercise is slow if its public cases take more than this share of a call's limit
FAULT = "the check itself failed"


@dataclass
class Score:
    """The result of one check.

    Attributes
    ----------
    points : float
        `of` times the share of groups of cases that passed completely, with two decimals.
    of : float
    passed : bool
    message : str
        For the student.
    review : str or None
        Why a person has to look at it: something is undecided, and counts zero until then.
    culprit : str or None
        The student's function that caused the failure, as its process reported before it had seen
        a secret case.
    fraction : float
        The share itself, so that points can change without judging again.
    """

    points: float
    of: float
    passed: bool
    message: str
    review: str | None = None
    culprit: str | None = None
    fraction: float = 0.0


def judge_notebook(cells, bundle, limits=None, *, hurry=False):
    """Run a notebook's code and judge every check of its assignment.

    All functions are called on their public cases before any is called on secret ones: see
    `autograder.judge.wording`.

    Parameters
    ----------
    cells : list of NotebookNode
        The code cells, in order.
    bundle : Bundle
    limits : Limits or None
    hurry : bool
        See `Clock`.

    Returns
    -------
    outputs : list
        For each cell, a list of its outputs.
    scores : dict of str to Score
        One for every check of the bundle, whatever happened.

    Raises
    ------
    Postponed, MachineBusy
        See `Clock.measure`.
    """
    limits = limits or Limits()
    clock = Clock(limits, hurry=hurry)
    scores = {}
    with RunningNotebook(cells, bundle, limits, clock) as notebook:
        try:
            notebook.start()
            runs = _check_runs(cells, bundle, notebook.outputs)
            _judge_all(runs, notebook, clock, limits, scores)
        except SandboxError as error:
            scores = no_verdicts(bundle, f"the notebook did not run: {error}") | scores
    return notebook.outputs, {name: scores[name] for name in bundle.points}


def _check_runs(cells, bundle, outputs):
    complaints = complaints_of(cells, outputs)
    sources = {exercise_of(cell): cell.source for cell in cells}
    whole = "\n".join(cell.source for cell in cells)
    return [
        CheckRun(name, of, bundle, complaints.get(name, ""), sources.get(name, ""), whole)
        for name, of in bundle.points.items()
    ]


def _judge_all(runs, notebook, clock, limits, scores):
    """Call every function on public cases, then on secret ones, the slow ones last.

    A function that ends its process, or never returns, must not cost the others their points.
    """
    until, kept = clock.spent + AHEAD * limits.altogether, 0
    for one in runs:
        if clock.spent > until or kept > limits.reply:
            break
        sandbox = notebook.process()
        before = sandbox.received
        one.begin(sandbox, min(until, clock.spent + limits.call))
        kept += sandbox.received - before
        if one.ended:
            notebook.end()
    if any(one.forgets for one in runs if one.score is None):
        notebook.end()
    for one in sorted(runs, key=lambda one: one.is_slow):
        if one.forgets and one.has_public_cases_left:  # these get a process of their own, too
            notebook.end()
            one.begin(notebook.process(), math.inf)
            notebook.end()
        if one.score is None and one.ended:
            one.finish(None)
        elif one.score is None:
            one.finish(notebook.process())
            if one.ended:
                notebook.end()
        scores[one.name] = one.score


class CheckRun:
    """One check of a submission, judged in two steps.

    Parameters
    ----------
    name : str
        The check.
    of : float
        Its points.
    bundle : Bundle
    complaint_of_cell : str
        Text to add if the function is missing.
    source : str
        Source of the exercise's cell.
    whole : str
        The code of the whole notebook.

    Attributes
    ----------
    score : Score or None
        None until it is known.
    ended : bool
        Whether a call has ended the process, or the process is unusable for another reason.
    is_slow : bool
        Whether its public cases take long; if so, it is judged after the others.
    forgets : bool
        Whether its secret cases need a process that has not seen the public ones.
    """

    def __init__(self, name, of, bundle, complaint_of_cell="", source="", whole=""):
        self.name, self.score, self.ended, self.is_slow = name, None, False, False
        self._of, self._bundle = of, bundle
        self._complaint_of_cell, self._source = complaint_of_cell, source
        self._is_found = False
        self._check = find(name, bundle.assignment)
        self.forgets = self._check.secret_cases is not None
        self._calls = Calls(self._check, bundle.seed, whole)

    @property
    def has_public_cases_left(self):
        """Whether some public cases were not called, and still can be."""
        if self.score is not None or self.ended:
            return False
        return self._calls.ahead < len(public_cases(self._check))

    def begin(self, sandbox, until):
        """Inspect the function, and call it on the public cases.

        Parameters
        ----------
        sandbox : Sandbox
        until : float
            See `Calls.go_ahead`.
        """
        self._try(self._begin, sandbox, until)

    def finish(self, sandbox):
        """Call the function on the secret cases, and set the score.

        Parameters
        ----------
        sandbox : Sandbox or None
            Not needed if the process has ended.
        """
        self._try(self._finish, sandbox)

    def judge(self, sandbox):
        """Run both steps in one process."""
        self.begin(sandbox, math.inf)
        if self.score is None:
            self.finish(sandbox)

    def _try(self, step, sandbox, *more):
        """Run a step; if it fails, this check gets no verdict."""
        self._calls.sandbox = sandbox
        try:
            step(sandbox, *more)
            self.ended = self._calls.ended is not None
        except SandboxError as error:
            self.score, self.ended = no_verdict(self._of, str(error)), True
        except (Disturbance, CourseError):
            raise
        except Exception as error:  # an error of ours costs only this check its verdict
            reason = f"the autograder failed with {in_one_line(error)}"
            self.score, self.ended = no_verdict(self._of, reason), True

    def _begin(self, sandbox, until):
        if self._find(sandbox):
            clock = sandbox.clock
            slow = clock.spent + SLOW * sandbox.limits.call
            self._calls.go_ahead(until)
            self.is_slow = clock.spent > slow or self.has_public_cases_left

    def _find(self, sandbox, quote=True):
        """Look for a function to judge; without `quote`, use none of the process's own words."""
        for asked in (self.name, *self._check.partners):
            sandbox.require_time(f"the lookup of {asked}")
            complaint = sandbox.look(asked, self._check.given)
            if complaint is not None:
                text, culprit = _read_complaint(complaint)
                if not quote:
                    text, culprit = "the function can no longer be called.", None
                whose = "" if asked == self.name else f"it needs `{asked}`: "
                message = uncalled(self.name, whose + text + self._complaint_of_cell)
                self.score = Score(0.0, self._of, False, message, culprit=culprit)
                return False
        self._is_found = True
        return True

    def _finish(self, sandbox):
        if not self._is_found and not self._find(sandbox, quote=False):
            return
        check, calls, seed = self._check, self._calls, self._bundle.seed
        with Stopwatch(calls, sandbox) as timed:
            likely = likely_mistake(check, seed, GRADING_ROUNDS)
            found = judge(check, calls, seed, rounds=GRADING_ROUNDS, likely=likely, timed=timed)
        message, culprit = found.message, None
        if found.failure is not None and not found.review:
            message, culprit = explain(check, found, self._source, calls.ahead)
        points = round(self._of * found.fraction, 2)
        more = {"review": found.review, "culprit": culprit, "fraction": found.fraction}
        self.score = Score(points, self._of, found.passed, message, **more)


def _read_complaint(complaint):
    """Read the text and the culprit from a worker's `Objection`."""
    if type(complaint) is not dict or set(complaint) != {"text", "culprit"}:
        raise SandboxError("its process sent a malformed reply")
    text, culprit = complaint["text"], complaint["culprit"]
    if type(text) is not str or not (culprit is None or type(culprit) is str):
        raise SandboxError("its process sent a malformed reply")
    told = with_quotes(one_line(text))
    return told, culprit and one_line(culprit)


def uncalled(name, problem):
    """Explain why nothing was called; the student's process may word the reason, not the verdict.

    Parameters
    ----------
    name, problem : str

    Returns
    -------
    str
    """
    return f"{name}: no points, the function was not called.\n  Problem  {one_line(problem, 1100)}"


def no_verdict(of, reason):
    """Return the score of a check without a verdict: zero until a person has looked.

    That person gets the whole reason; the student does not see words that their process can choose.
    """
    told = FAULT if reason.startswith(FAULT) else reason
    return Score(0.0, of, False, f"Not graded: {told}.", review=reason)


def no_verdicts(bundle, reason):
    return {name: no_verdict(of, reason) for name, of in bundle.points.items()}
