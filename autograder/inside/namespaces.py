"""Isolate one process for good: namespaces, mounts, limits, no privileges.

This runs inside bubblewrap, in processes forked from the zygote, and needs Linux. System calls that
Python does not wrap go through the C library.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

NEW_MOUNTS, NEW_UTS, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USER, NEW_PIDS, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
KEPT = NO_SETUID | NO_DEVICES | NO_PROGRAMS  # flags to keep when remounting
REMOUNT, BIND = 0x20, 0x1000
PRIVATE = 0x4000 | 0x40000  # MS_REC | MS_PRIVATE: mounts made here are invisible elsewhere
DIE_WITH_PARENT, DUMPABLE, DROP_BOUND, NO_NEW_PRIVILEGES = 1, 4, 24, 38  # prctl's numbers
CAPABILITIES_VERSION = 0x20080522
DEVICES = ("null", "full", "random", "urandom")
NOBODY = 65534
DATA = "/data"  # a read-only mount; its copies are read-only, too
STUDENT = 1000  # the user id that student code sees

_library = ctypes.CDLL(None, use_errno=True)


def leave_root():
    """Become an ordinary user for good: root is exempt from some limits."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def begin():
    """Continue in a new process: the first of its own user and process namespaces.

    Returns
    -------
    int
        A descriptor for `fork_apart`. The calling process waits for the new one and ends with it.
    """
    leave_root()
    _new_user(NEW_PIDS, "a user namespace")
    child = os.fork()
    if child:
        os.closerange(3, 1024)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
    return os.open("/proc/self/ns/pid", os.O_RDONLY)


def fork_apart(own):
    """Fork a process that sees no other: the first of a new process namespace.

    When it ends, the kernel kills everything that it started before it reports the end.

    Parameters
    ----------
    own : int
        The descriptor from `begin`.

    Returns
    -------
    int
        As from `os.fork`.
    """
    _require_success(_library.unshare(NEW_PIDS), "a process namespace")
    child = None
    try:
        child = os.fork()
    finally:
        if child != 0:
            _require_success(_library.setns(own, NEW_PIDS), "back to its own process namespace")
    return child


def watch(process):
    """Open a descriptor that becomes readable when a process has ended.

    `os.pidfd_open` is missing from some builds of Python; the number is the same everywhere.
    """
    descriptor = _library.syscall(434, process, 0)
    _require_success(min(descriptor, 0), "a descriptor of a process")
    return descriptor


def _new_user(others, what):
    user, group = os.getuid(), os.getgid()
    _control(DUMPABLE, 1)  # otherwise root owns the files below after `leave_root`
    _require_success(_library.unshare(NEW_USER | others), what)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{STUDENT} {user} 1")
    _write("/proc/self/gid_map", f"{STUDENT} {group} 1")


def isolate(limits):
    """Isolate this process and its future children. It must come from `fork_apart`.

    Parameters
    ----------
    limits : dict
        The fields of `autograder.sandbox.limits.Limits`.
    """
    os.setsid()  # otherwise a signal to its own group would reach others
    _control(DIE_WITH_PARENT, signal.SIGKILL)
    others = NEW_MOUNTS | NEW_NETWORK | NEW_IPC | NEW_UTS
    _new_user(others, "user, mount, network, ipc and name namespaces")
    _require_success(_library.setdomainname(b"(none)", 6), "the machine's domain")
    _require_success(_library.mount(None, b"/", None, PRIVATE, None), "private mounts")
    for device in DEVICES:
        _make_read_only(f"/dev/{device}")
    for hidden in ("/proc", "/trusted"):
        _mount_memory(hidden, "size=4k,nr_inodes=2", READ_ONLY)
    _mount_memory("/tmp", f"mode=0700,size={limits['disk']},nr_inodes={limits['files']}")
    _show_data()
    os.chdir("/tmp")
    _limit(limits)
    _give_up_privileges()


def _make_read_only(place):
    """Remount a device file read-only: whoever may write to it could also set its times."""
    flags = BIND | REMOUNT | READ_ONLY | os.statvfs(place).f_flag & KEPT
    result = _library.mount(None, place.encode(), None, flags, None)
    _require_success(result, f"{place} read-only")


def _mount_memory(place, options, more=0):
    flags = NO_SETUID | NO_DEVICES | NO_PROGRAMS | more
    result = _library.mount(b"tmpfs", place.encode(), b"tmpfs", flags, options.encode())
    _require_success(result, f"a file system of its own at {place}")


def _show_data():
    """Mount the assignment's data files into the working folder; nothing can replace them."""
    for name in os.listdir(DATA):
        source, target = os.path.join(DATA, name), os.path.join("/tmp", name)
        if os.path.isdir(source):
            os.mkdir(target)
        else:
            open(target, "x").close()
        result = _library.mount(os.fsencode(source), os.fsencode(target), None, BIND, None)
        _require_success(result, f"the data file {name}")


def _limit(limits):
    bounds = {
        "AS": limits["memory"],
        "NPROC": limits["processes"],
        "NOFILE": limits["descriptors"],
        "FSIZE": limits["disk"],
        "CPU": int(limits["cpu"]),
        "CORE": 1,  # smaller than any core; at 0 the kernel may still start a program to save it
        "MEMLOCK": 1 << 16,
        "SIGPENDING": 1000,
        "MSGQUEUE": 0,
    }
    for name, bound in bounds.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
            resource.setrlimit(kind, (bound, bound))


def _give_up_privileges():
    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))

    for capability in range(64):
        if _library.prctl(DROP_BOUND, capability, 0, 0, 0) != 0:
            break  # the kernel knows no more
    none = (ctypes.c_uint32 * 6)()
    header = Header(CAPABILITIES_VERSION, 0)
    _require_success(_library.capset(ctypes.byref(header), none), "giving up all capabilities")
    _control(NO_NEW_PRIVILEGES, 1)


def _control(what, value):
    _require_success(_library.prctl(what, ctypes.c_ulong(value), 0, 0, 0), f"prctl {what}")


def _require_success(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def attempt(limits):
    """Isolate a process that does nothing: `bubblewrap_command.probe` runs this.

    Raises
    ------
    OSError
        If this machine does not allow isolation.
    """
    child = fork_apart(begin())
    if child == 0:
        try:
            isolate(limits)
            os._exit(0)
        finally:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    sys.exit(1 if os.waitpid(child, 0)[1] else 0)
