"""The zygote: a clean interpreter, inside bubblewrap, from which every submission is forked.

It has imported what an assignment allows and has run no student's code, so a submission starts
in milliseconds. It never runs any: it forks, watches the memory of each submission, and ends it,
with everything that it started, as soon as the referee hangs up. The forked process walls itself
in before the first line of a student runs.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass

from autograder.inside import namespaces, seccomp, worker
from autograder.inside.guard import guard
from autograder.inside.processor_time import family, processor_seconds

TICK = 0.2  # seconds between two looks at a submission's memory
TRUSTED = "/trusted"


def main():
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        own = namespaces.begin()
        shell = prepare(**json.loads(sys.argv[2]))
    except Exception as error:
        control.send(f"{type(error).__name__}: {error}".encode()[:2000])
        raise
    control.send(b"ready")
    serve(control, shell, own)


def prepare(provides, preload):
    """Import what every submission may use, and forget what none may.

    Parameters
    ----------
    provides : list of str
        Modules of the course, and libraries, that answers may build on.
    preload : list of str
        Modules that the assignment's given cells import.
    """
    os.chdir("/tmp")
    sys.path[:] = [place for place in sys.path if place not in ("", TRUSTED)]
    sys.path.append("/course")
    shell = worker.make_shell()
    import asyncio  # noqa: F401 (this and the next: what no submission has to wait for)

    import matplotlib.pyplot  # noqa: F401 (half a second)

    for name in [name for name in sys.modules if name.partition(".")[0] == "cnncourse"]:
        del sys.modules[name]  # the worker's own part, which is not the student's to find
    guard(provides)
    for name in preload:
        with contextlib.suppress(Exception):  # its cell will say so
            importlib.import_module(name)
    worker.run_cell(shell, "pass", 1.0)  # the first cell loads what every submission would have to
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError(f"a library started a thread: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # or the first collection in each submission would copy all of this
    return shell


@dataclass
class Child:
    """A submission that runs.

    Attributes
    ----------
    process : int
    line : int
        Ends on the other side when the submission is to end; is closed when it has. A byte on
        it asks how long the processor has worked for the submission.
    ended : int
        Readable when the process and all that it started are gone.
    until : float
        When it ends in any case, on the monotonic clock.
    memory : int
        Bytes that it may hold.
    """

    process: int
    line: int
    ended: int
    until: float
    memory: int

    def kill(self):
        os.kill(self.process, signal.SIGKILL)  # its number is kept until it is buried

    def answer(self):
        """Answer a question on the line; return False if there is none because it has ended."""
        if not os.read(self.line, 1):
            return False
        try:
            told = repr(processor_seconds(self.process, family(_number(self.ended))))
        except OSError:
            told = "it has ended"
        os.write(self.line, told.encode())
        return True


def serve(control, shell, own):
    """Fork a submission for every message, watch them all, until the other side hangs up."""
    events, children, looked = select.poll(), {}, 0.0
    events.register(control, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in events.poll(TICK * 1000 if children else None)}
        for descriptor in ready & children.keys():
            child = children.get(descriptor)
            if child is None:  # buried a moment ago
                continue
            if descriptor == child.line:
                if not child.answer():
                    events.unregister(child.line)
                    child.kill()
            else:
                _bury(child, children, events)
        if control.fileno() in ready:  # last, for it gets the numbers of those that are closed
            if (child := _start(control, shell, own)) is not None:
                for one in (child.line, child.ended):
                    children[one] = child
                    events.register(one, select.POLLIN | select.POLLHUP)
        if children and time.monotonic() > looked + TICK:
            looked = time.monotonic()
            for child in {id(child): child for child in children.values()}.values():
                if looked > child.until or memory(child.ended) > child.memory:
                    child.kill()


def _start(control, shell, own):
    """Start the submission that the next message asks for; None if that fails."""
    message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 3)
    if not message:
        os._exit(0)
    limits, (requests, replies, line) = json.loads(message), descriptors
    try:
        process = namespaces.fork_apart(own)
    except OSError as error:
        process = None
        with contextlib.suppress(OSError):
            os.write(line, str(error).encode())
    if process == 0:
        try:
            run_submission(shell, limits, descriptors)
        finally:  # whatever happens: a forked process must not go on as its parent
            os._exit(1)
    os.close(requests)
    os.close(replies)
    if process is None:
        os.close(line)
        return None
    until = time.monotonic() + limits["life"]
    return Child(process, line, namespaces.watch(process), until, limits["memory"])


def _bury(child, children, events):
    os.waitpid(child.process, 0)
    events.unregister(child.ended)
    with contextlib.suppress(KeyError):  # it was told to end before
        events.unregister(child.line)
    for descriptor in (child.line, child.ended):
        del children[descriptor]
        os.close(descriptor)


def memory(ended):
    """Bytes that a process and its descendants hold, beyond what they got from the zygote.

    Parameters
    ----------
    ended : int
        A descriptor of the process.
    """
    usual = _own("self")
    return sum(max(0, _own(process) - usual) for process in family(_number(ended)))


def _number(ended):
    """Read the number of a process in `/proc`, which counts in another namespace than this one.

    Parameters
    ----------
    ended : int
        A descriptor of the process.
    """
    with open(f"/proc/self/fdinfo/{ended}") as file:
        return int(file.read().partition("Pid:")[2].split()[0])


def _own(process):
    """Bytes that belong to a process: the pages of libraries, which all share, do not count.

    Of those a process that was just forked has fewer than the zygote, and the difference, times
    the number of its processes, would be memory that nobody sees.
    """
    try:
        with open(f"/proc/{process}/status") as file:
            told = dict(line.split(":", 1) for line in file)
        return 1024 * sum(int(told[name].split()[0]) for name in ("RssAnon", "RssShmem", "VmSwap"))
    except (OSError, KeyError):  # gone by now, or as good as gone
        return 0


def run_submission(shell, limits, descriptors):
    """Wall this process in and answer the referee; here, and only here, student code runs."""
    from IPython.core.async_helpers import get_asyncio_loop

    requests, replies, line = descriptors
    try:
        namespaces.wall_in(limits)
        _close_all_but(requests, replies, line)
        get_asyncio_loop()  # for `await` in a cell; later no loop can be made
        seccomp.refuse_calls()
    except Exception as error:
        os.write(line, str(error).encode())
        return
    os.close(line)
    random.seed(0)  # so that a submission without a seed gives the same each time
    sys.modules["numpy"].random.seed(0)
    worker.silence()
    worker.serve(shell, os.fdopen(requests, "rb"), os.fdopen(replies, "wb"))
    os._exit(0)


def _close_all_but(*kept):
    """Close every descriptor but the standard ones and these; there may be many submissions'."""
    start = 3
    for descriptor in sorted(kept):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, 1 << 16)
