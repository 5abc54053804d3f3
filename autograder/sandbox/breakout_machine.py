"""Attempts to find out what machine this is, who works on it and what runs on it."""

from __future__ import annotations

from autograder.sandbox.attempt import Attempt

MACHINE = (
    Attempt(
        "learn the machine's name",
        """
        import platform
        names = {os.uname().nodename, platform.node(), socket.gethostname()}
        print(*[name for name in names if name == NAME])
        found = ctypes.create_string_buffer(6 * 65)
        library.uname(found)
        domain = found.raw[5 * 65 :].partition(b"\\0")[0].decode()
        if domain != "(none)": print(domain)
        for place in ("/etc/hostname", "/etc/hosts", "/etc/machine-id", "/proc/sys/kernel"):
            if os.path.exists(place): print(place)
        """,
    ),
    Attempt(
        "read the kernel's command line",
        """
        for place in ("/proc/cmdline", "/proc/version", "/proc/config.gz", "/proc/sys", "/boot"):
            if os.path.exists(place): print(place)
        if reaches_kernel(103, 116, 3, None, 0): print("the kernel's log")
        """,
    ),
    Attempt(
        "read the machine's load",
        """
        found = ctypes.create_string_buffer(256)
        show_open(
            load=lambda: os.getloadavg() and None,
            sysinfo=lambda: reaches_kernel(99, 179, found),
        )
        for place in ("loadavg", "meminfo", "stat", "uptime", "interrupts", "pressure"):
            if os.path.exists("/proc/" + place): print(place)
        """,
    ),
    Attempt(
        "read the machine's disks",
        """
        for place in ("/", os.__file__, "/tmp", "/dev/null"):
            with contextlib.suppress(OSError):
                print(place, os.statvfs(place).f_bfree)
        for place in ("/proc/partitions", "/proc/diskstats", "/proc/swaps", "/sys"):
            if os.path.exists(place): print(place)
        """,
    ),
    Attempt(
        "list the mount points",
        """
        for place in ("/proc/mounts", "/proc/self/mountinfo", "/etc/mtab", "/etc/fstab"):
            if os.path.exists(place): print(place)
        if reaches_kernel(457, 457, None, None, 0, 0): print("statmount")
        if reaches_kernel(458, 458, None, None, 0, 0): print("listmount")
        """,
    ),
    Attempt(
        "list the users",
        """
        import grp, pwd
        print(*[user.pw_name for user in pwd.getpwall()])
        print(*[group.gr_name for group in grp.getgrall()])
        for place in ("/etc/passwd", "/etc/group", "/etc/subuid", "/run", "/var/run/utmp", "/home"):
            if os.path.exists(place) and not sys.prefix.startswith(place): print(place)
        """,
    ),
    Attempt(
        "list the programs",
        """
        python = os.path.realpath(sys.executable)
        for place in ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/snap/bin",
                      sys.prefix + "/bin", os.path.dirname(python)):
            for path in glob.glob(place + "/*"):
                if os.path.realpath(path) != python: print(path)
        for place in ("/opt", "/usr/share", "/usr/libexec", "/usr/include", "/etc", "/var"):
            print(*glob.glob(place + "/*"))
        """,
    ),
    Attempt(
        "list the system's libraries",  # except those that Python needs
        """
        own = ("python", "locale", "ld-")
        for top in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"):
            for folder, folders, files in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(own)]
                for name in files:
                    if ".so" not in name and not name.startswith(own): print(folder, name)
        """,
    ),
    Attempt(
        "list the devices",
        """
        print(*set(os.listdir("/dev")) - {"null", "full", "random", "urandom", "shm"})
        print(*glob.glob("/sys/*"))
        """,
    ),
)
