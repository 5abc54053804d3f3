"""What can go wrong while a submission runs, and where a submission cannot run at all.

A `SandboxError` is the doing of the submission and counts against it. A `Disturbance` says nothing
about the submission: it has to run again, and if that does not help, a person has to look at it.
"""

from __future__ import annotations


class SandboxError(Exception):
    """The student's process ended, exceeded a limit or broke the protocol."""


class SandboxTimeout(SandboxError):
    """The student's process did not answer within its time limit."""


class Ended(SandboxError):
    """The student's process has ended by itself."""


class LimitReached(Ended):
    """The student's process was killed because it reached a limit.

    Parameters
    ----------
    message : str
        Names the limit.
    like : str
        The Python error that says the same to a student, such as "MemoryError".
    """

    def __init__(self, message, like):
        super().__init__(message)
        self.like = like


class Disturbance(Exception):
    """A run ended for a reason that proves nothing about the submission."""


class KilledFromOutside(Disturbance):
    """The student's process was killed, and neither it nor one of its limits did that."""


class IsolationUnavailable(Disturbance):
    """This machine cannot isolate student code, or stopped doing so; the message says why."""


class SandboxDied(IsolationUnavailable):
    """The sandbox ended while a submission ran in it."""
