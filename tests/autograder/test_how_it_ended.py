"""How a submission ended: by itself, at a limit, or from outside; and memory cannot be hidden."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import replace

import pytest
from isolated import needs_sandbox
from verdicts import QUICK, points, scores

from autograder.inside import processes as kernel
from autograder.sandbox.breakouts import processes
from autograder.sandbox.errors import Ended, KilledFromOutside, LimitReached
from autograder.sandbox.process import Sandbox

PATIENT = {"start": 60.0, "cell": 20.0, "notebook": 30.0, "altogether": 100.0}
SMALL = replace(QUICK, **PATIENT, memory=1 << 30)
TOOLS = """
import ctypes, mmap, os, resource, signal, sys, threading, time
libc = ctypes.CDLL(None)
kept = []

def hold(mb):
    memory = mmap.mmap(-1, mb << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    kept.append(memory)
    for place in range(0, mb << 20, 4096): memory[place] = 1

def wait():
    while True:
        try: os.wait()  # otherwise ended processes would still count
        except OSError: time.sleep(1)
        except BaseException: pass

def fork(work, *arguments, count=4):
    for _ in range(count):
        if os.fork() == 0:
            work(*arguments)
            wait()

def without_first_thread(work, *arguments):
    threading.Thread(target=lambda: (work(*arguments), wait())).start()
    libc.syscall(EXIT, 0)

def a_thread_at_a_time(pause):
    def next_one():
        time.sleep(pause)
        threading.Thread(target=next_one).start()
    without_first_thread(next_one)

def hop(mb):
    hold(mb)
    while True:
        time.sleep(0.01)
        try:
            if os.fork(): os._exit(0)
        except OSError: pass

def in_a_new_program(mb):
    code = f"import time; kept = bytearray({mb << 20}); time.sleep(99)"
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", code])
""".replace("EXIT", "93" if "aarch" in os.uname().machine else "60")  # ends a thread alone


def run(code, limits=QUICK, kind="bubblewrap"):
    with Sandbox(limits, kind) as sandbox:
        return sandbox.run(["import numpy as np", TOOLS, code])


@needs_sandbox
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("os._exit(0)", "its process ended early"),
        ("os._exit(9)", "its process ended early"),
        ("libc.prctl(4, 0); ctypes.string_at(0)", r"its process ended early \(Segmentation fault"),
        ("os.kill(os.getpid(), 9); os._exit(0)", r"its process ended early$"),
        ("[libc.close(n) for n in range(3, 99)]; wait()", "its process ended early"),
    ],
)
def test_an_end_of_its_own(code, told):
    with pytest.raises(Ended, match=told) as error:
        run(code)
    assert type(error.value) is Ended


@needs_sandbox
@pytest.mark.parametrize(
    ("code", "limits", "told"),
    [
        ("fork(hold, 400)\nwait()", SMALL, "together used more than 1,024 MiB of memory"),
        (
            "while True: pass",
            replace(SMALL, cpu=1.0),
            "reached its limit of 1 seconds of processor time",
        ),
        ("wait()", replace(SMALL, life=1.0), "ran for 1 seconds"),
    ],
)
def test_a_limit_is_named(code, limits, told):
    with pytest.raises(LimitReached, match=told):
        run(code, limits)


UNREADABLE = "libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE\n"
NUMBERS = "libc.prctl(15, b'x) R 1 1 1\\nRssAnon: 0 kB\\n', 0, 0, 0)\n"


@needs_sandbox
@pytest.mark.parametrize(
    "code",
    [
        pytest.param("fork(without_first_thread, hold, 400)", id="without a first thread"),
        pytest.param(NUMBERS + "fork(hold, 400)", id="under a name that looks like numbers"),
        pytest.param("fork(in_a_new_program, 45, count=28)", id="a little in many programs"),
        pytest.param(UNREADABLE + "fork(hold, 400)", id="in unreadable processes"),
        pytest.param("fork(hop, 400)", id="in short-lived processes"),
        pytest.param("fork(os.fork)\nhold(500)\nfork(hold, 150)", id="beside many others"),
    ],
)
def test_memory_counts_however_it_is_held(code):
    with pytest.raises(LimitReached, match="memory"):
        run(code + "\nwait()", replace(SMALL, processes=40))


@needs_sandbox
def test_short_lived_threads_hide_nothing():
    """Whether or not one of them is caught: unseen memory counts as hidden, not as none."""
    code = "for pause in (0, 0.001): fork(a_thread_at_a_time, pause, count=1)\nfork(hold, 400)"
    with pytest.raises(LimitReached, match="memory"):
        run(code + "\nwait()", replace(SMALL, processes=40))


@needs_sandbox
def test_shared_memory_counts_once():
    """A fork copies nothing: eight of them together use a quarter of the limit."""
    code = "hold(250)\nfork(time.sleep, 0, count=8)\ntime.sleep(1.5)\nprint('lives')"
    assert run(code, SMALL)[2][0]["text"] == "lives\n"


@needs_sandbox
@pytest.mark.parametrize(
    "name", [b"\xff\xfe", b") Z 1", b"a\nRssAnon: 1 kB", b"(((", b"", b"\x1b[2J"]
)
def test_a_name_changes_nothing(graded, name):
    extra = f"import ctypes\nctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0)\n"
    extra += "import time; time.sleep(0.5)"
    assert points(graded(extra=extra)) == {"output_size": 2, "pad2d": 3}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc")
def test_a_family_is_found_whatever_its_names_are():
    ends, end = os.pipe()
    child = os.fork()
    if child == 0:
        import ctypes

        os.setsid()
        ctypes.CDLL(None).prctl(15, b"\xff) Z 1 1 1\n", 0, 0, 0)
        if os.fork() == 0:
            os.write(end, b"x")
            time.sleep(60)
        os._exit(0)  # the other process is now an orphan in the same session
    os.read(ends, 1)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    try:
        first, orphan = kernel.family(child)
        assert first == child and kernel.ending(child) and not kernel.ending(orphan)
        assert kernel.exceeds_memory(child, 4096) and not kernel.exceeds_memory(child, 1 << 30)
        os.kill(orphan, signal.SIGKILL)
    finally:
        os.waitpid(child, 0)
        os.close(ends)
        os.close(end)


@needs_sandbox
def test_the_message_names_the_limit(graded):
    answer = TOOLS + "def pad2d(x, padding):\n    fork(hold, 400)\n    wait()"
    notebook = graded(replace(SMALL, call=20.0), pad2d=answer)
    assert points(notebook) == {"output_size": 2, "pad2d": 0}
    score = scores(notebook)["pad2d"]
    told = " ".join(score["message"].split())
    assert "MemoryError: its processes together used more than 1,024 MiB" in told
    assert score["review"] is None


@needs_sandbox
def test_a_process_that_lowers_its_own_limit_is_ended_by_it():
    code = "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    with pytest.raises(LimitReached, match="processor time"):
        run(code, SMALL)


@needs_sandbox
@pytest.mark.parametrize("again", ["look", "call", "processor_seconds"])
def test_a_kill_from_outside_proves_nothing(again):
    with Sandbox(SMALL) as sandbox:
        sandbox.run([])
    before = processes()
    with Sandbox(SMALL) as sandbox:
        sandbox.run(["def f(): pass"])
        (number,) = processes() - before
        os.kill(number, signal.SIGKILL)
        with pytest.raises(KilledFromOutside):
            if again == "processor_seconds":
                for _ in range(1000):  # ending takes a moment
                    sandbox.processor_seconds()
            else:
                getattr(sandbox, again)("f", *[(), {}][: 2 * (again == "call")])


@needs_sandbox
def test_a_kill_from_outside_during_a_call_leaves_no_verdict(graded, bundle):
    with Sandbox(SMALL) as sandbox:  # starts the zygote, which stays
        sandbox.run([], bundle.provides, bundle.preload)
    before = processes()

    def kill():
        until = time.monotonic() + 20
        while not (found := processes() - before) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(1.0)
        os.kill(*found, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(KilledFromOutside):
        graded(SMALL, pad2d="def pad2d(x, padding):\n    import time; time.sleep(1.2); return x")
    killer.join()


def test_without_a_sandbox_a_kill_may_come_from_anybody():
    with pytest.raises(KilledFromOutside, match="by itself or from outside"):
        run("os.kill(os.getpid(), 9)", kind="none")
    with pytest.raises(Ended, match="its process ended early"):
        run("os._exit(0)", kind="none")
    with pytest.raises(Ended, match="its process ended early"):
        run("libc.close(3); libc.close(4); libc.close(5)\nwait()", kind="none")
