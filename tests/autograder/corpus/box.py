"""What the zygote must not misread: names of processes, their memory, and how they end."""

from __future__ import annotations

import textwrap

from corpus.entry import BOTH, NOTHING, cell

LINES = (("a process name", "memory out of sight", "an end like a kill from outside"),)
COUNTED = "the memory of all its processes counts, wherever it is: the submission ends"
BY_ITSELF = "nobody outside did that, so it counts as its own doing, and a person looks"
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
            "students may choose a process's name, and nobody interprets it",
        )
        for title, name in NAMES.items()
    ),
    holds("in processes whose first thread has ended", "fork(without_first_thread)"),
    holds("in processes that nobody may inspect", "libc.prctl(4, 0, 0, 0, 0)\nfork(hold)"),
    holds("in processes that keep forking and exiting", "fork(hop)"),
    holds("in programs that share nothing with the zygote", "fork(in_a_new_program, count=20)"),
    with_tools(
        "an end like a kill from outside",
        "by a limit on its own processor time",
        """
        import signal
        for number in (signal.SIGALRM, signal.SIGPROF): signal.signal(number, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
        while True: pass
        """,
        BY_ITSELF,
    ),
    with_tools(
        "an end like a kill from outside",
        "by its exit code",
        "os._exit(137)",
        BY_ITSELF,
        told="its process ended early",
    ),
    with_tools(
        "an end like a kill from outside",
        "by closing its replies only",
        "for number in range(3, 99): libc.close(number)\nwait()",
        BY_ITSELF,
        told="its process ended early",
    ),
    with_tools(
        "an end like a kill from outside",
        "by every way to signal itself",
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
