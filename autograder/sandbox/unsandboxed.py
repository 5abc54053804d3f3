"""A process of its own for a submission, and nothing more: what is left where no sandbox is.

The code runs with the rights of whoever grades. What is there: deadlines by a clock that the code
cannot reach, a bound on memory, and an end to the whole process group.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.inside.processor_time import family, processor_seconds


class Submission:
    """One submission's process.

    Attributes
    ----------
    requests, replies : int
        Descriptors to write to and to read from.
    closed : bool
        Its process is gone.
    """

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="cnncourse-", ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-W", "ignore", "-m", "autograder.inside.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder.name,
            env=_environment(self.folder.name),
            start_new_session=True,
            bufsize=0,
        )
        self.closed = False
        self.requests = self.process.stdin.fileno()
        self.replies = self.process.stdout.fileno()

    def complaint(self):
        """Return what went wrong before any student code ran: nothing is known here."""
        return ""

    def processor_seconds(self):
        """Measure how long the processor has worked for all its processes, ended ones included.

        Where a system has no `/proc` to read that from, the clock on the wall takes its place.

        Raises
        ------
        OSError
            If it has ended.
        """
        if not os.path.exists("/proc/self/stat"):
            return time.monotonic()
        first = self.process.pid
        return processor_seconds(first, family(first))

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
        self.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.folder.cleanup()
        self.closed = True


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
