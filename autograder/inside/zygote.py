"""The zygote: a clean interpreter, inside bubblewrap, from which every submission is forked.

It has already imported what the assignment allows, so a submission starts in milliseconds. It never
runs student code: it forks, watches each submission's memory, and kills the submission, with
everything that it started, as soon as the referee closes the lifeline. The forked process isolates
itself before the first line of student code runs.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import platform
import random
import select
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass

from autograder.inside import cell_runner, namespaces, processes, seccomp, worker
from autograder.inside.guard import restrict_imports
from autograder.inside.processor_time import (
    processor_seconds,
    reached_its_limit,
    waiting_seconds,
)

TICK = 0.2  # seconds between checks of all submissions' memory
SHARE = 5  # after a check, wait this many times as long as it took, but no longer than
LONGEST = 0.5  # this many seconds: memory may grow meanwhile
TRUSTED = "/trusted"


def main():
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        own = namespaces.begin()
        seccomp.encoded(platform.machine())  # cached, so that no submission waits for it
        shell = prepare(**json.loads(sys.argv[2]))
    except Exception as error:
        control.send(f"{type(error).__name__}: {error}".encode()[:2000])
        raise
    control.send(b"ready")
    serve(control, shell, own)


def prepare(provides, preload):
    """Import what every submission may use, and remove what none may.

    Parameters
    ----------
    provides : list of str
        Modules of the course, and libraries, that answers may import.
    preload : list of str
        Modules that the assignment's given cells import.
    """
    os.chdir("/tmp")
    sys.path[:] = [place for place in sys.path if place not in ("", TRUSTED)]
    sys.path.append("/course")
    shell = cell_runner.make_shell()
    import asyncio  # noqa: F401 (like the next one, so that no submission waits for it)

    import matplotlib.pyplot  # noqa: F401 (half a second)

    for name in [name for name in sys.modules if name.partition(".")[0] == "cnncourse"]:
        del sys.modules[name]  # the worker's own modules, hidden from students
    restrict_imports(provides)
    for name in preload:
        with contextlib.suppress(Exception):  # the cell that imports it will show the error
            importlib.import_module(name)
    cell_runner.run_cell(shell, "pass", 9.0)  # loads modules that submissions would wait for
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError(f"a library started a thread: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # otherwise the first collection in each submission would copy all of this
    return shell


@dataclass
class Child:
    """A running submission.

    Attributes
    ----------
    process, number : int
        Its number in the zygote's namespace, and in `/proc`, which belongs to another namespace.
    lifeline : int
        The referee closes its end to kill the submission; this end is closed once it has ended.
        A byte on it asks for the submission's processor time, and for how long it waited for a
        processor.
    ended : int
        Readable once the process and everything that it started have ended.
    deadline : float
        When it is killed in any case, on the monotonic clock.
    memory : int
        Most bytes that it may use.
    killed : str or None
        Why the zygote killed it: "asked", "life", "memory" or "hidden".
    """

    process: int
    number: int
    lifeline: int
    ended: int
    deadline: float
    memory: int
    killed: str | None = None

    def kill(self, why):
        self.killed = self.killed or why
        os.kill(self.process, signal.SIGKILL)  # its number is not reused before `bury`

    def check(self):
        """Kill the submission if it uses too much memory or has lived too long."""
        try:
            if time.monotonic() > self.deadline:
                self.kill("life")
            elif processes.exceeds_memory(self.number, self.memory):
                self.kill("memory")
        except processes.Hidden:
            self.kill("hidden")

    def answer(self):
        """Answer the referee, or kill the submission; return False if the lifeline is closed."""
        if os.read(self.lifeline, 1):
            try:
                its = processes.family(self.number)
                seconds = processor_seconds(self.process, its)
                waited = waiting_seconds(self.number)
            except OSError:  # it has ended
                seconds = waited = None
            tell(self.lifeline, seconds=seconds, waited=waited)
            return True
        if not processes.ending(self.number):  # otherwise `bury` reports how it ended
            self.kill("asked")
        return False

    def bury(self):
        """Tell the referee how the submission ended, and forget its process.

        It is the first process of its namespace, so nothing inside can kill it. A SIGKILL came from
        the zygote, from the limit on processor time, or from outside.
        """
        os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOWAIT)
        used_up = reached_its_limit(self.process)
        code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        end = "itself"
        if code == -signal.SIGKILL:
            end = self.killed or ("processor" if used_up else "outside")
        tell(self.lifeline, end=end, code=code)
        os.close(self.lifeline)
        os.close(self.ended)


def tell(lifeline, **what):
    """Send the referee a message, unless it has stopped listening."""
    with contextlib.suppress(OSError):
        os.write(lifeline, json.dumps(what).encode())


def serve(control, shell, own):
    """Fork a submission for every message and watch them all, until the other side hangs up."""
    events, children, check = select.poll(), {}, 0.0
    events.register(control, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in events.poll(TICK * 1000 if children else None)}
        for descriptor in ready & children.keys():
            child = children.get(descriptor)
            if child is None:  # it has just been buried
                continue
            if descriptor == child.lifeline:
                if not child.answer():
                    events.unregister(child.lifeline)
            else:
                _bury(child, children, events)
        if control.fileno() in ready:  # last, because it reuses the numbers of closed descriptors
            if (child := _start(control, shell, own)) is not None:
                for one in (child.lifeline, child.ended):
                    children[one] = child
                    events.register(one, select.POLLIN | select.POLLHUP)
        if children and (started := time.monotonic()) > check:
            for child in {id(child): child for child in children.values()}.values():
                child.check()
            ended = time.monotonic()
            check = ended + max(TICK, min(LONGEST, SHARE * (ended - started)))


def _start(control, shell, own):
    """Start the submission that the next message asks for; None if that fails."""
    message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 3)
    if not message:
        os._exit(0)
    limits, (requests, replies, lifeline) = json.loads(message), descriptors
    try:
        process = namespaces.fork_apart(own)
    except OSError as error:
        process = None
        tell(lifeline, failed=str(error))
    if process == 0:
        try:
            run_submission(shell, limits, descriptors)
        finally:  # whatever happens, a forked process must not continue as its parent
            os._exit(1)
    os.close(requests)
    os.close(replies)
    if process is None:
        os.close(lifeline)
        return None
    deadline, ended = time.monotonic() + limits["life"], namespaces.watch(process)
    return Child(process, _number(ended), lifeline, ended, deadline, limits["memory"])


def _bury(child, children, events):
    events.unregister(child.ended)
    with contextlib.suppress(KeyError):  # already unregistered, when it was told to end
        events.unregister(child.lifeline)
    for descriptor in (child.lifeline, child.ended):
        del children[descriptor]
    child.bury()


def _number(ended):
    """Read the number that a process has in `/proc`, which belongs to another namespace.

    Parameters
    ----------
    ended : int
        A descriptor of the process.
    """
    with open(f"/proc/self/fdinfo/{ended}", "rb") as file:
        return int(file.read().partition(b"Pid:")[2].split()[0])


def run_submission(shell, limits, descriptors):
    """Isolate this process and answer the referee; student code runs here and nowhere else."""
    from IPython.core.async_helpers import get_asyncio_loop

    requests, replies, lifeline = descriptors
    try:
        namespaces.isolate(limits)
        _close_all_but(requests, replies, lifeline)
        get_asyncio_loop()  # for `await` in a cell; the filter allows no new loop
        seccomp.install_filter()
    except Exception as error:
        tell(lifeline, failed=str(error))
        return
    os.close(lifeline)
    random.seed(0)  # so that unseeded code gives the same result every time
    sys.modules["numpy"].random.seed(0)
    worker.silence()
    worker.serve(shell, os.fdopen(requests, "rb"), os.fdopen(replies, "wb"))
    os._exit(0)


def _close_all_but(*kept):
    """Close all other descriptors except the standard ones: many belong to other submissions."""
    start = 3
    for descriptor in sorted(kept):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, 1 << 16)
