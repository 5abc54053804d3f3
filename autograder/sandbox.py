"""Starts the process in which student code runs, and talks to it.

There is no isolation yet: the code runs with the rights of whoever grades. Every result says so
(`ISOLATION`), and only the course's own sample class is graded unless the instructor insists.
What is there: a process of its own, deadlines by a clock that the code cannot reach, a cap on
the size of a reply, and an end to the whole process group.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from autograder import wire
from autograder.course import CourseError

ISOLATION = "none"


class SandboxError(Exception):
    """The student's process died, overran a limit or broke the protocol."""


class Unsandboxed(CourseError):
    """The code of others would run without a sandbox."""


class TimeUp(SandboxError):
    """It did not answer before its deadline."""


class Ended(SandboxError):
    """It is not there any more."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Parameters
    ----------
    start : float
        Seconds for the process to start, on the wall's clock like all of these.
    cell : float
        Seconds for one cell; the cell is stopped and the others run.
    notebook : float
        Seconds for all cells.
    call : float
        Seconds for one call of the student's function.
    reply : int
        Bytes of one reply.
    """

    start: float = 60.0
    cell: float = 20.0
    notebook: float = 60.0
    call: float = 5.0
    reply: int = 64_000_000


def permit(submission, course, *, allow_unsandboxed, switch="--allow-unsandboxed"):
    """Refuse to run code that is not the course's own, as long as there is no sandbox.

    Raises
    ------
    Unsandboxed
        If these bytes are not of the sample class and the instructor did not insist.
    """
    if not allow_unsandboxed and not course.is_sample(submission):
        raise Unsandboxed(
            "there is no sandbox yet, so only the course's own sample class is graded: this "
            f"submission would run with your rights; {switch} grades it nevertheless"
        )


_living = set()
_stopping = threading.Event()


def stop_all():
    """End every student's process, and start no more: for an interrupt from the keyboard."""
    _stopping.set()
    for sandbox in list(_living):
        sandbox.kill()


class Sandbox:
    """One student's process.

    Use it as a context manager: at its end the process and its group are gone.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits):
        if _stopping.is_set():
            raise SandboxError("grading was stopped")
        self.limits = limits
        self.folder = tempfile.TemporaryDirectory(prefix="cnncourse-", ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-W", "ignore", "-m", "autograder.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder.name,
            env=_environment(self.folder.name),
            start_new_session=True,
            bufsize=0,
        )
        _living.add(self)
        if _stopping.is_set():  # it came between: `stop_all` may not have seen this one
            self.close()
            raise SandboxError("grading was stopped")
        os.set_blocking(self.process.stdin.fileno(), False)
        os.set_blocking(self.process.stdout.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def run(self, cells, provides=()):
        """Run a notebook's code cells with some modules of the course; return their outputs."""
        limits = self.limits
        request = {"cells": cells, "seconds": limits.cell, "provides": list(provides)}
        return self._ask("run", request, limits.start + limits.notebook)

    def look(self, name):
        """Ask why a name cannot be judged; None when it can."""
        return self._ask("look", {"name": name}, self.limits.call)

    def call(self, name, args, kwargs):
        """Call the student's function once and return what the worker says."""
        request = {"name": name, "args": args, "kwargs": kwargs}
        return self._ask("call", request, self.limits.call)

    def kill(self):
        """End the process group, whatever it is doing, and what left the group."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        mark = f"TMPDIR={self.folder.name}".encode()
        for _ in range(100):  # one that is ended may just have started another
            if not (detached := _marked(mark)):
                return
            for process in detached:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.01)

    def close(self):
        """End the process group and remove what it left."""
        _living.discard(self)
        self.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.folder.cleanup()

    def _ask(self, what, details, seconds):
        deadline = time.monotonic() + seconds
        nonce = secrets.token_hex(16)
        self._write(wire.encode({"nonce": nonce, "do": what, "with": details}), deadline)
        try:
            answer = wire.decode(self._read_frame(deadline))
        except wire.WireError as error:
            raise SandboxError(f"its process sent something else than a reply: {error}") from error
        if type(answer) is not dict or answer.get("nonce") != nonce or "reply" not in answer:
            raise SandboxError("its process sent a reply that nobody asked for")
        return answer["reply"]

    def _write(self, data, deadline):
        view = memoryview(data)
        while view:
            self._wait([], [self.process.stdin], deadline)
            try:
                view = view[os.write(self.process.stdin.fileno(), view[: select.PIPE_BUF]) :]
            except OSError as error:
                raise Ended("its process ended early") from error

    def _read_frame(self, deadline):
        prefix = self._read(wire.PREFIX.size, deadline)
        length = sum(wire.lengths(prefix))
        if length > self.limits.reply:
            raise SandboxError(f"its process sent more than {self.limits.reply:,} bytes")
        return prefix + self._read(length, deadline)

    def _read(self, count, deadline):
        data = bytearray()
        while len(data) < count:
            self._wait([self.process.stdout], [], deadline)
            part = os.read(self.process.stdout.fileno(), min(count - len(data), 1 << 20))
            if not part:
                raise Ended("its process ended early")
            data += part
        return bytes(data)

    def _wait(self, readable, writable, deadline):
        left = deadline - time.monotonic()
        if left <= 0 or not any(select.select(readable, writable, [], left)):
            raise TimeUp("it did not finish in time")


def _marked(mark):
    """List the living processes whose environment holds an entry; on Linux only, else none.

    A process that began a session of its own is found so, unless it also hid its environment.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone by now, or somebody else's
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _environment(folder):
    """Pass on what a process needs to start, and nothing of the grader's own."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TZ") if key in os.environ}
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    home = {"HOME": folder, "TMPDIR": folder, "IPYTHONDIR": folder}
    return {**kept, **threads, **home, "MPLCONFIGDIR": _font_cache()}


@functools.cache
def _font_cache():
    """Where matplotlib keeps its list of fonts, which takes seconds to make anew."""
    import matplotlib

    return matplotlib.get_cachedir()
