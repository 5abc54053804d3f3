"""The referee: draws the secret cases, sends one call at a time, compares, and fails closed.

The cases, the references and the tolerances live here and in `cnncourse.checks`, in a process that
never runs student code. Values are compared here. Whether a call changed its input, or returned
memory of it, can only be seen where it ran: in that the student's process is believed. What a
student reads is worded by `autograder.judge.public_run`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from nbformat.v4 import new_output

from autograder.course import CourseError, in_one_line
from autograder.judge.calls import Calls
from autograder.judge.needed_cells import mentions, must_run
from autograder.judge.outputs import read_outputs
from autograder.judge.public_run import PublicRun, explain
from autograder.judge.stopwatch import Stopwatch
from autograder.sandbox.clock import Clock
from autograder.sandbox.errors import Disturbance, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from autograder.submissions.definitions import defines, functions
from autograder.submissions.marks import by_student, exercise_of
from cnncourse.checks import GRADING_ROUNDS, find, judge
from cnncourse.checks.engine.outline import outline
from cnncourse.checks.engine.ownership import with_quotes
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.common.words import one_line, quoted

FAULT = "the check itself failed"


@dataclass
class Score:
    """The result of one check.

    Attributes
    ----------
    points : float
        The share of the groups of cases that passed completely, times `of`, two decimals.
    of : float
    passed : bool
    message : str
        For the student.
    review : str or None
        Why a person has to look at it: something is undecided, and counts zero until then.
    culprit : str or None
        The student's function that caused the failure, as its process reports it that has seen
        no secret case.
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
        For each cell a list of its outputs.
    scores : dict of str to Score
        One for every check of the bundle, whatever happened.

    Raises
    ------
    Postponed, MachineBusy
        See `Clock.measure`.
    """
    limits = limits or Limits()
    limits = limits or Limits()
    clock = Clock(limits, hurry=hurry)
    public = PublicRun(clock, limits.call / 2)
    outputs, scores, runs = _judge_all(cells, bundle, limits, clock, public)
    public.word(scores, lambda: ready(limits, clock, cells, runs, bundle))
    return outputs, scores


def _judge_all(cells, bundle, limits, clock, public):
    """Judge every check; return outputs and scores, and which cells ran."""
    runs = must_run(cells, bundle.points)
    sandbox, outputs, scores = Sandbox(limits, clock=clock), [[] for _ in cells], {}
    sources = {exercise_of(cell): cell.source for cell in cells}
    try:
        try:
            outputs = run(sandbox, cells, runs, bundle)
        except SandboxError as error:  # perhaps a given cell called an answer
            fewer = without_answers(cells, runs, bundle)
            if fewer == runs:
                raise
            sandbox.close()
            sandbox, runs = Sandbox(limits, clock=clock), fewer
            outputs = run(sandbox, cells, runs, bundle, f"with all cells {error}")
        complaints, alive = complaints_of(cells, outputs), True
        for name, of in bundle.points.items():
            if not alive:  # an endless function must not cost the others their points
                sandbox.close()
                sandbox = Sandbox(limits, clock=clock)
                run(sandbox, cells, runs, bundle)
            complaint = complaints.get(name, "")
            scores[name], alive = judge_one(
                sandbox, name, of, bundle, complaint, public, sources.get(name, "")
            )
        return outputs, scores, runs
    except SandboxError as error:
        rest = no_verdicts(bundle, f"the notebook did not run: {error}")
        return outputs, {**rest, **scores}, runs
    finally:
        sandbox.close()


def ready(limits, clock, cells, runs, bundle):
    """Run some code cells in a new process; see `run`.

    Returns
    -------
    Sandbox
    """
    sandbox = Sandbox(limits, clock=clock)
    try:
        run(sandbox, cells, runs, bundle)
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def run(sandbox, cells, runs, bundle, why="this cell only shows your answers at work"):
    """Run some code cells; return the outputs of all, with a note in those that were left out.

    Parameters
    ----------
    sandbox : Sandbox
    cells : list of NotebookNode
    runs : list of bool
        Which of them to run.
    bundle : Bundle
    why : str
        Why the others are not run, for the note.
    """
    sources = [cell.source for cell, wanted in zip(cells, runs, strict=True) if wanted]
    outputs = sandbox.run(sources, bundle.provides, bundle.preload, bundle.data)
    try:
        shown = read_outputs(outputs, len(sources))
    except ValueError as error:
        raise SandboxError("its process sent malformed outputs") from error
    sandbox.need_quiet([one.get("evalue", "") for cell in shown for one in cell])
    kept = iter(shown)
    note = new_output("stream", name="stdout", text=f"(not run for the grade: {why})\n")
    return [next(kept) if wanted else [note] for wanted in runs]


def without_answers(cells, runs, bundle):
    """Leave out every given cell that names an exercise, even if it prepares something."""
    return [
        wanted and (by_student(cell) or not mentions(cell.source, bundle.points))
        for cell, wanted in zip(cells, runs, strict=True)
    ]


def complaints_of(cells, outputs):
    """Report, by exercise, the error that ended its cell, or the other function that it defines."""
    found = {}
    for cell, shown in zip(cells, outputs, strict=True):
        name = exercise_of(cell)
        errors = [output for output in shown if output.output_type == "error"]
        if name and errors:
            words = quoted(f"{errors[0].ename}: {errors[0].evalue}")
            found[name] = f" Its cell ended with {words}."
        elif name and not defines(cell.source, name):
            others = [f"`{other}`" for other in functions(cell.source)[:3]]
            found[name] = f" Its cell defines {', '.join(others)} in its place." if others else ""
    return found


def judge_one(sandbox, name, of, bundle, complaint_of_cell="", public=None, source=""):
    """Judge one check.

    Parameters
    ----------
    sandbox : Sandbox
    name : str
    of : float
        Its points.
    bundle : Bundle
    complaint_of_cell : str
        What to add if the function is missing.
    public : PublicRun or None
        Will word the message; without it, only an outline is given.
    source : str
        The exercise's cell.

    Returns
    -------
    score : Score
    alive : bool
        Whether the student's process can still be used.
    """
    check = find(name, bundle.assignment)
    calls = Calls(sandbox, check, bundle.seed)

    try:
        for asked in (name, *check.partners):
            sandbox.need_time(f"the look at {asked}")
            complaint = sandbox.look(asked, check.given)
            if complaint is not None:
                _read_complaint(complaint)
                tell = functools.partial(_complain, check, asked, complaint_of_cell)
                if public:
                    public.later(name, tell)
                message, culprit = tell(None)
                return Score(0.0, of, False, message, culprit=culprit), True
        with Stopwatch(calls, sandbox) as timed:
            likely = likely_mistake(check, bundle.seed, GRADING_ROUNDS)
            verdict = judge(
                check, calls, bundle.seed, rounds=GRADING_ROUNDS, likely=likely, timed=timed
            )
    except SandboxError as error:
        return no_verdict(of, str(error)), False
    except (Disturbance, CourseError):
        raise
    except Exception as error:  # an error of ours costs one check its verdict, and is reported
        return no_verdict(of, f"the autograder failed with {in_one_line(error)}"), False
    points = round(of * verdict.fraction, 2)
    message = verdict.message
    if verdict.failure is not None and not verdict.review:
        message = outline(check, verdict)
        if public:
            public.later(name, functools.partial(explain, check, verdict, source))
    told = {"review": verdict.review, "fraction": verdict.fraction}
    return Score(points, of, verdict.passed, message, **told), calls.ended is None


def _read_complaint(complaint):
    """Read the text and the culprit of a worker's `Objection`."""
    if type(complaint) is not dict or set(complaint) != {"text", "culprit"}:
        raise SandboxError("its process sent a malformed reply")
    text, culprit = complaint["text"], complaint["culprit"]
    if type(text) is not str or not (culprit is None or type(culprit) is str):
        raise SandboxError("its process sent a malformed reply")
    told = with_quotes(one_line(text))
    return told, culprit and one_line(culprit)


def _complain(check, asked, complaint_of_cell, process):
    """Say why a function could not be called, in the words of a process that was never called.

    Returns
    -------
    message : str
    culprit : str or None
    """
    complaint = process and process.complaint(asked, check.given)
    text, culprit = "the function cannot be called any more.", None  # as after other calls
    if complaint is not None:
        text, culprit = _read_complaint(complaint)
    whose = "" if asked == check.name else f"it needs `{asked}`: "
    return uncalled(check.name, whose + text + complaint_of_cell), culprit


def uncalled(name, problem):
    """Explain why nothing was called; a student's process may choose the words, not the verdict.

    Parameters
    ----------
    name, problem : str

    Returns
    -------
    str
    """
    return f"{name}: no points, nothing was called.\n  Problem  {one_line(problem, 1100)}"


def no_verdict(of, reason):
    """Return the score of a check without a verdict: zero until a person has looked.

    That person reads the whole reason; the student does not read what their process can word.
    """
    told = FAULT if reason.startswith(FAULT) else reason
    return Score(0.0, of, False, f"Not graded: {told}.", review=reason)


def no_verdicts(bundle, reason):
    return {name: no_verdict(of, reason) for name, of in bundle.points.items()}
