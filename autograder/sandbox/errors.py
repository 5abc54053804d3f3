"""What can go wrong when a submission runs, or when it cannot run at all.

A `SandboxError` is the submission's own doing and counts against it. A `Disturbance` says nothing
about the submission: it has to run again, and if that does not help, a person has to look at it.
"""

from __future__ import annotations


class SandboxError(Exception):
    """The student's process ended, exceeded a limit or broke the protocol."""


class SandboxTimeout(SandboxError):
    """The student's process did not answer within its time limit."""


class TotalTimeout(SandboxTimeout):
    """The submission has used up its whole time."""


class Ended(SandboxError):
    """The student's process ended by itself."""


class LimitReached(Ended):
    """The student's process was killed because it reached a limit.

    Parameters
    ----------
    message : str
        Names the limit.
    like : str
        The Python error that tells a student the same, such as "MemoryError".
    """

    def __init__(self, message, like):
        super().__init__(message)
        self.like = like


class Disturbance(Exception):
    """A run ended for a reason that proves nothing about the submission."""


class KilledFromOutside(Disturbance):
    """The student's process was killed, neither by itself nor by one of its limits."""


class IsolationUnavailable(Disturbance):
    """This machine cannot isolate student code, or no longer can; the message says why."""


class SandboxDied(IsolationUnavailable):
    """The sandbox died while a submission was running in it."""


class Postponed(Disturbance):
    """The submission takes long: it has to run again after the rest of its class."""


class MachineBusy(Disturbance):
    """The machine was too busy to run the submission in a generous time; this is not a verdict."""
