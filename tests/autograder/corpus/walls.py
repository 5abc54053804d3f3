"""Submissions that use shared resources to talk or to take, or that examine the machine."""

from __future__ import annotations

import textwrap

from autograder.sandbox.attempt import BEFORE
from autograder.sandbox.breakout_channels import CHANNELS, PAGE
from autograder.sandbox.breakout_machine import MACHINE
from corpus.entry import FIRST, cell, pads

LINES = (
    ("file locks", "leases", "inotify", "fanotify", "futexes", "times of shared files"),
    ("the page cache", "shared memory pages", "descriptors in flight"),
    ("aio and io_uring", "keys", "System V queues", "POSIX queues", "perf and bpf", "timers"),
    ("random numbers", "namespaces", "epoll and eventfd", "pinned memory", "priorities", "sync"),
    ("the machine's name", "the kernel's command line", "load", "disks", "mount points"),
    ("users", "installed programs", "devices"),
)
ITEMS = {
    "lock a shared file": "file locks",
    "take a lease on a shared file": "leases",
    "get notified of what others open (inotify)": "inotify",
    "get notified of what others open (fanotify)": "fanotify",
    "wait on a page of a shared library": "futexes",
    "see what others have read": "the page cache",
    "evict what others have read": "the page cache",
    "merge its memory with others'": "shared memory pages",
    "leave a time stamp on a shared file": "times of shared files",
    "see when others read a file": "times of shared files",
    "use up asynchronous input and output": "aio and io_uring",
    "use the kernel's keys": "keys",
    "use System V's queues and semaphores": "System V queues",
    "use POSIX message queues": "POSIX queues",
    "measure or instrument the machine": "perf and bpf",
    "use up timers and signals": "timers",
    "use up random numbers": "random numbers",
    "use up namespaces": "namespaces",
    "use up descriptors of other kinds": "epoll and eventfd",
    "hide descriptors in a socket": "descriptors in flight",
    "pin memory": "pinned memory",
    "change its share of the processors": "priorities",
    "put load on the disks": "sync",
    "learn the machine's name": "the machine's name",
    "read the kernel's command line": "the kernel's command line",
    "read the machine's load": "load",
    "read the machine's disks": "disks",
    "list the mount points": "mount points",
    "list the users": "users",
    "list the programs": "installed programs",
    "list the system's libraries": "installed programs",
    "list the devices": "devices",
}
ATTEMPTED = tuple(
    cell(
        ITEMS[attempt.title],
        attempt.title,
        BEFORE + textwrap.dedent(attempt.code),
        "the call is refused, or its target is not in the sandbox; trying costs no points",
        silent=True,
    )
    for attempt in (*CHANNELS, *MACHINE)
)

LOCK = """
import fcntl, os, time
def lock(seconds):
    file, until = open(os.__file__), time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            time.sleep(0.05)
            fcntl.flock(file, fcntl.LOCK_UN)
        except BlockingIOError:
            print("heard another")
"""
TALKS = "neither can tell that another submission is being graded"
TALK = (
    *(
        cell("file locks", f"the {which} of two that talk", LOCK + "lock(0.5)", TALKS, silent=True)
        for which in ("first", "second")
    ),
    pads("file locks", "in a call", LOCK + "def pad2d(x, padding):\n    lock(0.5)", TALKS, FIRST,
         told="PermissionError"),
    *(
        cell(
            "futexes",
            f"the {which} of two that wake each other",
            BEFORE + textwrap.dedent(PAGE) + textwrap.dedent("""
            import threading, time
            moment = (ctypes.c_long * 2)(0, 10**7)
            number = 202 if os.uname().machine == "x86_64" else 98
            until = time.monotonic() + 0.4
            while time.monotonic() < until:
                if library.syscall(number, address, 0, int(first[0]), moment, None, 0) == 0:
                    print("was woken")
                if library.syscall(number, address, 1, 9) > 0: print("woke another")
            """),
            TALKS,
            silent=True,
        )
        for which in ("first", "second")
    ),
)  # fmt: skip

HONEST = (
    cell(
        "epoll and eventfd",
        "an honest notebook that waits for other processes",
        """
        import asyncio, multiprocessing
        with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1]))
        await asyncio.sleep(0)
        """,
        "honest notebooks may do that",
        told="[1]",
    ),
)

ENTRIES = (*ATTEMPTED, *TALK, *HONEST)
