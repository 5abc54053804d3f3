"""Verdicts on a class's submissions, from the cache or from an executor."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from dataclasses import replace

from autograder.course import CourseError, in_one_line
from autograder.grading.grade import grade_bytes
from autograder.grading.workers import WorkerTimeout
from autograder.sandbox.errors import IsolationUnavailable, MachineBusy, Postponed

IDLE = 0.5  # seconds without a verdict after which waiting grades are written
READY = 16  # verdicts that may wait to be written: memory must not grow with the class


class VerdictStream:
    """Verdicts on submissions, in the order in which they become available.

    Each submission first gets a short time. Those that need more run again when all others are
    graded, so that nobody waits longer for them than the short time, for each worker.

    Parameters
    ----------
    submissions : iterator of Submission
        Read one at a time, no earlier than needed.
    verdicts : Verdicts
    executor : concurrent.futures.Executor
    bundle : bytes
    limits : Limits
    window : int
        Submissions that are being graded, or wait for it, at a time.
    force : bool
        Grade again even if the verdict is cached.

    Attributes
    ----------
    keys : set of str
        Of all verdicts that were needed.
    again : dict of str to list of str
        See `autograder.grading.class_run.ClassResult`.
    """

    def __init__(self, submissions, verdicts, executor, bundle, limits, window, *, force=False):
        self._submissions, self._verdicts, self._executor = iter(submissions), verdicts, executor
        self._bundle, self._limits, self._window, self._force = bundle, limits, window, force
        self._running, self._asked, self._ready = {}, {}, deque()
        self._slow = deque()
        self._fresh, self.keys, self.again = set(), set(), {}

    def __iter__(self):
        """Yield the submission (without its content), the verdict, and whether it was cached.

        Yields None in between, when there is time for other work.
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
        """Take up submissions until enough of them are being graded."""
        while len(self._running) < self._window and len(self._ready) < READY:
            if (one := next(self._submissions, None)) is not None:
                self._take_up(one)
            elif self._slow and not any(hurry for *_, hurry in self._running.values()):
                self._send(*self._slow.popleft(), hurry=False)
            else:
                return

    def cancel(self):
        for future in self._running:
            future.cancel()

    def _take_up(self, one):
        key = self._verdicts.key(one)
        self.keys.add(key)
        name_only = replace(one, content=None)
        if key in self._asked:  # equal to a submission that is being graded
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

    def _send(self, key, one, *, first=True, hurry=True):
        try:
            future = self._executor.submit(
                grade_bytes,
                one.content or b"",
                self._bundle,
                self._limits,
                reason=one.reason,
                notes=one.notes,
                others=one.others,
                hurry=hurry,
            )
        except BrokenExecutor as error:
            raise CourseError(f"no worker is left to grade: {error}") from error
        self._running[future] = key, one, first, hurry

    def _settle(self, future):
        """Store a verdict; grade again, once, what failed through a fault of ours, or took long.

        A machine that was too busy twice gives no verdict: nothing is stored, and a person is told.
        """
        key, one, first, hurry = self._running.pop(future)
        try:
            verdict = future.result()
        except Exception as error:
            if hurry and isinstance(error, (Postponed, MachineBusy)):
                self._slow.append((key, one))
                return
            if isinstance(error, WorkerTimeout):  # it would take as long tomorrow
                self._keep(key, self._without_grade(f"grading took too long: {error}"))
                return
            if first and isinstance(error, (BrokenExecutor, IsolationUnavailable)):
                self._send(key, one, first=False, hurry=hurry)
                return
            lost = self._asked.pop(key)
            reason = f"the autograder failed with {in_one_line(error)}"
            if isinstance(error, MachineBusy):
                reason = str(error)
            self.again.setdefault(reason, []).extend(who.student for who in lost)
            verdict = self._without_grade(reason, failed=True)
            self._ready.extend((who, verdict, False) for who in lost)
            return
        self._keep(key, verdict)

    def _without_grade(self, reason, **more):
        return grade_bytes(b"", self._bundle, reason=reason, **more)

    def _keep(self, key, verdict):
        self._verdicts.write(key, verdict)
        self._fresh.add(key)
        self._ready.extend((who, verdict, False) for who in self._asked.pop(key))
