"""A class: submissions graded in parallel, verdicts kept, and one writer to the gradebook.

Whatever is killed in the middle, the same command goes on where it was: a verdict that is kept is
taken, one that is in the gradebook is left alone, and all others are made.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from autograder.course import CourseError, in_one_line
from autograder.grading.grade import grade_bytes
from autograder.grading.gradebook import late_penalty, open_gradebook
from autograder.grading.progress import Progress
from autograder.grading.verdicts import FAILED, Verdicts
from autograder.grading.workers import TookTooLong, Workers, cores
from autograder.judge.bundle import read_bundle
from autograder.sandbox import isolation
from autograder.sandbox.errors import IsolationUnavailable
from autograder.sandbox.isolation import permit
from autograder.sandbox.limits import Limits
from autograder.submissions.submission import (
    find_folders,
    find_misplaced,
    find_odd_names,
    read_folder,
)
from cnncourse.checks import find

IDLE = 0.5  # seconds without a verdict after which what waits is written
MARGIN = 300.0  # seconds to start, to judge and to write, beyond what the limits allow
READY = 16  # verdicts that may wait to be written: memory must not grow with the class


@dataclass
class ClassResult:
    """What a run did.

    Attributes
    ----------
    graded, kept : int
        Students of whom the gradebook holds what was found; those whose verdict was there already.
    seconds : float
    again : dict of str to list of str
        Students without a verdict through something of ours, by what it was.
    unwritten : dict of str to list of str
        Students whose grade could not be written, by why.
    misplaced : list of str
        What lies in `submitted/` and is nobody's submission; looked for with the whole class.
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
):
    """Grade a class; only what changed since the last time is run and written.

    Parameters
    ----------
    course : Course
    assignment : str
    students : list of str or None
        None takes all.
    allow_unsandboxed : bool
        Grade although there is no sandbox; where there is one it is used all the same.
    limits : Limits or None
    jobs : int or None
        Submissions at a time; None takes as many as this process may use cores.
    executor : concurrent.futures.Executor or None
        Where `grade_bytes` is called, such as a cluster's; None starts processes here.
    force : bool
        Run what is handed in although its verdict is known.

    Returns
    -------
    ClassResult

    Raises
    ------
    CourseError
        If nothing could be graded.
    KeyboardInterrupt
        What was graded until then is in the gradebook.
    """
    started = time.monotonic()
    course.prepare()
    bundle = read_bundle(course, assignment)
    _require_checks(bundle)
    folders = find_folders(course, assignment, students)
    handed = (read_folder(*one, assignment) for one in folders.items())
    found = isolation.current().name
    if found == isolation.NONE and any(one.content is not None for one in handed):
        permit(allow_unsandboxed=allow_unsandboxed)
    limits = replace(limits or Limits(), isolation=found)  # a worker need not look
    outcome, jobs, task = ClassResult(), jobs or cores(), bundle.to_bytes()
    if students is None and (odd := find_odd_names(course, assignment)):
        outcome.unwritten["the name of the folder cannot be used: rename it"] = odd
    with _counted(assignment, outcome, len(folders)), ExitStack() as stack:
        stack.enter_context(course.alone())
        if read_bundle(course, assignment).to_bytes() != task:  # a `release` had it until now
            raise CourseError(f"{assignment} was released anew just now: grade again")
        if executor is None:
            most = limits.altogether + limits.start + limits.notebook + MARGIN
            executor = Workers(jobs, most)
            stack.callback(executor.shutdown, cancel_futures=True)
        handed = (read_folder(*one, assignment) for one in folders.items())
        verdicts = Verdicts(course.root / "verdicts" / assignment, task, limits)
        stream = Stream(handed, verdicts, executor, task, limits, window=2 * jobs, force=force)
        stack.callback(stream.cancel)
        stream.fill()  # the workers start now
        from autograder.grading.recorder import (
            Desk,  # and nbgrader is imported, which takes half a second
        )

        gradebook = stack.enter_context(open_gradebook(course))
        desk = Desk(course, assignment, gradebook, late_penalty(course), outcome)
        stack.callback(desk.flush)
        progress = stack.enter_context(Progress(assignment, len(folders)))
        for item in stream:
            if item is None:
                desk.flush()
            else:
                desk.record(*item)
                progress.step(item[-1])
        outcome.again = stream.again
        if students is None:
            verdicts.keep_only(stream.keys)
            outcome.misplaced = find_misplaced(course, assignment)
    outcome.seconds = time.monotonic() - started
    return outcome


