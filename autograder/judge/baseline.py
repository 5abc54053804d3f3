"""The loops that a check's speed is measured against, in a sandbox without student code."""

from __future__ import annotations

import math

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.process import Sandbox


class Loops:
    """Runs the loops that a check names; starts a sandbox of its own when it is first called.

    It is a fork like a submission's, behind the same walls and under the same limits, but no
    student code has run in it, so what it says about its own time can be believed.

    Parameters
    ----------
    check : Check
    limits : Limits
    """

    def __init__(self, check, limits):
        self.check, self.limits = check, limits
        self._sandbox = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._sandbox is not None:
            self._sandbox.close()

    def __call__(self, args, kwargs):
        """Run the loops once and give the seconds of the processor that they took.

        Raises
        ------
        SandboxError
            If they do not run: that is not the student's fault.
        """
        function = self.check.speed.baseline
        try:
            if self._sandbox is None:
                self._sandbox = Sandbox(self.limits)
                self._sandbox.run([], [function.__module__])
            seconds = self._sandbox.time_loops(function.__module__, function.__name__, args, kwargs)
        except SandboxError as error:
            raise SandboxError(f"the loops to compare with did not run: {error}") from error
        if type(seconds) is not float or not 0 <= seconds < math.inf:
            raise SandboxError("the loops to compare with gave no time")
        return seconds
