"""Measure the processor time of single calls, to the student's function and the course's own."""

from __future__ import annotations

import math

from autograder.sandbox.errors import (
    IsolationUnavailable,
    KilledFromOutside,
    MachineBusy,
    SandboxDied,
    SandboxError,
)
from autograder.sandbox.process import Sandbox
from cnncourse.checks import Outcome


class Stopwatch:
    """The `timed` that `judge` takes: it calls a function, and measures the call from outside.

    Functions of the course are called in sandboxes of their own, in which no student code has run.
    Their calls take the same route as the student's, so the overhead is the same for all.

    Parameters
    ----------
    calls : Calls
        The calls to the student's function.
    sandbox : Sandbox
        The student's process.
    """

    def __init__(self, calls, sandbox):
        self._calls, self._student = calls, sandbox
        self._ours = {}

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for sandbox in self._ours.values():
            sandbox.close()

    def __call__(self, function, args, kwargs):
        """Call the student's function, or one of the course's; return the outcome and seconds.

        Raises
        ------
        SandboxError
            If a function of the course does not run; that is not the student's fault.
        Disturbance
            If a process was killed from outside.
        """
        if function is not None:
            return self._time_ours(function, args, kwargs)
        if self._calls.ended is not None:
            return self._calls(args, kwargs), math.inf
        started = self._student.processor_seconds()
        outcome = self._calls(args, kwargs)
        if self._calls.ended is not None:
            return outcome, math.inf
        return outcome, self._student.processor_seconds() - started

    def _time_ours(self, function, args, kwargs):
        try:
            with self._student.clock.stopped():
                sandbox = self._sandbox_of(function)
                started = sandbox.processor_seconds()
                reply = sandbox.call("timed", args, kwargs)
                seconds = sandbox.processor_seconds() - started
        except (SandboxDied, KilledFromOutside, MachineBusy):  # another run may succeed
            raise
        except (SandboxError, IsolationUnavailable) as error:
            problem = f"the course's own {function.__name__} did not run: {error}"
            raise SandboxError(problem) from error
        return Outcome(**reply), seconds

    def _sandbox_of(self, function):
        if function not in self._ours:
            sandbox = self._ours[function] = Sandbox(self._student.limits, self._student.kind)
            load = f"from {function.__module__} import {function.__name__} as timed"
            sandbox.run([load], [function.__module__])
        return self._ours[function]
