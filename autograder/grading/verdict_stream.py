"""Verdicts on a class's submissions, from the cache or from an executor."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from dataclasses import replace

from autograder.course import CourseError, in_one_line
from autograder.grading.grade import grade_bytes
from autograder.grading.workers import WorkerTimeout
from autograder.sandbox.errors import (
    Disturbance,
    KilledFromOutside,
    MachineBusy,
    Postponed,
    SandboxDied,
)

TRIES = 3  # most runs of a submission whose runs are disturbed
IDLE = 0.5  # seconds without a verdict after which waiting grades are written
READY = 16  # most verdicts waiting to be written: memory must not grow with the class


class VerdictStream:
    """Verdicts on submissions, in the order in which they become available.

    Each submission first gets a short time. Those that need more run again after all others are
    graded, so each of them keeps a worker from the others for no longer than that short time.

    Parameters
    ----------
    submissions : iterator of Submission
        Read one at a time, no earlier than needed.
    verdicts : Verdicts
    executor : concurrent.futures.Executor
    limits : Limits
    window : int
        Most submissions that are being graded, or queued for it, at a time.
    force : bool
        Grade again even if the verdict is cached, in the round of that verdict.

    Attributes
    ----------
    keys : set of str
        Keys of all verdicts that were needed.
    again : dict of str to list of str
        See `autograder.grading.class_run.ClassResult`.
    """

    def __init__(self, submissions, verdicts, executor, limits, window, *, force=False):
        self._submissions, self._verdicts, self._executor = iter(submissions), verdicts, executor
        self._limits, self._window, self._force = limits, window, force
        self._running, self._asked, self._ready = {}, {}, deque()
        self._suspects, self._alone, self._slow = deque(), None, deque()
        self._fresh, self.keys, self.again = set(), set(), {}

    def __iter__(self):
        """Yield the submission (without its content), the verdict, and whether it was cached.

        Yields None in between, whenever there is time for other work.
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
        """Take up submissions until enough of them are being graded.

        One whose sandbox died runs again on its own: then nothing else can be the reason.
        """
        if self._suspects and not self._running:
            self._alone = self._send(*self._suspects.popleft())
        if self._suspects or self._alone in self._running:
            return
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
            self._ready.append((name_only, verdict, key not in self._fresh))
            return
        self._asked[key] = [name_only]
        self._send(key, one, 1)

    def _send(self, key, one, run=1, *, hurry=True):
        """Have a submission graded, for the first time or once more; returns the future."""
        try:
            future = self._executor.submit(
                grade_bytes,
                one.content or b"",
                self._verdicts.bundle(key),
                self._limits,
                reason=one.reason,
                notes=one.notes,
                others=one.others,
                hurry=hurry,
            )
        except BrokenExecutor as error:
            raise CourseError(f"no worker is left to grade: {error}") from error
        self._running[future] = key, one, run, hurry
        return future

    def _settle(self, future):
        """Store a verdict, or grade again if the run was disturbed through no fault of its own.

        A submission that takes long, or met a busy machine, runs again at the end of the class. If
        every run is disturbed, a person has to look. That outcome is cached only if it says
        something about the submission: it took too long, or its sandbox died whenever it ran alone.
        """
        key, one, run, hurry = self._running.pop(future)
        try:
            self._keep(key, future.result())
        except WorkerTimeout as error:  # another run would take as long
            self._keep(key, self._refused(key, f"grading took too long: {error}"))
        except SandboxDied as error:
            if run < TRIES:
                self._suspects.append((key, one, run + 1))
            else:
                self._keep(key, self._refused(key, f"{error}, in {TRIES} runs of {TRIES}"))
        except (Postponed, MachineBusy) as error:
            if hurry:
                self._slow.append((key, one))
            else:
                self._give_up(key, str(error), failed=True)
        except Exception as error:
            if run < TRIES and isinstance(error, (BrokenExecutor, Disturbance)):
                self._send(key, one, run + 1, hurry=hurry)
            elif isinstance(error, KilledFromOutside):
                self._give_up(key, f"{error}, in {TRIES} runs of {TRIES}", failed=False)
            else:
                self._give_up(key, f"the autograder failed with {in_one_line(error)}", failed=True)

    def _refused(self, key, reason, *, failed=False):
        return grade_bytes(b"", self._verdicts.bundle(key), reason=reason, failed=failed)

    def _keep(self, key, verdict):
        self._verdicts.write(key, verdict)
        self._fresh.add(key)
        self._ready.extend((who, verdict, False) for who in self._asked.pop(key))

    def _give_up(self, key, reason, *, failed):
        """Leave it to a person for now; the next run of the command tries again."""
        lost, verdict = self._asked.pop(key), self._refused(key, reason, failed=failed)
        self.again.setdefault(reason, []).extend(who.student for who in lost)
        self._ready.extend((who, verdict, False) for who in lost)
