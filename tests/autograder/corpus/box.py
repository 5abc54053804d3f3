"""The sandbox's own process: names and memory that it must not misread, and ends of every kind."""

from __future__ import annotations

import textwrap

from corpus.entry import BOTH, NOTHING, cell

LINES = (("a process name", "memory out of sight", "an end like a kill from outside"),)
COUNTED = "what its processes hold together is counted, wherever it is: the submission ends"
BY_ITSELF = "nobody outside did that: it counts as its own end, with a look"
TOOLS = """
import ctypes, os, resource, sys, threading, time
libc, alone = ctypes.CDLL(None), 93 if "aarch" in os.uname().machine else 60

def wait():
    while True:
        try: os.wait()
        except OSError: time.sleep(1)
        except BaseException: pass

def fork(work, count=8):
    for _ in range(count):
        if os.fork() == 0:
            work()
            wait()

def hold(mb=160):
    globals()["kept"] = bytearray(mb << 20)
    ctypes.memset((ctypes.c_char * len(kept)).from_buffer(kept), 1, len(kept))

def without_first_thread():
    threading.Thread(target=lambda: (hold(), wait())).start()
    libc.syscall(alone, 0)

def hop():
    hold()
    while True:
        time.sleep(0.01)
        try:
            if os.fork(): os._exit(0)
        except OSError: pass

def in_a_new_program():
    code = f"import time; kept = bytearray({60 << 20}); time.sleep(99)"
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", code])
"""


def with_tools(item, title, code, why, points=NOTHING, review=BOTH, **more):
    source = TOOLS + textwrap.dedent(code)
    return cell(item, title, source, why, points, review=review, **more)


def holds(title, code):
    return with_tools("memory out of sight", title, code + "\nwait()", COUNTED)


NAMES = {
    "that is not UTF-8": b"\xff\xfe",
    "that ends its own brackets": b"x) Z 1 1 1",
    "of several lines": b"x\nRssAnon: 1 kB",
}
ENTRIES = (
    *(
        cell(
            "a process name",
            title,
            f"import ctypes, time\nctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0)\ntime.sleep(0.5)",
            "a name is the student's to choose, and nobody's to understand",
        )
        for title, name in NAMES.items()
    ),
    holds("without a first thread", "fork(without_first_thread)"),
    holds("where nobody may look", "libc.prctl(4, 0, 0, 0, 0)\nfork(hold)"),
    holds("in processes that never stay", "fork(hop)"),
    holds("in programs with nothing of the zygote's", "fork(in_a_new_program, count=20)"),
    with_tools(
        "an end like a kill from outside",
        "through a limit on its own processor time",
        """
        import signal
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
        while True: pass
        """,
        BY_ITSELF,
    ),
    with_tools(
        "an end like a kill from outside",
        "through its exit code",
        "os._exit(137)",
        BY_ITSELF,
        told="its process ended early",
    ),
    with_tools(
        "an end like a kill from outside",
        "through its replies alone",
        "for number in range(3, 99): libc.close(number)\nwait()",
        BY_ITSELF,
        told="its process ended early",
    ),
    with_tools(
        "an end like a kill from outside",
        "through every way to signal itself",
        """
        import contextlib, signal
        for number in (0, -1, 1, os.getpid()):
            with contextlib.suppress(OSError): os.kill(number, 9)
        signal.pthread_kill(threading.get_ident(), 9)
        """,
        "the first process of a namespace cannot be killed from within",
        (2, 3),
        (),
    ),
)  # fmt: skip
