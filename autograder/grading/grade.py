"""Grade one submission, as a pure function of bytes.

It can run here, in another process or on another machine: see `autograder.grading.class_run`.
"""

from __future__ import annotations

import functools
from dataclasses import asdict, replace

import nbformat
from nbformat.v4 import new_markdown_cell, new_output

from autograder.course import METADATA
from autograder.judge.bundle import Bundle
from autograder.judge.referee import judge_notebook, no_verdicts
from autograder.judge.table_like import tables_in
from autograder.sandbox import isolation
from autograder.sandbox.limits import Limits
from autograder.submissions.marks import exercise_of, is_answer, mark_of
from autograder.submissions.rebuild import rebuild_notebook, unanswered


def grade_submission(submission, bundle, limits=None):
    """Grade one submission: the same bytes and bundle give the same scores.

    Parameters
    ----------
    submission : bytes
        The file as submitted; any bytes at all.
    bundle : Bundle
    limits : Limits or None

    Returns
    -------
    NotebookNode
        The rebuilt and executed notebook. Its metadata holds the result under "cnncourse":
        `scores` (by check: the fields of a `Score`), `repairs`, `noted` (kinds of notes on the
        folder), `reason` (None, or why nothing could be graded), `failed` (whether the autograder
        itself failed), `tables` (answers that look like tables of results), `isolation`, and
        `round` (the round whose seed drew the cases).
    """
    return evaluate(rebuild_notebook(submission, bundle.release, bundle.older), bundle, limits)


def grade_bytes(
    submission,
    bundle,
    limits=None,
    *,
    reason=None,
    failed=False,
    notes=(),
    others=(),
    hurry=False,
):
    """Grade one submission, from bytes to bytes, so that any executor can run it.

    Parameters
    ----------
    submission : bytes
    bundle : bytes
        From `Bundle.to_bytes`.
    limits : Limits or None
    reason : str or None
        Why there is nothing to grade: every check gets zero until a person has looked.
    failed : bool
        Whether the reason is a fault of ours, so that this is not a verdict.
    notes : sequence of Note
        About other files in the folder.
    others : sequence of str
        Names of other notebooks in the folder: if this one has no answers, a person has to look at
        them.
    hurry : bool
        Give up after `limits.first` seconds, because other submissions are waiting.

    Returns
    -------
    bytes
        The file of the graded notebook, see `grade_submission`; `verdicts.read_metadata` reads it.

    Raises
    ------
    Postponed
        If it takes longer and `hurry` is set.
    MachineBusy
        If the machine is too busy to run it.
    Exception
        If the sandbox or the autograder fails; then there is no verdict.
    """
    task = _bundle(bundle)
    if reason is None:
        rebuilt = rebuild_notebook(submission, task.release, task.older)
    else:
        rebuilt = unanswered(reason, task.release)
    rebuilt = replace(rebuilt, repairs=[*(note.text for note in notes), *rebuilt.repairs])
    doubt = None
    if others and _answers(rebuilt.notebook) == _answers(task.release):
        doubt = (
            "this notebook has no answers, and other notebooks in the folder were not read: "
            + ", ".join(others)
        )
    notebook = evaluate(rebuilt, task, limits, doubt, hurry=hurry)
    notebook.metadata[METADATA].update(
        noted=[note.kind for note in notes if note.kind is not None], failed=failed
    )
    return (nbformat.writes(notebook) + "\n").encode()  # as nbgrader writes


_bundle = functools.lru_cache(maxsize=4)(Bundle.from_bytes)  # one for each round of a class


def _answers(notebook):
    return {exercise_of(cell): cell.source.strip() for cell in notebook.cells if is_answer(cell)}


def evaluate(rebuilt, bundle, limits=None, doubt=None, *, hurry=False):
    """Run and judge a rebuilt notebook; `doubt` is a reason why a person has to look at it."""
    notebook, limits = rebuilt.notebook, limits or Limits()
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if rebuilt.reason is None:
        outputs, scores = judge_notebook(codes, bundle, limits, hurry=hurry)
    else:
        outputs, scores = [[] for _ in codes], no_verdicts(bundle, rebuilt.reason)
    if doubt:
        scores = {name: replace(one, review=one.review or doubt) for name, one in scores.items()}
    for cell, shown in zip(codes, outputs, strict=True):
        cell.execution_count = None
        cell.outputs = shown
        name = mark_of(cell).get("grade_id")
        if name in scores:
            message = scores[name].message + "\n"
            cell.outputs = [new_output("stream", name="stdout", text=message)]
    _put_notes_on_top(notebook, rebuilt)
    notebook.metadata[METADATA].update(
        scores={name: asdict(score) for name, score in scores.items()},
        repairs=rebuilt.repairs,
        noted=[],
        reason=rebuilt.reason,
        failed=False,
        tables=tables_in(codes) if rebuilt.reason is None else [],
        isolation=_isolation(limits) if rebuilt.reason is None else "not run",
        round=bundle.round,
    )
    return notebook


def _isolation(limits):
    return limits.isolation or isolation.current().name


def _put_notes_on_top(notebook, rebuilt):
    """Tell whoever reads it in the formgrader what happened to the file."""
    notes = list(rebuilt.repairs)
    title = "What was repaired before grading"
    if rebuilt.reason is not None:
        title = "This submission could not be graded"
        notes = [f"The reason: {rebuilt.reason}.", "It counts zero until a grader has looked."]
    if notes:
        text = "\n".join([f"**{title}**", "", *(f"- {note}" for note in notes)])
        notebook.cells.insert(0, new_markdown_cell(text, id="notes"))
