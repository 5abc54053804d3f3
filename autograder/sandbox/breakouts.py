"""Ways out of the sandbox, to be tried.

Each attempt is run as a student's cell would be, in the sandbox that grades, against things that
really are there: a file of the grader's, listening sockets, the grader's own process. An attempt
prints what it got; a sandbox that holds lets it print nothing.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.process import Limits, Sandbox, SandboxError

SECRET = "this line stands in a file of the grader's"
QUICK = Limits(cell=5.0, notebook=10.0, call=5.0)


@dataclass(frozen=True)
class Attempt:
    """One way out.

    Attributes
    ----------
    title : str
    code : str
        Prints what it reached, and raises or prints nothing where it is stopped. Names in
        capitals are filled in.
    """

    title: str
    code: str


ATTEMPTS = (
    Attempt(
        "read the home folder",  # but for the way to Python, if that is installed there
        "print(*[name for name in os.listdir(HOME) if name not in sys.prefix.split('/')])",
    ),
    Attempt("read the gradebook", "print(open(FILE).read())"),
    Attempt("write beside the gradebook", "open(FILE + '.mine', 'w').write('x'); print('wrote')"),
    Attempt(
        "write where others could read it",
        """
        for place in ["/", "/usr", "/usr/lib", "/dev", "/course", "/site-packages", "/proc"]:
            with contextlib.suppress(OSError):
                open(place + "/mine", "w").write("x"); print("wrote into", place)
        """,
    ),
    Attempt("find the submission before", "print(*[p for p in glob.glob('/**/left-here')])"),
    Attempt("see other processes", "print(*[p for p in os.listdir('/proc') if p.isdigit()])"),
    Attempt("read the grader's memory", "print(open(f'/proc/{PROCESS}/mem', 'rb'))"),
    Attempt("signal the grader", "os.kill(PROCESS, 0); print('it can be signalled')"),
    Attempt(
        "trace its own parent",
        "print(*(['traced'] if library.ptrace(16, os.getppid() or PROCESS, 0, 0) == 0 else []))",
    ),
    Attempt(
        "connect over TCP", "socket.create_connection(('127.0.0.1', TCP), 1); print('connected')"
    ),
    Attempt(
        "send over UDP",
        "socket.socket(2, 2).sendto(b'x', ('127.0.0.1', TCP)); print('sent')",
    ),
    Attempt("ask the name service", "print(socket.getaddrinfo('example.org', 80))"),
    Attempt("connect to a socket file", "socket.socket(1).connect(UNIX); print('connected')"),
    Attempt(
        "connect to an abstract socket",
        "socket.socket(1).connect(chr(0) + ABSTRACT); print('connected')",
    ),
    Attempt("open a socket of another kind", "print(socket.socket(40, 1, 0))"),
    Attempt(
        "hold memory that nobody counts",
        """
        import fcntl, mmap
        reader, writer = os.pipe()
        ways = {
            "shared memory": lambda: mmap.mmap(-1, 4096),
            "a device": lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4096),
            "a file in memory": lambda: os.memfd_create("mine"),
            "a pair of sockets": lambda: socket.socketpair(),
            "a large pipe": lambda: fcntl.fcntl(writer, 1031, 1 << 20),
        }
        for name, way in ways.items():
            with contextlib.suppress(OSError):
                way(); print(name)
        if library.shmget(0, 4096, 0o1600) >= 0: print("an old segment")
        """,
    ),
    Attempt(
        "begin a session or a group of its own",
        """
        for begin in (os.setsid, os.setpgrp):
            if (child := os.fork()) == 0:
                try: begin()
                except OSError: os._exit(0)
                os._exit(7)
            if os.waitpid(child, 0)[1]: print(begin.__name__)
        """,
    ),
    Attempt(
        "call what is newer than the filter",
        """
        library = ctypes.CDLL(None, use_errno=True)
        for number in (451, 457, 458, 459, 1000, 0x40000000 + 39):
            if library.syscall(number, 0, 0, 0, 0) >= 0 or ctypes.get_errno() != 38: print(number)
        """,
    ),
    Attempt("become root", "os.setuid(0); print('is root')"),
    Attempt(
        "mount or unshare",
        """
        for flag in (0x10000000, 0x20000, 0x40000000):
            if library.unshare(flag) == 0: print("unshared", hex(flag))
        if library.mount(b"proc", b"/tmp", b"proc", 0, None) == 0: print("mounted")
        if library.umount2(b"/proc", 2) == 0: print("uncovered /proc")
        """,
    ),
    Attempt(
        "use another's descriptors",
        """
        from IPython.core.async_helpers import get_asyncio_loop
        loop = get_asyncio_loop()  # three are its own, for `await`
        own = {loop._selector.fileno(), loop._ssock.fileno(), loop._csock.fileno()}
        for number in {*range(3, 1024)} - own:
            with contextlib.suppress(OSError):
                if not stat.S_ISFIFO(os.fstat(number).st_mode): print("descriptor", number)
        """,
    ),
    Attempt(
        "find forbidden modules",
        """
        for name in ("autograder", "nbgrader", "torch", "cnncourse/layers/conv/loops.py"):
            print(*[place for place in [*sys.path, "/trusted"] if glob.glob(f"{place}/{name}")])
        """,
    ),
)
BEFORE = """
import contextlib, ctypes, glob, os, socket, stat, sys
library = ctypes.CDLL(None)
"""
LEAVE = """
open("left-here", "w").write("x")
for _ in range(3):
    if os.fork() == 0:
        with contextlib.suppress(OSError):
            os.setsid()
        if os.fork() == 0:
            import signal, time
            for number in range(1, 64):
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(number, signal.SIG_IGN)
            time.sleep(600)
        os._exit(0)
