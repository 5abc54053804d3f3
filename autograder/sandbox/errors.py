"""What can go wrong while a submission runs, and where a submission cannot run at all."""

from __future__ import annotations


class SandboxError(Exception):
    """The student's process died, exceeded a limit or broke the protocol."""


class SandboxTimeout(SandboxError):
    """The student's process did not answer within its time limit."""


class TotalTimeout(SandboxTimeout):
    """The submission has used up its whole time."""


class Ended(SandboxError):
    """The student's process has ended."""


class IsolationUnavailable(Exception):
    """This machine cannot isolate student code, or stopped doing so; the message says why."""


class Postponed(Exception):
    """The submission takes long: it has to run again when the rest of its class is graded."""


class MachineBusy(Exception):
    """The machine was too busy to run the submission in a generous time; that is no verdict."""
