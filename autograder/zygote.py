"""The zygote: a clean interpreter, inside bubblewrap, from which every submission is forked.

It has imported what an assignment allows and has run no student's code, so a submission starts
in milliseconds. For each it forks a guard, which never runs student code either; the guard forks
the walled-in process in which the code runs, watches its memory, and ends it, with everything
that it started, as soon as the referee hangs up.
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

from autograder import namespaces, seccomp, worker
from autograder.guard import guard

TICK = 0.2  # seconds between two looks at a submission's memory
TRUSTED = "/trusted"


def main():
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        shell = prepare(**json.loads(sys.argv[2]))
    except Exception as error:
        control.send(f"{type(error).__name__}: {error}".encode()[:2000])
        raise
    control.send(b"ready")
    serve(control, shell)


def prepare(provides, preload):
    """Import what every submission may use, and forget what none may.

    Parameters
    ----------
    provides : list of str
        Modules of the course, and libraries, that answers may build on.
    preload : list of str
        Modules that the assignment's given cells import.
    """
    namespaces.leave_root()
    os.chdir("/tmp")
    sys.path[:] = [place for place in sys.path if place not in ("", TRUSTED)]
    sys.path.append("/course")
    shell = worker.make_shell()
    import matplotlib.pyplot  # noqa: F401 (half a second that no submission has to wait for)

    for name in [name for name in sys.modules if name.partition(".")[0] == "cnncourse"]:
        del sys.modules[name]  # the worker's own part, which is not the student's to find
    guard(provides)
    for name in preload:
        with contextlib.suppress(Exception):  # its cell will say so
            importlib.import_module(name)
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError(f"a library started a thread: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # or the first collection in each submission would copy all of this
    return shell


def serve(control, shell):
    """Fork a guard for every message, until the other side hangs up."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the guards
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 3)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            control.close()
            _end_with(guard_submission, shell, json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _end_with(function, *arguments):
    """Run a function and leave, whatever happens: a forked process must not go on as its parent."""
    try:
        function(*arguments)
    finally:
        os._exit(1)


def guard_submission(shell, limits, descriptors):
    """Start the process of one submission, and end it in time."""
    requests, replies, line = descriptors
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    try:
        namespaces.new_user()
    except OSError as error:
        os.write(line, str(error).encode())
        return
    child = os.fork()
    if child == 0:
        _end_with(run_submission, shell, limits, descriptors)
    os.close(requests)
    os.close(replies)
    _watch(child, line, limits)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)  # returns once every process in the namespace is gone
    os._exit(0)


def _watch(child, line, limits):
    """Return when the submission has ended, is to end, or takes more than its share."""
    ended = os.pidfd_open(child)
    events = select.poll()
    events.register(line, select.POLLIN | select.POLLHUP)
    events.register(ended, select.POLLIN)
    usual, until = _resident(os.getpid()), time.monotonic() + limits["life"]
    while not events.poll(TICK * 1000):
        if time.monotonic() > until or memory(child, usual) > limits["memory"]:
            return


def memory(first, usual):
    """Bytes that a process and its descendants hold, beyond what they got from the zygote."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{entry}/stat") as file:
            parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
    family, before = {first}, 0
    while len(family) > before:
        before = len(family)
        family |= {process for process, parent in parents.items() if parent in family}
    return sum(max(0, _resident(process) - usual) for process in family)


def _resident(process):
    try:
        with open(f"/proc/{process}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # gone by now
        return 0


def run_submission(shell, limits, descriptors):
    """Wall this process in and answer the referee; here, and only here, student code runs."""
    requests, replies, line = descriptors
    try:
        namespaces.wall_in(limits)
        seccomp.refuse_calls()
    except Exception as error:
        os.write(line, str(error).encode())
        return
    kept = sorted((requests, replies))
    os.closerange(3, kept[0])
    os.closerange(kept[0] + 1, kept[1])
    os.closerange(kept[1] + 1, limits["descriptors"])
    random.seed(0)  # so that a submission without a seed gives the same each time
    sys.modules["numpy"].random.seed(0)
    worker.silence()
    worker.serve(shell, os.fdopen(requests, "rb"), os.fdopen(replies, "wb"))
    os._exit(0)
