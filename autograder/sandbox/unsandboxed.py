"""Run a submission in an ordinary process, if there is no sandbox.

The code runs with the grader's own rights. Only three things protect the grader: deadlines kept by
a clock that the code cannot reach, a memory limit, and killing the whole process group at the end.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from autograder.inside.processes import family
from autograder.inside.processor_time import processor_seconds, waiting_seconds
from autograder.sandbox.connection import StudentProcess
from autograder.sandbox.errors import Ended, KilledFromOutside
from autograder.sandbox.scratch import Scratch
from autograder.sandbox.visible import write_data

WORKER = "autograder.inside.worker"
END = 2.0  # seconds that a process may take to end after it closes its replies
SENT_BY_OTHERS = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")


class OrdinaryProcess(StudentProcess):
    """One submission's process, without isolation.

    Parameters
    ----------
    memory : int
        Bytes of address space, where the system can limit it.
    data : sequence of (str, bytes)
        The assignment's data files, for its working folder.
    """

    def __init__(self, memory, data=()):
        self.folder = Scratch("submission")
        write_data(data, Path(self.folder.name))
        self.child = subprocess.Popen(
            [sys.executable, *"-I -X utf8 -W ignore -m".split(), WORKER, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder.name,
            env=_environment(self.folder.name),
            start_new_session=True,
            bufsize=0,
        )
        self.closed = self._killed = False
        self.requests = self.child.stdin.fileno()
        self.replies = self.child.stdout.fileno()

    def how_it_ended(self):
        """Return how it ended; see `StudentProcess`.

        Here a process can send itself any signal. If others could have sent the same signal, its
        origin is unknown, and a person has to look.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.child.wait(END)
        code = self.child.poll()
        if code is None:  # it is alive, but has stopped answering
            self.kill()
        elif code < 0 and not self._killed and (name := _name(-code)) in SENT_BY_OTHERS:
            return KilledFromOutside(f"its process was killed, by itself or from outside ({name})")
        return Ended("its process ended early")

    def times(self):
        """Read processor time and waiting time; see `StudentProcess`.

        Here a process can hide children by ignoring SIGCHLD, which the sandbox does not allow.
        """
        if not os.path.exists("/proc/self/stat"):
            return 0.0, None
        first = self.child.pid
        its = family(first)
        return processor_seconds(first, its), waiting_seconds(first)

    def processor_seconds(self):
        """Return the processor time, or wall-clock time on systems without `/proc`."""
        if not os.path.exists("/proc/self/stat"):
            return time.monotonic()
        return super().processor_seconds()

    def kill(self):
        """Kill the process group, and any processes that have left it."""
        self._killed = True
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        mark = f"TMPDIR={self.folder.name}".encode()
        for _ in range(100):  # a process may start another one just before it is killed
            if not (detached := _marked(mark)):
                return
            for process in detached:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.01)

    def close(self):
        """Kill the process group and remove its files."""
        self.kill()
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()
        self.folder.cleanup()
        self.closed = True


def _name(number):
    """Name a signal; some numbers have no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _marked(mark):
    """List the living processes whose environment contains an entry (Linux only, else empty).

    This finds a process that started its own session, unless it also hid its environment.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended, or belongs to another user
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _environment(folder):
    """Build an environment with what a process needs to start, and nothing else of the grader's."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TZ") if key in os.environ}
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    home = {"HOME": folder, "TMPDIR": folder, "IPYTHONDIR": folder}
    return {**kept, **threads, **home, "MPLCONFIGDIR": _font_cache()}


@functools.cache
def _font_cache():
    """Find matplotlib's font cache, which takes seconds to rebuild."""
    import matplotlib

    return matplotlib.get_cachedir()