@contextmanager
def _counted(assignment, outcome, total):
    """Say with Ctrl-C how much is done: all is written by then."""
    try:
        yield
    except KeyboardInterrupt as stop:
        done = f"{assignment}: {outcome.graded} of {total} students are done"
        raise KeyboardInterrupt(done) from stop


def _require_checks(bundle):
    """Refuse to grade where a check is missing or broken: that would be nobody's zero."""
    for name in bundle.points:
        try:
            find(name, bundle.assignment)
        except LookupError as error:
            raise CourseError(f"{bundle.assignment} is released, but {error.args[0]}") from error


class Stream:
    """Verdicts on what was handed in, in the order in which they are there.

    Parameters
    ----------
    handed : iterator of Handed
        Read one at a time, no earlier than needed.
    verdicts : Verdicts
    executor : concurrent.futures.Executor
    bundle : bytes
    limits : Limits
    window : int
        Submissions that are graded, or wait for it, at a time.
    force : bool

    Attributes
    ----------
    keys : set of str
        Of all verdicts that were needed.
    again : dict of str to list of str
        See `ClassResult`.
    """

    def __init__(self, handed, verdicts, executor, bundle, limits, *, window, force=False):
        self._handed, self._verdicts, self._executor = iter(handed), verdicts, executor
        self._bundle, self._limits, self._window, self._force = bundle, limits, window, force
        self._running, self._asked, self._ready = {}, {}, deque()
        self._fresh, self.keys, self.again = set(), set(), {}

    def __iter__(self):
        """Yield who handed in (without the content), the verdict, and whether it was kept.

        Nothing, in between, when there is time for other things.
        """
        while True:
            self.fill()
            if self._ready:
                yield self._ready.popleft()
            elif self._running:
                done, _ = wait(self._running, IDLE, return_when=FIRST_COMPLETED)
                for future in done:
                    self._settle(future)
                if not done:
                    yield None
            else:
                return

    def fill(self):
        """Take up submissions until enough of them are under way."""
        while len(self._running) < self._window and len(self._ready) < READY:
            one = next(self._handed, None)
            if one is None:
                return
            self._take_up(one)

    def cancel(self):
        for future in self._running:
            future.cancel()

    def _take_up(self, one):
        key = self._verdicts.key(one)
        self.keys.add(key)
        name_only = replace(one, content=None)
        if key in self._asked:  # the same submission as another's that is being graded
            self._asked[key].append(name_only)
            return
        verdict = None
        if not self._force or key in self._fresh:
            verdict = self._verdicts.read(key)
        if verdict is not None:
            self._ready.append((name_only, verdict, True))
            return
        self._asked[key] = [name_only]
        self._send(key, one, first=True)

    def _send(self, key, one, *, first):
        try:
            future = self._executor.submit(
                grade_bytes,
                one.content or b"",
                self._bundle,
                self._limits,
                reason=one.reason,
                notes=one.repairs,
                others=one.others,
            )
        except BrokenExecutor as error:
            raise CourseError(f"no worker is left to grade: {error}") from error
        self._running[future] = key, one, first

    def _settle(self, future):
        """Keep a verdict; grade again, once, what was lost through something of ours."""
        key, one, first = self._running.pop(future)
        try:
            verdict = future.result()
        except TookTooLong as error:  # and so it would tomorrow: this is its verdict
            reason = f"grading took too long: {error}"
            verdict = grade_bytes(b"", self._bundle, reason=reason)
        except Exception as error:
            if first and isinstance(error, (BrokenExecutor, IsolationUnavailable)):
                self._send(key, one, first=False)
                return
            lost = self._asked.pop(key)
            reason = f"{FAILED} {in_one_line(error)}"
            self.again.setdefault(reason, []).extend(who.student for who in lost)
            verdict = grade_bytes(b"", self._bundle, reason=reason)
            self._ready.extend((who, verdict, False) for who in lost)
            return
        self._verdicts.write(key, verdict)
        self._fresh.add(key)
        self._ready.extend((who, verdict, False) for who in self._asked.pop(key))