"""


@contextlib.contextmanager
def bait():
    """Put things outside that an attempt may reach.

    Yields
    ------
    dict of str to object
        What the names in capitals stand for.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.chmod(folder, 0o777)  # no permission shall be what stops it
        file = Path(folder, "gradebook.db")
        file.write_text(SECRET, encoding="utf-8")
        file.chmod(0o666)
        name = f"cnncourse-{os.getpid()}"
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", 0)),
            (socket.AF_UNIX, f"{folder}/socket"),
            (socket.AF_UNIX, f"\0{name}"),
        ):
            listening = stack.enter_context(socket.socket(family))
            listening.bind(address)
            listening.listen()
            if family == socket.AF_INET:
                port = listening.getsockname()[1]
        os.chmod(f"{folder}/socket", 0o777)
        yield {
            "HOME": str(Path.home()),
            "FILE": str(file),
            "PROCESS": os.getpid(),
            "TCP": port,
            "UNIX": f"{folder}/socket",
            "ABSTRACT": name,
        }


def reached(attempt, names):
    """Run an attempt in a sandbox of its own.

    Parameters
    ----------
    attempt : Attempt
    names : dict
        From `bait`.

    Returns
    -------
    str
        What it got hold of; "" when it was stopped.
    """
    given = BEFORE + "\n".join(f"{name} = {value!r}" for name, value in names.items())
    try:
        with Sandbox(QUICK) as sandbox:
            shown = sandbox.run([given, textwrap.dedent(attempt.code)])[1]
    except SandboxError:
        return ""
    return "".join(output.get("text", "") for output in shown).strip()


def left_behind():
    """Run code that leaves daemons and files, and list the processes that are left of it.

    Returns
    -------
    list of int
    """
    with Sandbox(QUICK) as sandbox:
        sandbox.run([BEFORE])  # the zygote stays, and is no leftover
    before = processes()
    with Sandbox(QUICK) as sandbox:
        sandbox.run([BEFORE + LEAVE])
    until = time.monotonic() + 5
    while (left := processes() - before) and time.monotonic() < until:
        time.sleep(0.05)  # its guard may still be leaving
    return sorted(left)


def processes():
    """List the processes below this one.

    Returns
    -------
    set of int
    """
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (entry / "stat").read_text().rpartition(")")[2].split()
            if told[0] != "Z":
                parents[int(entry.name)] = int(told[1])
    family, before = {os.getpid()}, 0
    while len(family) > before:
        before = len(family)
        family |= {process for process, parent in parents.items() if parent in family}
    return family - {os.getpid()}
