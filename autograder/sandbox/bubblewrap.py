"""Run submissions in bubblewrap: a zygote for each assignment, and forks of it.

The sandbox contains none of our code except `autograder/inside/` and what it imports. The referee
talks to a submission through two pipes, and holds one end of a lifeline to the zygote: closing it
ends the submission, a byte on it asks for the submission's processor time, and the zygote's last
message says how the submission ended.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
from dataclasses import asdict
from pathlib import Path

from autograder.sandbox import visible
from autograder.sandbox.bubblewrap_command import SET_PATH, START, command_prefix
from autograder.sandbox.connection import StudentProcess
from autograder.sandbox.errors import (
    Ended,
    IsolationUnavailable,
    KilledFromOutside,
    LimitReached,
    SandboxDied,
)
from autograder.sandbox.scratch import Scratch

END = 10.0  # seconds that a killed submission has to end
DID_NOT_END = "a submission's process did not end"
PROGRAM = f"{SET_PATH}from autograder.inside.zygote import main; main()"


class Zygote:
    """A clean interpreter inside bubblewrap, from which submissions are forked.

    Parameters
    ----------
    provides, preload : sequence of str
        See `autograder.inside.zygote.prepare`.
    data : sequence of (str, bytes)
        The assignment's data files; see `autograder.sandbox.visible.lay_out`.

    Raises
    ------
    IsolationUnavailable
        If it cannot be started.
    """

    def __init__(self, provides, preload, data=()):
        self._folder = Scratch("zygote")
        stage = Path(self._folder.name)
        self._control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            visible.lay_out(stage, provides, data)
            plan = json.dumps({"provides": list(provides), "preload": list(preload)})
            python = [visible.interpreter(), *"-s -B -X utf8 -W ignore -c".split(), PROGRAM]
            with open(stage / "errors", "wb") as errors:
                self.process = subprocess.Popen(
                    [*command_prefix(stage, provides), *python, str(inside.fileno()), plan],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    pass_fds=[inside.fileno()],
                    start_new_session=True,  # so that Ctrl-C does not reach the zygote
                    cwd="/",
                )
        except BaseException:
            self._control.close()
            self._folder.cleanup()
            raise
        finally:
            inside.close()
        said = self._first_message()
        if said != b"ready":
            errors = (stage / "errors").read_text(encoding="utf-8", errors="replace")
            reason = said.decode(errors="replace") or errors.strip() or "it ended without a message"
            self.close()
            raise IsolationUnavailable(f"the sandbox did not start: {reason.splitlines()[-1]}")

    def _first_message(self):
        self._control.settimeout(START)
        try:
            return self._control.recv(4096)
        except (TimeoutError, ConnectionError):
            return b""
        finally:
            self._control.settimeout(None)

    def fork(self, limits, descriptors):
        """Start a submission's process, which gets copies of three descriptors.

        Raises
        ------
        OSError
            If the zygote has ended.
        """
        socket.send_fds(self._control, [json.dumps(asdict(limits)).encode()], descriptors)

    def close(self):
        """End the zygote and everything forked from it."""
        self._control.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._folder.cleanup()


_zygotes, _lock = {}, threading.Lock()


def zygote(provides, preload=(), data=()):
    """Return the running zygote for these modules, or start one.

    A process forked from this one starts its own.
    """
    key = os.getpid(), tuple(provides), tuple(preload), tuple(data)
    with _lock:
        if key not in _zygotes:
            _zygotes[key] = Zygote(provides, preload, data)
        return _zygotes[key]


def fork(limits, descriptors, provides, preload, data):
    """Start a submission's process, from a new zygote if the old one was killed."""
    found = zygote(provides, preload, data)
    try:
        found.fork(limits, descriptors)
    except OSError:
        with _lock:
            for key in [key for key, one in _zygotes.items() if one is found]:
                _zygotes.pop(key).close()
        zygote(provides, preload, data).fork(limits, descriptors)


@atexit.register
def close_zygotes():
    """End the zygotes of this process."""
    with _lock:
        for key in [key for key in _zygotes if key[0] == os.getpid()]:
            _zygotes.pop(key).close()


class IsolatedProcess(StudentProcess):
    """One submission's process, forked from a zygote.

    Parameters
    ----------
    limits : Limits
    provides, preload, data : sequence
        See `Zygote`.

    Raises
    ------
    IsolationUnavailable
        If no zygote can be started.
    """

    def __init__(self, limits, provides, preload, data):
        requests_inside, self.requests = os.pipe()
        self.replies, replies_inside = os.pipe()
        self._lifeline, lifeline_inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._limits, self._end, self.closed = limits, None, False
        try:
            descriptors = [requests_inside, replies_inside, lifeline_inside.fileno()]
            fork(limits, descriptors, provides, preload, data)
        except BaseException:
            self._lifeline.close()
            os.close(self.requests)
            os.close(self.replies)
            self.closed = True
            raise
        finally:
            os.close(requests_inside)
            os.close(replies_inside)
            lifeline_inside.close()

    def how_it_ended(self):
        """Kill the submission if it is still alive, and say how it ended; see `StudentProcess`."""
        self.kill()
        try:
            while self._end is None and self._message(END) is not None:
                pass
        except TimeoutError:
            return IsolationUnavailable(DID_NOT_END)
        if self._end is None:
            return SandboxDied("the sandbox failed: it was killed from outside")
        return self._error(**self._end)

    def _error(self, end="", code=0, failed=None):
        """Turn the zygote's last message into an error."""
        limits = self._limits
        if failed is not None:
            return IsolationUnavailable(f"the sandbox failed: {failed}")
        if end == "outside":
            return KilledFromOutside("its process was killed from outside")
        if end == "memory":
            most = f"{limits.memory / (1 << 20):,.0f} MiB"
            return LimitReached(
                f"its processes together used more than {most} of memory", "MemoryError"
            )
        if end == "hidden":
            return LimitReached("it hid how much memory it uses", "MemoryError")
        if end == "processor":
            most = f"{limits.cpu:g} seconds of processor time"
            return LimitReached(
                f"its process reached its limit of {most}, or a lower one of its own",
                "TimeoutError",
            )
        if end == "life":
            return LimitReached(f"its process ran for {limits.life:g} seconds", "TimeoutError")
        why = f" ({signal.strsignal(-code)})" if code < 0 and end == "itself" else ""
        return Ended(f"its process ended early{why}")

    def _message(self, seconds):
        """Read a message from the zygote, and remember the last; None if there are no more."""
        self._lifeline.settimeout(seconds)
        try:
            message = self._lifeline.recv(4096)
        except ConnectionError:
            message = b""
        found = json.loads(message) if message else None
        if found and "seconds" not in found:
            self._end = found
        return found

    def times(self):
        """Ask the zygote for processor time and waiting time; see `StudentProcess`."""
        self._lifeline.sendall(b"?")
        found = self._message(START) or {}
        if found.get("seconds") is None:
            raise ProcessLookupError("it has ended")
        return found["seconds"], found["waited"]

    def kill(self):
        """Tell the zygote to kill the submission; safe to call from any thread."""
        with contextlib.suppress(OSError):
            self._lifeline.shutdown(socket.SHUT_WR)

    def close(self):
        """Kill the submission and wait until all its processes have ended.

        Raises
        ------
        IsolationUnavailable
            If it does not end.
        """
        if self.closed:
            return
        self.closed = True
        self.kill()
        os.close(self.requests)
        os.close(self.replies)
        try:
            while self._message(END) is not None:
                pass
        except TimeoutError as error:
            raise IsolationUnavailable(DID_NOT_END) from error
        finally:
            self._lifeline.close()
