"""The processor time of a submission, measured from outside: no work can hide from it.

All work here is measured by the clock of the process that does it, so no test depends on how fast
or how busy the machine is.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest
from isolated import needs_sandbox

from autograder.inside.processor_time import waiting_seconds
from autograder.sandbox import isolation
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox

SPIN = """
import os, signal, threading, time

clock_of_thread = time.thread_time  # the clocks are frozen below

def spin(seconds, clock=time.process_time):
    until = clock() + seconds
    while clock() < until:
        pass

def work(how):
    return globals()[how]()

def itself():
    spin(0.15)

def with_a_thread():
    thread = threading.Thread(target=spin, args=(0.15, clock_of_thread))
    thread.start()
    thread.join()

def with_a_child():
    if os.fork() == 0:
        spin(0.15)
        os._exit(0)
    os.wait()

def with_a_child_that_nobody_waits_for():
    ends, end = os.pipe()
    if os.fork() == 0:
        spin(0.15)
        os._exit(0)
    os.close(end)
    os.read(ends, 1)

def with_an_orphan():
    ends, end = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            spin(0.15)
        os._exit(0)
    os.wait()
    os.close(end)
    os.read(ends, 1)

def with_a_child_that_goes_on():
    done, end = os.pipe()
    if os.fork() == 0:
        spin(0.15)
        os.write(end, b"x")
        time.sleep(60)
    os.read(done, 1)

def with_frozen_clocks():
    spin(0.15)
    for clock in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, clock, lambda: 0.0)
        setattr(time, clock + "_ns", lambda: 0)
    os.times = lambda: (0.0,) * 5

def asleep():
    time.sleep(0.3)

def ignoring_children():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
"""
WAYS = [line[4:].partition("(")[0] for line in SPIN.splitlines() if line.startswith("def with")]


@pytest.fixture(scope="module", params=["bubblewrap", "none"])
def sandbox(request):
    if isolation.current().name != request.param == "bubblewrap":
        pytest.skip(f"no sandbox here: {isolation.current().reason}")
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux counts the processor time of other processes")
    with Sandbox(Limits(), request.param) as found:
        found.run([SPIN])
        yield found


def seconds(sandbox, how):
    started = sandbox.processor_seconds()
    reply = sandbox.call("work", (how,), {})
    return sandbox.processor_seconds() - started, reply["error"]


@pytest.mark.parametrize("how", ["itself", *WAYS])
def test_all_work_counts_whichever_process_does_it(sandbox, how):
    spent, error = seconds(sandbox, how)
    assert error is None
    assert spent >= 0.15 - 0.03, f"{how}: the kernel counts a child in hundredths of a second"


def test_waiting_does_not_count(sandbox):
    spent, error = seconds(sandbox, "asleep")
    assert error is None and spent < 0.15


def test_a_short_call_is_measured_more_finely_than_by_ticks(sandbox):
    assert 0 < seconds(sandbox, "no such name")[0] < 0.01


@needs_sandbox
def test_children_cannot_end_without_being_counted():
    """Children of a process that ignores SIGCHLD would not be counted."""
    with Sandbox(Limits(), "bubblewrap") as sandbox:
        sandbox.run([SPIN])
        assert seconds(sandbox, "ignoring_children")[1].startswith("PermissionError")


def test_a_process_that_has_ended_has_no_time():
    with Sandbox(Limits()) as sandbox:
        sandbox.run(["def work(how):\n    import os\n    os._exit(0)"])
        with pytest.raises(SandboxError):
            sandbox.call("work", ("",), {})
        with pytest.raises(SandboxError, match="ended early"):
            sandbox.processor_seconds()


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="not reported by the kernel")
def test_processes_that_share_a_processor_wait_and_sleeping_ones_do_not():
    done, end = os.pipe()
    children = []
    for work in (True, True, False):
        if (child := os.fork()) == 0:
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
            while work and time.process_time() < 0.3:
                pass
            os.write(end, b"x")
            time.sleep(60)
            os._exit(0)
        children.append(child)
    try:
        for _ in children:
            os.read(done, 1)
        first, second, asleep = map(waiting_seconds, children)
        assert first + second > 0.2  # each waits while the other works
        assert asleep < first + second
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def test_waiting_time_is_unknown_if_the_kernel_does_not_report_it(monkeypatch):
    real = open

    def without(path, *arguments):
        if "schedstat" in str(path):
            raise FileNotFoundError(path)
        return real(path, *arguments)

    monkeypatch.setattr("builtins.open", without)
    assert waiting_seconds(os.getpid()) is None
    assert waiting_seconds(2**22) == 0.0  # it has ended
