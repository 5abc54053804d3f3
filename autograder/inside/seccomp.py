"""A filter on system calls that refuses whatever no exercise needs.

Namespaces, mounts and limits leave much of the kernel open, and part of it is shared by everybody
on the machine or by all processes of a user: file locks, notifications, timers, message queues,
keys, asynchronous I/O, the page cache. Through these, submissions could talk to each other, watch
each other, or take resources from each other. So the filter lists what is allowed (`system_calls`)
and refuses the rest with EPERM. A call that is newer than this list fails with ENOSYS, as on an
older kernel, and libraries fall back to an older call.

Some calls are allowed for certain arguments only. In short, these allow processes and threads
without new namespaces, memory that the limits count, and futexes private to one process.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import platform
import struct

from autograder.inside import system_calls

SET_FILTER, FILTER_MODE = 22, 2  # prctl's numbers
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, JUMP, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x05, 0x06
ALLOW, FAIL, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in the kernel's `seccomp_data`
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # their numbers in the kernel
# The first call that this filter does not know. The last one it knows is `set_mempolicy_home_node`
# of Linux 5.17. On x86, much larger numbers are aliases of the same calls.
UNKNOWN = 451

NAMESPACES = 0x7E020000  # the flags of `clone` that ask for new namespaces
SHARED_WITHOUT_FILE = 0x21  # the flags of `mmap`: MAP_SHARED | MAP_ANONYMOUS
LOCKED_OR_HUGE = 0x42000  # MAP_LOCKED and MAP_HUGETLB, which take from a pool shared by all
SIGCHLD = 17  # a process that ignores it need not wait for its children
PRIVATE_FUTEX, WAKE = 128, 1
FROM_THE_POOL = 2  # getrandom's flag for random numbers that older kernels can run out of
# Copying descriptors and their flags; no locks, leases, owners, notifications or pipe sizes.
DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)
# TCGETS twice (is it a terminal?), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
DEVICE_COMMANDS = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# All advice except that on pages shared with other processes: merging, dropping, paging out.
ADVICE = (0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19, 22, 23)
# A process's name, the privileges that it gave up for good, and the width of its vectors.
OWN_PROPERTIES = (2, 3, 15, 16, 21, 23, 39, 51)


def install_filter():
    """Apply the filter to this process and everything that it starts, for good.

    Raises
    ------
    OSError
        If the kernel refuses it.
    KeyError
        On a machine whose call numbers are unknown; `bubblewrap_command.probe` detects that first.
    """
    code = encoded(platform.machine())
    memory = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    wanted = Program(len(code) // 8, ctypes.addressof(memory))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(SET_FILTER, FILTER_MODE, ctypes.byref(wanted), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the filter on system calls was refused")


@functools.cache  # the zygote calls this in advance
def encoded(machine):
    """Encode `program` for the kernel, 8 bytes per step."""
    return b"".join(struct.pack("HBBI", *step) for step in program(machine))


def program(machine):
    """Write the filter as a BPF program.

    Parameters
    ----------
    machine : str
        "x86_64" or "aarch64".

    Returns
    -------
    list of (int, int, int, int)
        Operation, steps to skip if true, steps to skip if false, value.
    """
    return [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, MACHINES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        *_search(_ranges(answers(machine))),
    ]


def answers(machine):
    """Map each call that is not simply refused to what the filter does with it.

    Parameters
    ----------
    machine : str

    Returns
    -------
    dict of int to tuple
        By call number: the steps that decide.
    """
    found = {}
    for table in system_calls.ALLOWED:
        for number in system_calls.numbers(table, machine).values():
            found[number] = _allow()
    for table, error in (
        (system_calls.MISSING, errno.ENOSYS),
        (system_calls.UNSUPPORTED, errno.EOPNOTSUPP),
        (system_calls.WITHOUT_EFFECT, 0),
    ):
        for number in system_calls.numbers(table, machine).values():
            found[number] = _fail(error)
    for name, number in system_calls.numbers(system_calls.CONDITIONAL, machine).items():
        found[number] = CONDITIONS[name]
    return found


def _ranges(answered):
    """Merge neighbouring numbers with the same answer into (first number, steps), in order."""
    found = [(0, None)]
    for number in range(UNKNOWN + 1):
        steps = answered.get(number, _fail(errno.EPERM if number < UNKNOWN else errno.ENOSYS))
        if steps != found[-1][1]:
            found.append((number, steps))
    return found[1:]


def _search(ranges):
    """Find a number's range by bisection: a long list would slow down each call."""
    if len(ranges) == 1:
        return list(ranges[0][1])
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    return [(AT_LEAST, 0, 1, ranges[middle][0]), (JUMP, 0, 0, len(below)), *below, *above]


def _allow():
    return ((RETURN, 0, 0, ALLOW),)


def _fail(error):
    return ((RETURN, 0, 0, FAIL | error),)


def _argument(place):
    """Load the lower half of an argument; arguments count from 0."""
    return (LOAD, 0, 0, FIRST_ARGUMENT + 8 * place)


def _only(place, values, error):
    """Allow a call if its argument is one of these."""
    count = len(values)
    tests = [(EQUAL, count - k, 0, value) for k, value in enumerate(values)]
    return (_argument(place), *tests, *_fail(error), *_allow())


def _without(place, bits):
    """Allow a call if its argument has none of these bits."""
    return (_argument(place), (ANY_BIT, 0, 1, bits), *_fail(errno.EPERM), *_allow())


def _countable_memory():
    """Allow `mmap` unless its pages would count for nobody, or come from a shared pool."""
    return (
        _argument(3),
        (ANY_BIT, 3, 0, LOCKED_OR_HUGE),
        (AND, 0, 0, SHARED_WITHOUT_FILE),
        (EQUAL, 1, 0, SHARED_WITHOUT_FILE),
        *_allow(),
        *_fail(errno.EPERM),
    )


def _own_futexes():
    """Allow futexes private to one process, and waking; refuse to wait for another process.

    A page of a shared library is the same futex for every process that has mapped the library. A
    wait for another process returns at once with "try again": locks still work, but waste time.
    Waking is harmless if nobody waits.
    """
    return (
        _argument(1),
        (ANY_BIT, 2, 0, PRIVATE_FUTEX),
        (EQUAL, 1, 0, WAKE),
        *_fail(errno.EAGAIN),
        *_allow(),
    )


def _default_end_of_children():
    """Refuse to change the action for SIGCHLD; reading it is allowed."""
    return (
        _argument(0),
        (EQUAL, 0, 5, SIGCHLD),
        _argument(1),  # the new action's address
        (EQUAL, 0, 2, 0),
        (LOAD, 0, 0, FIRST_ARGUMENT + 12),  # its upper half
        (EQUAL, 1, 0, 0),
        *_fail(errno.EPERM),
        *_allow(),
    )


CONDITIONS = {
    "clone": _without(0, NAMESPACES),
    "mmap": _countable_memory(),
    "fcntl": _only(1, DESCRIPTOR_COMMANDS, errno.EPERM),
    "ioctl": _only(1, DEVICE_COMMANDS, errno.ENOTTY),
    "madvise": _only(2, ADVICE, errno.EINVAL),
    "prctl": _only(0, OWN_PROPERTIES, errno.EINVAL),
    "futex": _own_futexes(),
    "rt_sigaction": _default_end_of_children(),
    "getrandom": _without(2, FROM_THE_POOL),
}
