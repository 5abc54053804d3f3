"""A filter on system calls that namespaces leave open and no exercise needs.

It refuses sockets of every kind; memory that no limit counts (anonymous shared memory, data in
sockets and in large pipes); new sessions and process groups, to which the kernel gives a share of
the processor each; ignoring the end of children, whose processor time would not be counted; access
to other processes; further namespaces; and rarely used parts of the kernel. A refused call fails
with EPERM. A call that is newer than this list fails with ENOSYS, as on an older kernel, and
libraries fall back to an older call.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

SET_FILTER, FILTER_MODE = 22, 2  # prctl's numbers
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in the kernel's `seccomp_data`
NAMESPACES = 0x7E020000  # the flags of `clone` that ask for new namespaces
SHARED_WITHOUT_FILE = 0x21  # the flags of `mmap`: MAP_SHARED | MAP_ANONYMOUS
SET_PIPE_SIZE = 1031  # a command of `fcntl`
SIGCHLD = 17  # a process that ignores it need not wait for its children
# The first call that this filter does not know; the last known one is `set_mempolicy_home_node`,
# Linux 5.17. On x86, much larger numbers are aliases of the same calls.
UNKNOWN = 451

NAMES = """socket socketpair setsid setpgid splice tee vmsplice shmget semget msgget mq_open
memfd_create memfd_secret ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd unshare setns
mount umount2 pivot_root chroot fsopen fsconfig fsmount open_tree move_mount mount_setattr
name_to_handle_at open_by_handle_at add_key request_key keyctl bpf perf_event_open userfaultfd
io_uring_setup init_module finit_module delete_module kexec_load reboot swapon swapoff acct
quotactl quotactl_fd syslog settimeofday clock_settime personality move_pages migrate_pages
mbind""".split()
X86 = """41 53 112 109 275 276 278 29 64 68 240 319 447 101 310 311 312 438 272 308 165 166 155 161
430 431 432 428 429 442 303 304 248 249 250 321 298 323 425 175 313 176 246 169 167 168 163 179 443
103 164 227 135 279 256 237"""
ARM = """198 199 157 154 76 77 75 194 190 186 180 279 447 117 270 271 272 438 97 268 40 39 41 51 430
431 432 428 429 442 264 265 217 218 219 280 241 282 425 105 273 106 104 142 224 225 89 60 443 116
170 112 92 239 238 235"""
# By machine: its number in the kernel, the numbers of `clone`, `mmap`, `fcntl` and `rt_sigaction`,
# those of NAMES.
MACHINES = {
    "x86_64": (0xC000003E, 56, 9, 72, 13, [int(number) for number in X86.split()]),
    "aarch64": (0xC00000B7, 220, 222, 25, 134, [int(number) for number in ARM.split()]),
}
CLONE3 = 435


def install_filter():
    """Apply the filter to this process and everything that it starts, for good.

    Returns
    -------
    bool
        False on a machine whose call numbers are unknown; then there is no filter.
    """
    if platform.machine() not in MACHINES:
        return False
    steps = program(*MACHINES[platform.machine()])
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    memory = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    wanted = Program(len(steps), ctypes.addressof(memory))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(SET_FILTER, FILTER_MODE, ctypes.byref(wanted), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the filter on system calls was refused")
    return True


def program(machine, clone, mmap, fcntl, sigaction, refused):
    """Write the filter as a BPF program: (operation, jump if true, jump if false, value)."""
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, machine),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        *_answer(AT_LEAST, UNKNOWN, errno.ENOSYS),
        *_answer(EQUAL, CLONE3, errno.ENOSYS),  # it hides its flags; `clone` shows them
    ]
    for number in refused:
        steps += _answer(EQUAL, number, errno.EPERM)
    return [
        *steps,
        *_deny_if(mmap, 3, SHARED_WITHOUT_FILE, SHARED_WITHOUT_FILE),
        *_deny_if(fcntl, 1, 0xFFFFFFFF, SET_PIPE_SIZE),
        *_deny_handler(sigaction, SIGCHLD),
        (EQUAL, 0, 3, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, NAMESPACES),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _answer(test, value, error):
    return [(test, 0, 1, value), (RETURN, 0, 0, REFUSE | error)]


def _deny_if(number, place, mask, value):
    """Refuse a call if its argument, counted from 0, has these bits; else allow it."""
    return [
        (EQUAL, 0, 5, number),
        (LOAD, 0, 0, FIRST_ARGUMENT + 8 * place),  # its lower half
        (AND, 0, 0, mask),
        (EQUAL, 0, 1, value),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _deny_handler(sigaction, signal):
    """Refuse to change what happens on a signal; asking what would happen is allowed."""
    return [
        (EQUAL, 0, 8, sigaction),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 0, 5, signal),
        (LOAD, 0, 0, FIRST_ARGUMENT + 8),  # the new action's address, its lower half
        (EQUAL, 0, 2, 0),
        (LOAD, 0, 0, FIRST_ARGUMENT + 12),
        (EQUAL, 1, 0, 0),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
