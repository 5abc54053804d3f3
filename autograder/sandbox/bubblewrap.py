"""Submissions in bubblewrap, seen from outside: a zygote for each assignment, and forks of it.

Nothing of ours runs in the sandbox but what `autograder/inside/` holds; the referee talks to a
submission through two pipes, and holds a line whose end ends the submission.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path

from autograder.sandbox import visible
from autograder.sandbox.bubblewrap_command import FIND, START, Unavailable, walls

GRACE = 0.05  # seconds between the end of a zygote and that of the last submission forked from it
END = 10.0  # seconds in which a submission that is told to end has to be gone
PROGRAM = f"{FIND}from autograder.inside.zygote import main; main()"


class Zygote:
    """A clean interpreter inside bubblewrap, of which submissions are forked.

    Parameters
    ----------
    provides, preload : sequence of str
        See `autograder.inside.zygote.prepare`.

    Raises
    ------
    Unavailable
        If it does not start.
    """

    def __init__(self, provides, preload):
        self._folder = tempfile.TemporaryDirectory(prefix="cnncourse-zygote-")
        stage = Path(self._folder.name)
        self._line, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            visible.lay_out(stage, provides)
            plan = json.dumps({"provides": list(provides), "preload": list(preload)})
            python = [visible.interpreter(), *"-s -B -X utf8 -W ignore -c".split(), PROGRAM]
            with open(stage / "errors", "wb") as errors:
                self.process = subprocess.Popen(
                    [*walls(stage, provides), *python, str(inside.fileno()), plan],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    pass_fds=[inside.fileno()],
                    start_new_session=True,  # Ctrl-C is for the class, not for the zygote
                    cwd="/",
                )
        except BaseException:
            self._line.close()
            self._folder.cleanup()
            raise
        finally:
            inside.close()
        said = self._first_word()
        if said != b"ready":
            errors = (stage / "errors").read_text(encoding="utf-8", errors="replace")
            told = said.decode(errors="replace") or errors.strip() or "it ended without a word"
            self.close()
            raise Unavailable(f"the sandbox does not start: {told.splitlines()[-1]}")

    def _first_word(self):
        self._line.settimeout(START)
        try:
            return self._line.recv(4096)
        except (TimeoutError, ConnectionError):
            return b""
        finally:
            self._line.settimeout(None)

    def fork(self, limits, descriptors):
        """Start one submission's process, which gets copies of three descriptors.

        Raises
        ------
        OSError
            If the zygote is gone.
        """
        socket.send_fds(self._line, [json.dumps(asdict(limits)).encode()], descriptors)

    def gone(self):
        """Say whether it has ended, which happens only when somebody or something kills it."""
        if self._line.fileno() < 0:  # closed here, once another submission had found out
            return True
        return bool(select.select([self._line], [], [], GRACE)[0])  # it says no second word

    def close(self):
        """End the zygote and everything that was forked from it."""
        self._line.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._folder.cleanup()


_zygotes, _lock = {}, threading.Lock()


def zygote(provides, preload=()):
    """Return the running zygote for these modules; start it if there is none.

    A process that was forked from this one does not share it.
    """
    key = os.getpid(), tuple(provides), tuple(preload)
    with _lock:
        if key not in _zygotes:
            _zygotes[key] = Zygote(provides, preload)
        return _zygotes[key]


def fork(limits, descriptors, provides, preload):
    """Start a submission's process; where the zygote was killed since, a new one does it.

    Returns
    -------
    Zygote
        That from which it was forked.
    """
    found = zygote(provides, preload)
    try:
        found.fork(limits, descriptors)
    except OSError:
        with _lock:
            for key in [key for key, one in _zygotes.items() if one is found]:
                _zygotes.pop(key).close()
        found = zygote(provides, preload)
        found.fork(limits, descriptors)
    return found


@atexit.register
def close_zygotes():
    """End the zygotes of this process."""
    with _lock:
        for key in [key for key in _zygotes if key[0] == os.getpid()]:
            _zygotes.pop(key).close()


class Submission:
    """One submission's process, forked from a zygote.

    Attributes
    ----------
    requests, replies : int
        Descriptors to write to and to read from.
    closed : bool
        Every process of it is gone.

    Raises
    ------
    Unavailable
        If no zygote can be started.
    """

    def __init__(self, limits, provides, preload):
        theirs_in, self.requests = os.pipe()
        self.replies, theirs_out = os.pipe()
        self._line, theirs = socket.socketpair()
        self.closed = False
        try:
            descriptors = [theirs_in, theirs_out, theirs.fileno()]
            self._zygote = fork(limits, descriptors, provides, preload)
        except BaseException:
            self._line.close()
            os.close(self.requests)
            os.close(self.replies)
            self.closed = True
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
            theirs.close()

    def complaint(self):
        """Return what went wrong through no fault of the student's code, or "" if nothing did."""
        with contextlib.suppress(BlockingIOError, OSError):
            if told := self._line.recv(2000, socket.MSG_DONTWAIT):
                return told.decode(errors="replace")
        return "it was killed from outside" if self._zygote.gone() else ""

    def processor_seconds(self):
        """Ask how long the processor has worked for all its processes, ended ones included.

        Raises
        ------
        OSError
            If it has ended.
        """
        self._line.sendall(b"?")
        self._line.settimeout(START)
        try:
            told = self._line.recv(100)
        finally:
            self._line.settimeout(None)
        try:
            return float(told)
        except ValueError as error:
            raise ProcessLookupError(told.decode() or "it has ended") from error

    def kill(self):
        """Tell the guard to end the submission; any thread may do so, at any time."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)

    def close(self):
        """End the submission and wait until every process of it is gone.

        Raises
        ------
        Unavailable
            If it does not go.
        """
        if self.closed:
            return
        self.closed = True
        self.kill()
        os.close(self.requests)
        os.close(self.replies)
        self._line.settimeout(END)
        try:
            while self._line.recv(4096):
                pass
        except TimeoutError as error:
            raise Unavailable("a submission's process did not end") from error
        except ConnectionError:
            pass
        finally:
            self._line.close()
