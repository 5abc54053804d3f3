"""Attempts to use what submissions share to talk to another, watch it, or take from it."""

from __future__ import annotations

from autograder.sandbox.attempt import Attempt

PAGE = """
        import mmap, numpy
        file = open(os.__file__, "rb")
        page = mmap.mmap(file.fileno(), 4096, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
        first = numpy.frombuffer(page, "u4")
        address = ctypes.c_void_p(first.ctypes.data)
"""  # indented like the code that follows it

CHANNELS = (
    Attempt(
        "lock a shared file",
        """
        import fcntl, struct
        lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)
        for place in (os.__file__, "/dev/null"):
            file = open(place)
            show_open(
                flock=lambda: fcntl.flock(file, fcntl.LOCK_SH),
                a_lock_of_the_process=lambda: fcntl.lockf(file, fcntl.LOCK_SH),
                a_lock_of_the_open_file=lambda: fcntl.fcntl(file, 37, lock),
                a_question_for_locks=lambda: fcntl.fcntl(file, fcntl.F_GETLK, lock),
            )
        """,
    ),
    Attempt(
        "take a lease on a shared file",
        """
        import fcntl
        file = open(os.__file__)
        show_open(
            a_lease=lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
            a_question_for_leases=lambda: fcntl.fcntl(file, fcntl.F_GETLEASE),
        )
        """,
    ),
    Attempt(
        "get notified of what others open (inotify)",
        """
        import fcntl
        folder = os.open(os.path.dirname(os.__file__), os.O_RDONLY)
        if library.inotify_init1(0) >= 0: print("inotify")
        show_open(dnotify=lambda: fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS))
        """,
    ),
    Attempt(
        "get notified of what others open (fanotify)",
        "show_open(fanotify=lambda: reaches_kernel(300, 262, 0x200, 0))",
    ),
    Attempt(
        "wait on a page of a shared library",
        PAGE
        + """
        class Moment(ctypes.Structure):
            _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))
        moment = Moment(0, 10**7)
        number = 202 if os.uname().machine == "x86_64" else 98
        for name, wait, mask in (("wait", 0, 0), ("wait for some", 9, 1)):
            library.syscall(number, address, wait, int(first[0]), ctypes.byref(moment), None, mask)
            if ctypes.get_errno() == errno.ETIMEDOUT: print(name)
        show_open(wait_for_several=lambda: reaches_kernel(449, 449, 0, 0, 0, 0, 0))
        """,
    ),
    Attempt(
        "see what others have read",
        PAGE
        + """
        found = ctypes.create_string_buffer(1)
        show_open(
            mincore=lambda: reaches_kernel(27, 232, address, 4096, found),
            preadv2=lambda: os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT) and None,
            cachestat=lambda: reaches_kernel(451, 451, file.fileno(), None, None, 0),
        )
        """,
    ),
    Attempt(
        "evict what others have read",
        PAGE
        + """
        show_open(
            fadvise=lambda: os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED),
            cold=lambda: library.madvise(address, 4096, 20) == 0,
            pageout=lambda: library.madvise(address, 4096, 21) == 0,
            readahead=lambda: reaches_kernel(187, 213, file.fileno(), 0, 0, 4096),
        )
        """,
    ),
    Attempt(
        "merge its memory with others'",
        """
        import mmap
        page = mmap.mmap(-1, 8192, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        start = ctypes.addressof(ctypes.c_char.from_buffer(page))
        show_open(
            mergeable=lambda: library.madvise(ctypes.c_void_p(start), 8192, 12) == 0,
            mergeable_altogether=lambda: library.prctl(68, 0, 0, 0, 0) >= 0,
        )
        """,
    ),
    Attempt(
        "leave a time stamp on a shared file",
        """
        for place in (os.__file__, "/", "/dev/null", "/dev/full", "/dev/urandom"):
            with contextlib.suppress(OSError):
                os.utime(place)
                print("touched", place)
        """,
    ),
    Attempt(
        "see when others read a file",
        """
        for place in glob.glob("/course/**/*.py", recursive=True) + ["/dev/urandom"]:
            before = os.stat(place).st_atime_ns
            with open(place, "rb") as file: file.read(1)
            if os.stat(place).st_atime_ns != before: print("a time was kept for", place)
        """,
    ),
    Attempt(
        "use up asynchronous input and output",
        """
        show_open(
            aio=lambda: reaches_kernel(206, 0, 1, None),
            io_uring=lambda: reaches_kernel(425, 425, 1, None),
        )
        """,
    ),
    Attempt(
        "use the kernel's keys",
        """
        show_open(
            add_key=lambda: reaches_kernel(248, 217, b"user", b"mine", b"x", 1, -3),
            request_key=lambda: reaches_kernel(249, 218, b"user", b"mine", None, 0),
            keyctl=lambda: reaches_kernel(250, 219, 0, -3, 1),
        )
        """,
    ),
    Attempt(
        "use System V's queues and semaphores",
        """
        show_open(
            a_queue=lambda: reaches_kernel(68, 186, 0, 0o1600),
            a_semaphore=lambda: reaches_kernel(64, 190, 0, 1, 0o1600),
            a_segment=lambda: reaches_kernel(29, 194, 0, 4096, 0o1600),
        )
        """,
    ),
    Attempt(
        "use POSIX message queues",
        "show_open(a_queue=lambda: reaches_kernel(240, 180, b'mine', os.O_CREAT, 0o600, None))",
    ),
    Attempt(
        "measure or instrument the machine",
        """
        show_open(
            perf=lambda: reaches_kernel(298, 241, None, 0, -1, -1, 0),
            bpf=lambda: reaches_kernel(321, 280, 0, None, 0),
            userfaultfd=lambda: reaches_kernel(323, 282, 1),
            kcmp=lambda: reaches_kernel(312, 272, os.getpid(), os.getpid(), 0, 0, 0),
        )
        """,
    ),
    Attempt(
        "use up timers and signals",
        """
        import signal
        timer = ctypes.c_int()
        show_open(
            timer=lambda: library.timer_create(1, None, ctypes.byref(timer)) == 0,
            timerfd=lambda: reaches_kernel(283, 85, 1, 0),
            a_queued_signal=lambda: reaches_kernel(129, 138, os.getpid(), 0, None),
        )
        """,
    ),
    Attempt(
        "use up random numbers",
        """
        import array, fcntl
        left = array.array("i", [0])
        show_open(
            the_pool=lambda: os.getrandom(1, os.GRND_RANDOM),
            its_device=lambda: os.minor(os.stat("/dev/random").st_rdev) == 8,
            how_much_is_left=lambda: fcntl.ioctl(open("/dev/urandom"), 0x80045200, left),
        )
        """,
    ),
    Attempt(
        "use up namespaces",
        """
        import signal
        flags = dict(user=0x10000000, mount=0x20000, process=0x20000000, network=0x40000000,
                     ipc=0x8000000, name=0x4000000, cgroup=0x2000000, time=0x80)
        number = 56 if os.uname().machine == "x86_64" else 220
        for name, flag in flags.items():
            for kind in {flag, flag | flags["user"]}:
                if library.unshare(kind) == 0: print("unshared", name)
                if kind == 0x80: continue
                child = library.syscall(number, kind | signal.SIGCHLD, None, None, None, None)
                if child == 0: os._exit(0)
                if child > 0: os.waitpid(child, 0); print("cloned", name)
        show_open(entered=lambda: reaches_kernel(308, 268, -1, 0))
        """,
    ),
    Attempt(
        "use up descriptors of other kinds",
        """
        show_open(
            epoll=lambda: reaches_kernel(291, 20, 0),
            event=lambda: reaches_kernel(290, 19, 0, 0),
            signal=lambda: reaches_kernel(289, 74, -1, None, 8, 0),
            process=lambda: reaches_kernel(434, 434, os.getpid(), 0),
        )
        """,
    ),
    Attempt(
        "hide descriptors in a socket",
        """
        import array
        from IPython.core.async_helpers import get_asyncio_loop
        loop = get_asyncio_loop()
        sent = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))]
        show_open(sent=lambda: loop._csock.sendmsg([b"x"], sent))
        """,
    ),
    Attempt(
        "pin memory",
        """
        import mmap
        page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        start = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        library.mmap.restype = ctypes.c_void_p
        def map(flags):
            found = library.mmap(None, 1 << 21, 3, 0x22 | flags, -1, 0)
            return found != ctypes.c_void_p(-1).value or ctypes.get_errno() != errno.EPERM
        show_open(
            mlock=lambda: library.mlock(start, 4096) == 0,
            mlock2=lambda: reaches_kernel(325, 284, start, 4096, 0),
            mlockall=lambda: reaches_kernel(151, 230, 8),
            locked=lambda: map(0x2000),
            huge=lambda: map(0x40000),
        )
        """,
    ),
    Attempt(
        "change its share of the processors",
        """
        import resource
        show_open(
            priority=lambda: os.setpriority(os.PRIO_USER, 0, os.getpriority(os.PRIO_USER, 0)),
            processors=lambda: os.sched_setaffinity(0, os.sched_getaffinity(0)),
            scheduler=lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
            disks=lambda: reaches_kernel(251, 30, 1, 0, 2 << 13),
            all_processors=lambda: reaches_kernel(324, 283, 0, 0, 0),
        )
        """,
    ),
    Attempt(
        "put load on the disks",
        """
        file = os.open(os.__file__, os.O_RDONLY)
        show_open(
            sync=lambda: reaches_kernel(162, 81),
            syncfs=lambda: reaches_kernel(306, 267, file),
            fsync=lambda: reaches_kernel(74, 82, -1) and library.fsync(-1) != 0,
            a_range=lambda: reaches_kernel(277, 84, file, 0, 0, 0),
        )
        """,
    ),
)
