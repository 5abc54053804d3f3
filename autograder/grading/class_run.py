"""Grade a class: submissions in parallel, verdicts cached, one writer to the gradebook.

Whatever gets killed on the way, the same command resumes: it reuses the verdicts in the cache,
leaves alone the grades that are already in the gradebook, and grades the rest.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from autograder.course import CourseError
from autograder.grading.gradebook import late_penalty, open_gradebook
from autograder.grading.gradebook_tables import require_points
from autograder.grading.progress import Progress
from autograder.grading.verdict_stream import VerdictStream
from autograder.grading.verdicts import Verdicts
from autograder.grading.workers import Workers, cores
from autograder.judge.bundle import read_bundles
from autograder.sandbox import isolation
from autograder.sandbox.limits import Limits
from autograder.submissions.folders import (
    find_folders,
    find_misplaced,
    find_odd_names,
    read_folders,
)
from cnncourse.checks import find

MARGIN = 180.0  # seconds to start a zygote, to compare and to write, beyond what the limits allow


@dataclass
class ClassResult:
    """The result of a run.

    Attributes
    ----------
    graded, kept : int
        Students whose grade is in the gradebook, and how many of their verdicts are from an
        earlier run.
    seconds : float
    again : dict of str to list of str
        Students who have no verdict through a fault of ours, by reason.
    unwritten : dict of str to list of str
        Students whose grade could not be written, by reason.
    misplaced : list of str
        Entries of `submitted/` that belong to nobody; only filled by a run of the whole class.
    """

    graded: int = 0
    kept: int = 0
    seconds: float = 0.0
    again: dict = field(default_factory=dict)
    unwritten: dict = field(default_factory=dict)
    misplaced: list = field(default_factory=list)


def grade_class(
    course,
    assignment,
    *,
    students=None,
    allow_unsandboxed=False,
    limits=None,
    jobs=None,
    executor=None,
    force=False,
    new_cases=False,
):
    """Grade a class; run and write only what has changed since the last run.

    Parameters
    ----------
    course : Course
    assignment : str
    students : list of str or None
        None takes all.
    allow_unsandboxed : bool
        Grade even if there is no sandbox; if there is one, it is used in any case.
    limits : Limits or None
    jobs : int or None
        Submissions to grade at a time; None takes the number of cores that this process may use.
    executor : concurrent.futures.Executor or None
        Runs `grade_bytes`, for example on a cluster; None starts processes here.
    force : bool
        Rerun submissions even if their verdicts are cached, on the same cases as before.
    new_cases : bool
        Draw new secret cases for what has not been graded yet, or for all if the seeds are lost.

    Returns
    -------
    ClassResult

    Raises
    ------
    CourseError
        If nothing could be graded.
    KeyboardInterrupt
        After Ctrl-C; what was graded before is in the gradebook.
    """
    started = time.monotonic()
    course.prepare()
    bundles = read_bundles(course, assignment, anew=new_cases)
    _require_checks(bundles[-1])
    folders = find_folders(course, assignment, students)
    submissions = read_folders(folders, assignment, {})
    found = isolation.current().name
    if found == isolation.NONE and any(one.content is not None for one in submissions):
        isolation.require_sandbox(allow_unsandboxed=allow_unsandboxed)
    limits = replace(limits or Limits(), isolation=found)  # so that workers need not probe again
    result, jobs, tasks = ClassResult(), jobs or cores(), _to_bytes(bundles)
    if students is None and (odd := find_odd_names(course, assignment)):
        result.unwritten["the folder's name cannot be used: rename it"] = odd
    with _counted(assignment, result, len(folders)), ExitStack() as stack:
        stack.enter_context(course.locked())
        if _to_bytes(read_bundles(course, assignment)) != tasks:  # `release` held the lock
            raise CourseError(f"{assignment} has just been released again: grade again")
        if executor is None:
            executor = Workers(jobs, limits.wall + MARGIN)
            stack.callback(executor.shutdown, cancel_futures=True)
        submissions = read_folders(folders, assignment, result.unwritten)
        verdicts = Verdicts(course.root / "verdicts" / assignment, bundles, limits)
        stream = VerdictStream(submissions, verdicts, executor, limits, 2 * jobs, force=force)
        stack.callback(stream.cancel)
        stream.fill()  # the workers start now, while nbgrader is imported: half a second
        from autograder.grading.recorder import Recorder

        gradebook = stack.enter_context(open_gradebook(course))
        require_points(course, assignment, bundles[-1].points)
        recorder = Recorder(course, bundles[-1], gradebook, late_penalty(course), result)
        stack.callback(recorder.flush)
        progress = stack.enter_context(Progress(assignment, len(folders)))
        for item in stream:
            if item is None:
                recorder.flush()
            else:
                recorder.record(*item)
                progress.step(item[-1])
        result.again = stream.again
        if students is None:
            verdicts.keep_only(stream.keys)
            result.misplaced = find_misplaced(course, assignment)
    result.seconds = time.monotonic() - started
    return result


def _to_bytes(bundles):
    return [bundle.to_bytes() for bundle in bundles]


@contextmanager
def _counted(assignment, result, total):
    """Add the number of finished students to a Ctrl-C: everything is written by then."""
    try:
        yield
    except KeyboardInterrupt as stop:
        done = f"{assignment}: {result.graded} of {total} students are done"
        raise KeyboardInterrupt(done) from stop


def _require_checks(bundle):
    """Raise an error if a check is missing or broken: no student should get a zero for that."""
    for name in bundle.points:
        try:
            find(name, bundle.assignment)
        except LookupError as error:
            raise CourseError(f"{bundle.assignment} is released, but {error.args[0]}") from error
