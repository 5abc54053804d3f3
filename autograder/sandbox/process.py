"""A submission's process as the referee uses it: run the cells, look up a name, call a function.

Each submission runs in a process of its own, inside bubblewrap (`bubblewrap`) or, if this machine
has no sandbox and the instructor allows it, in an ordinary process (`unsandboxed`). Every result
records which. A clock that student code cannot reach keeps the time limits.
"""

from __future__ import annotations

import threading

from autograder.inside import wire
from autograder.inside.cell_runner import WALL_CLOCK
from autograder.sandbox import isolation
from autograder.sandbox.bubblewrap import IsolatedProcess
from autograder.sandbox.clock import Clock
from autograder.sandbox.connection import Connection
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.unsandboxed import OrdinaryProcess
from cnncourse.common.words import quoted

CELLS = "its cells"  # what time is spent on

_running = set()
_stopping = threading.Event()


def stop_all():
    """Kill all students' processes and start no more, after an interrupt from the keyboard."""
    _stopping.set()
    for sandbox in list(_running):
        sandbox.kill()


class Sandbox:
    """One student's process, started by `run`.

    Use it as a context manager: on exit every process of the submission has ended.

    Parameters
    ----------
    limits : Limits
    kind : str or None
        "bubblewrap" or "none"; None takes what this machine offers.
    clock : Clock or None
        The clock of the whole submission, which may need several processes; None starts a new one.
    """

    def __init__(self, limits, kind=None, clock=None):
        self.limits, self.clock = limits, clock or Clock(limits)
        self.kind = kind or limits.isolation or isolation.current().name
        self.process = self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def run(self, cells, provides=(), preload=(), data=()):
        """Run a notebook's code cells and return their outputs.

        Parameters
        ----------
        cells : list of str
        provides : sequence of str
            Modules of the course that the code may use.
        preload : sequence of str
            Modules that the assignment itself imports, to load in advance.
        data : tuple of (str, bytes)
            The assignment's data files, by name, to put into the working folder.
        """
        if self.process is None:
            self._start(tuple(provides), tuple(preload), tuple(data))
        limits = self.limits
        request = {"cells": cells, "seconds": limits.cell, "provides": list(provides)}
        return self._ask("run", request, limits.start + limits.notebook, CELLS)

    def look(self, name, given=()):
        """Ask why a name cannot be judged as the student's function, as `worker.look` does.

        Parameters
        ----------
        name : str
        given : sequence of str
            Modules that the function may come from.
        """
        request = {"name": name, "given": list(given)}
        return self._ask("look", request, self.limits.call, f"the lookup of {name}")

    def call(self, name, args, kwargs, check=None):
        """Call the student's function once and return the worker's report.

        Parameters
        ----------
        name : str
        args : tuple
        kwargs : dict
        check : Check or None
            Sets the harness, its partners and the time limit; None calls the function directly.
        """
        nonce = self.send_call(request(name, args, kwargs, check))
        return self.reply_to_call(nonce, name, check.seconds if check else None)

    def send_call(self, request):
        """Send a call from `request`; see `reply_to_call`."""
        return self._connection.send("call", *request)

    def reply_to_call(self, nonce, name, seconds=None, answer=None):
        """Read the worker's report on a call that was sent; see `Connection.receive`."""
        wait = self._wait(seconds or self.limits.call, f"the calls to {name}")
        reply = self._connection.receive(nonce, wait, answer)
        if type(reply) is dict and set(reply) == {"fault"}:
            reason = reply["fault"] if type(reply["fault"]) is str else ""
            raise SandboxError(f"the check itself failed: {quoted(reason, 300)}")
        return reply

    @property
    def received(self):
        """Bytes of all replies so far."""
        return self._connection.received

    def require_time(self, part):
        """Raise an error unless some of the submission's time is left; see `Clock.require_time`."""
        if self.process is not None:
            self.clock.require_time(self.process, part)

    def require_quiet(self, errors):
        """Raise an error if a cell was stopped because the machine was busy.

        Parameters
        ----------
        errors : list of str
            The errors that its cells ended with.
        """
        if any(WALL_CLOCK in error for error in errors):
            self.clock.require_quiet(self.process, CELLS)

    def processor_seconds(self):
        """Measure, from outside, the processor time of all its processes so far.

        Raises
        ------
        SandboxError or Disturbance
            If its process has ended.
        """
        try:
            return self.process.processor_seconds()
        except OSError as error:
            raise self.process.how_it_ended() from error

    def kill(self):
        """Kill every process of the submission, whatever it is doing."""
        if self.process is not None:
            self.process.kill()

    def close(self):
        """Kill every process of the submission and remove its files."""
        _running.discard(self)
        if self.process is not None:
            self.process.close()

    def _start(self, provides, preload, data):
        if not _stopping.is_set():
            with self.clock.stopped():  # an assignment's first submission waits for a zygote
                if self.kind == isolation.NONE:
                    self.process = OrdinaryProcess(self.limits.memory, data)
                else:
                    self.process = IsolatedProcess(self.limits, provides, preload, data)
            _running.add(self)
        if _stopping.is_set():  # if set in between, `stop_all` may have missed this one
            self.close()
            raise SandboxError("grading was stopped")
        self._connection = Connection(self.process, self.limits.reply)

    def _ask(self, what, details, seconds, part):
        nonce = self._connection.send(what, *wire.parts(details))
        return self._connection.receive(nonce, self._wait(seconds, part))

    def _wait(self, seconds, part):
        return self.clock.wait(self.process, seconds, part)


def request(name, args, kwargs, check=None):
    """Encode a call, with its check's requirements, for `Sandbox.send_call`.

    Returns
    -------
    (bytes, bytes)
    """
    harness = check.harness.__name__ if check and check.harness else None
    sent = tuple(one for one in args if not callable(one))  # a candidate stays here
    details = {"name": name, "args": sent, "kwargs": kwargs, "harness": harness}
    if len(sent) < len(args):
        details["asks"] = True
    parts = check.parts if check else ()
    caches = [place for place, part in enumerate(parts) if part in check.caches]
    partners = list(check.partners) if check else []
    return wire.parts({**details, "partners": partners, "caches": caches, "parts": len(parts)})


def too_large(most):
    """Stand in for a result that makes all results together larger than `most` bytes."""
    return wire.opaque(f"result of more than {most:,} bytes with the others")
