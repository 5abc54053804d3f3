"""Grading: one submission as a pure function of bytes, and the class around it."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, replace

import nbformat
from nbformat.v4 import new_markdown_cell, new_output
from tqdm import tqdm

from autograder import isolation
from autograder.course import METADATA, CourseError, write_atomically
from autograder.gradebook import nbgrader_api, open_gradebook, require_assignment, save_scores
from autograder.rebuild import Rebuilt, rebuild, refuse
from autograder.referee import no_verdicts, referee
from autograder.sandbox import permit, stop_all
from autograder.submission import collect
from cnncourse.checks import find


def grade(submission, bundle, limits=None):
    """Grade one submission: the same bytes and bundle give the same scores.

    Parameters
    ----------
    submission : bytes
        A file as it was handed in; any bytes at all.
    bundle : Bundle
    limits : Limits or None

    Returns
    -------
    NotebookNode
        The rebuilt and executed notebook. Its metadata hold under "cnncourse" what was decided:
        `scores` (by check: points, of, passed, message, review), `repairs`, `reason` (None, or
        why nothing could be graded), `isolation` and `seed`.
    """
    return evaluate(rebuild(submission, bundle.release), bundle, limits)


def evaluate(rebuilt, bundle, limits=None):
    """Run and judge a rebuilt notebook; see `grade`."""
    notebook = rebuilt.notebook
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if rebuilt.reason is None:
        outputs, scores = referee(codes, bundle, limits)
    else:
        outputs, scores = [[] for _ in codes], no_verdicts(bundle, rebuilt.reason)
    for cell, shown in zip(codes, outputs, strict=True):
        cell.execution_count = None
        cell.outputs = shown
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in scores:
            message = scores[name].message + "\n"
            cell.outputs = [new_output("stream", name="stdout", text=message)]
    _put_notes_on_top(notebook, rebuilt)
    notebook.metadata[METADATA].update(
        scores={name: asdict(score) for name, score in scores.items()},
        repairs=rebuilt.repairs,
        reason=rebuilt.reason,
        isolation=isolation.current().name if rebuilt.reason is None else "not run",
        seed=bundle.seed,
    )
    return notebook


def _put_notes_on_top(notebook, rebuilt):
    """Tell the reader of the feedback page what happened to the file."""
    notes = list(rebuilt.repairs)
    title = "What was repaired before grading"
    if rebuilt.reason is not None:
        title = "This submission could not be graded"
        notes = [f"The reason: {rebuilt.reason}.", "It counts zero until a person has looked."]
    if notes:
        text = "\n".join([f"**{title}**", "", *(f"- {note}" for note in notes)])
        notebook.cells.insert(0, new_markdown_cell(text, id="notes"))


def grade_class(course, assignment, *, students=None, allow_unsandboxed=False, limits=None):
    """Grade a class: students in parallel, one writer to the gradebook.

    Parameters
    ----------
    course : Course
    assignment : str
    students : list of str or None
    allow_unsandboxed : bool
        Grade although there is no sandbox; where there is one it is used all the same.
    limits : Limits or None

    Returns
    -------
    dict of str to NotebookNode
        The graded notebooks by student.

    Raises
    ------
    CourseError
        Also if the grades of some students could not be written; those of the others are.
    KeyboardInterrupt
        What was graded until then is in the gradebook.
    """
    course.prepare()
    bundle = course.bundle(assignment)
    for name in bundle.points:  # a check that is missing or broken is nobody's zero
        try:
            find(name, assignment)
        except LookupError as error:
            raise CourseError(f"{assignment} is released, but {error.args[0]}") from error
    handed = collect(course, assignment, students)
    if any(one.content is not None for one in handed):
        permit(allow_unsandboxed=allow_unsandboxed)
    api, graded, stop = nbgrader_api(course), {}, threading.Event()

    def work(one):
        if stop.is_set():
            raise InterruptedError
        if one.content is None:
            rebuilt = refuse(one.reason, bundle.release)
        else:
            rebuilt = rebuild(one.content, bundle.release)
        return evaluate(replace(rebuilt, repairs=[*one.repairs, *rebuilt.repairs]), bundle, limits)

    failed = {}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool, open_gradebook(course) as gradebook:
        require_assignment(gradebook, assignment)
        running = {pool.submit(work, one): one for one in handed}
        try:
            for done in tqdm(
                as_completed(running), total=len(running), desc=assignment, disable=None
            ):
                one = running[done]
                try:
                    notebook = done.result()
                except Exception as error:  # a mistake of ours must not stop the class
                    notebook = _our_mistake(error, bundle)
                try:
                    save(course, gradebook, api, one, notebook)
                except Exception as error:  # nor must a grade that cannot be written
                    gradebook.db.rollback()
                    failed.setdefault(_in_one_line(error), []).append(one.student)
                else:
                    graded[one.student] = notebook
        except BaseException:  # no student's process may outlive the command
            stop.set()
            stop_all()
            pool.shutdown(cancel_futures=True)
            raise
    if failed:
        lost = "; ".join(f"{', '.join(sorted(who))} ({why})" for why, who in failed.items())
        raise CourseError(
            f"{assignment}: not written into the gradebook: {lost}; "
            f"{len(graded)} others are: `python -m autograder report` shows them"
        )
    return dict(sorted(graded.items()))


def _in_one_line(error):
    """Say what went wrong; SQLAlchemy's own words would be a page."""
    text = str(getattr(error, "orig", None) or error).strip() or "no message"
    first = text.splitlines()[0]
    return first if isinstance(error, CourseError) else f"{type(error).__name__}: {first}"


def _our_mistake(error, bundle):
    reason = f"the autograder failed with {type(error).__name__}: {error}"
    return evaluate(Rebuilt(refuse("", bundle.release).notebook, [], reason), bundle)


def save(course, gradebook, api, one, notebook):
    """Write one student's grades, and the notebook that formgrader and feedback show."""
    assignment = notebook.metadata[METADATA]["assignment"]
    gradebook.update_or_create_student(one.student)
    stamp = {"timestamp": one.timestamp} if one.timestamp else {}
    with gradebook.db.no_autoflush:  # or SQLAlchemy 2 warns about a half-made submission
        gradebook.update_or_create_submission(assignment, one.student, **stamp)
    save_scores(gradebook, notebook, one.student)
    _apply_late_penalty(course, api, one.student, notebook)
    content = nbformat.writes(notebook).encode()
    folder = course.folder("autograded", assignment, one.student)
    if folder.exists():
        shutil.rmtree(folder)
    write_atomically(folder / f"{assignment}.ipynb", content, mode=0o444)
    if one.timestamp:
        write_atomically(folder / "timestamp.txt", one.timestamp.encode(), mode=0o444)


def _apply_late_penalty(course, api, student, notebook):
    """Let nbgrader's own plug-in decide, with the configuration of the course folder."""
    from nbgrader.preprocessors import AssignLatePenalties

    assignment = notebook.metadata[METADATA]["assignment"]
    names = {"student": student, "assignment": assignment, "notebook": assignment}
    resources = {"nbgrader": {**names, "db_url": course.database}}
    AssignLatePenalties(config=api.config).preprocess(notebook, resources)
