"""Attempts to break out of the sandbox, each written like a cell of a student's notebook."""

from __future__ import annotations

from autograder.sandbox.attempt import Attempt
from autograder.sandbox.breakout_channels import CHANNELS
from autograder.sandbox.breakout_machine import MACHINE

ATTEMPTS = (
    Attempt(
        "read the home folder",  # except the path to Python, if Python is installed there
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
    Attempt("find an earlier submission", "print(*[p for p in glob.glob('/**/left-here')])"),
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
        "hold memory that no limit counts",
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
        "start a session or process group",
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
        "make system calls newer than the filter",
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
        "use somebody else's descriptors",
        """
        from IPython.core.async_helpers import get_asyncio_loop
        loop = get_asyncio_loop()  # it owns three, for `await`
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
    *CHANNELS,
    *MACHINE,
)
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
