"""Where student code runs, and how the referee talks to it.

Each submission runs in a process of its own inside bubblewrap (`bubblewrap`), or, where this
machine gives none and the instructor insists, in an ordinary process (`unsandboxed`). Every
result says which. Deadlines are kept by a clock that the code cannot reach, and a reply has a
largest size.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from autograder.course import CourseError
from autograder.sandbox import bubblewrap, isolation, unsandboxed, wire
from autograder.sandbox.connection import Ended as Ended
from autograder.sandbox.connection import Line, SandboxError
from autograder.sandbox.connection import TimeUp as TimeUp


class Unsandboxed(CourseError):
    """The code of others would run without a sandbox."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Without a sandbox the first six hold, and no more.

    Parameters
    ----------
    start : float
        Seconds for the process to start, on the wall's clock like the next five.
    cell : float
        Seconds for one cell; the cell is stopped and the others run.
    notebook : float
        Seconds for all cells.
    call : float
        Seconds for one call of the student's function.
    altogether : float
        Seconds from the beginning, after which nothing is begun: many calls, each just in time,
        must not keep a class waiting.
    reply : int
        Bytes of one reply.
    life : float
        Seconds until the process ends in any case.
    cpu : float
        Seconds of work of one process.
    memory : int
        Bytes, of one process and of all together.
    processes : int
        Processes and threads.
    descriptors : int
        Open files of one process.
    disk, files : int
        Bytes and files in the submission's own folder, which is in memory.
    isolation : str or None
        "bubblewrap" or "none", for a process that is told and need not look; None takes what this
        machine gives.
    """

    start: float = 60.0
    cell: float = 20.0
    notebook: float = 60.0
    call: float = 5.0
    altogether: float = 600.0
    reply: int = 64_000_000
    life: float = 1800.0
    cpu: float = 900.0
    memory: int = 4 << 30
    processes: int = 64
    descriptors: int = 256
    disk: int = 64 << 20
    files: int = 4096
    isolation: str | None = None


def permit(*, allow_unsandboxed, switch="--allow-unsandboxed"):
    """Refuse to run student code where there is no sandbox for it.

    Raises
    ------
    Unsandboxed
        If there is none and the instructor did not insist.
    """
    found = isolation.current()
    if found.name == isolation.NONE and not allow_unsandboxed:
        raise Unsandboxed(
            f"there is no sandbox: {found.reason}. Submissions would run with your rights. "
            f"`python -m autograder doctor` says how to get one; {switch} grades without"
        )


_living = set()
_stopping = threading.Event()


def stop_all():
    """End every student's process, and start no more: for an interrupt from the keyboard."""
    _stopping.set()
    for sandbox in list(_living):
        sandbox.kill()


class Sandbox:
    """One student's process, started by `run`.

    Use it as a context manager: at its end every process of the submission is gone.

    Parameters
    ----------
    limits : Limits
    kind : str or None
        "bubblewrap" or "none"; None takes what this machine gives.
    """

    def __init__(self, limits, kind=None):
        self.limits = limits
        self.kind = kind or limits.isolation or isolation.current().name
        self.submission = self._line = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def run(self, cells, provides=(), preload=()):
        """Run a notebook's code cells with some modules of the course; return their outputs.

        Parameters
        ----------
        cells : list of str
        provides : sequence of str
            Modules of the course that the code may use.
        preload : sequence of str
            Modules that the assignment itself imports: they are there without waiting.
        """
        if self.submission is None:
            self._start(tuple(provides), tuple(preload))
        limits = self.limits
        request = {"cells": cells, "seconds": limits.cell, "provides": list(provides)}
        return self._ask("run", request, limits.start + limits.notebook)

    def look(self, name, given=()):
        """Ask why a name cannot be judged; None when it can. It may use the modules `given`."""
        return self._ask("look", {"name": name, "given": list(given)}, self.limits.call)

    def call(self, name, args, kwargs, check=None):
        """Call the student's function once, as a check wants it, and return what the worker says.

        Parameters
        ----------
        name : str
        args : tuple
        kwargs : dict
        check : Check or None
            Its harness, partners and deadline; None calls the function as it is.
        """
        nonce = self.send_call(request(name, args, kwargs, check))
        return self.reply_to_call(nonce, check.seconds if check else None)

    def send_call(self, request):
        """Send a call from `request`; see `reply_to_call`."""
        return self._line.send("call", *request)

    def reply_to_call(self, nonce, seconds=None):
        """Read what the worker says about the call that was sent."""
        reply = self._line.receive(nonce, seconds or self.limits.call)
        if type(reply) is dict and set(reply) == {"fault"}:
            told = reply["fault"] if type(reply["fault"]) is str else ""
            told = "".join(filter(str.isprintable, told))[:300]  # a student can send this, too
            raise SandboxError(f"the check itself failed: {told}")
        return reply

    def processor_seconds(self):
        """Measure, from outside, how long the processor has worked for all its processes so far.

        Raises
        ------
        SandboxError
            If it has ended.
        """
        try:
            return self.submission.processor_seconds()
        except OSError as error:
            raise Ended("its process ended early") from error

    def kill(self):
        """End every process of the submission, whatever it is doing."""
        if self.submission is not None:
            self.submission.kill()

    def close(self):
        """End every process of the submission and remove what it left."""
        _living.discard(self)
        if self.submission is not None:
            self.submission.close()

    def _start(self, provides, preload):
        if not _stopping.is_set():
            if self.kind == isolation.NONE:
                self.submission = unsandboxed.Submission()
            else:
                self.submission = bubblewrap.Submission(self.limits, provides, preload)
            _living.add(self)
        if _stopping.is_set():  # it came between: `stop_all` may not have seen this one
            self.close()
            raise SandboxError("grading was stopped")
        self._line = Line(self.submission, self.limits.reply)

    def _ask(self, what, details, seconds):
        return self._line.receive(self._line.send(what, *wire.parts(details)), seconds)


def request(name, args, kwargs, check=None):
    """Write down a call, as a check wants it, for `Sandbox.send_call`.

    Returns
    -------
    (bytes, bytes)
    """
    harness = check.harness.__name__ if check and check.harness else None
    details = {"name": name, "args": args, "kwargs": kwargs, "harness": harness}
    return wire.parts({**details, "partners": list(check.partners) if check else []})
