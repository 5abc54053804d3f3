"""Measure how much processor time a submission has used, from outside its processes.

The kernel counts it: nothing that student code does to its own clocks changes these numbers.
"""

from __future__ import annotations

import contextlib
import os
import time

from autograder.inside.processes import fields

COUNTED = 0  # the kernel's number for the clock that counts processor time in whole ticks
SCHEDULED = 2  # and for the clock that runs while a process is on a processor


def processor_seconds(process, family):
    """Add up the processor time of some processes and of their children that have ended.

    Parameters
    ----------
    process : int
        The number of the first process in our namespace. Its time is read to the nanosecond.
    family : sequence of int
        The numbers of all of them in `/proc`, which may belong to another namespace, starting with
        the same process. The times of the others are read to a hundredth of a second.

    Returns
    -------
    float

    Raises
    ------
    OSError
        If `process` has ended.
    """
    own = time.clock_gettime(~process << 3 | SCHEDULED)
    first, *others = family
    _, _, *waited_for = _ticks(first)
    ticks = sum(waited_for) + sum(sum(_ticks(other)) for other in others)
    return own + ticks / os.sysconf("SC_CLK_TCK")


def waiting_seconds(process):
    """Return how long the first thread of a process was ready to run but had no processor.

    That is the thread that answers. If all threads counted, many that take turns could wait for
    more seconds than pass.

    Parameters
    ----------
    process : int
        Its number in `/proc`.

    Returns
    -------
    float or None
        0.0 if it has ended; None if the kernel does not count it.
    """
    try:
        with open(f"/proc/{process}/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return None if os.path.exists(f"/proc/{process}/stat") else 0.0


def reached_its_limit(process):
    """Return whether a process that has ended, but was not waited for, used up its processor time.

    The kernel kills it for that, with the same signal that anybody else could send, after
    comparing the same two numbers.

    Parameters
    ----------
    process : int
        Its number in our namespace.
    """
    import resource  # not at the top: this module is also imported on systems without it

    _, most = resource.prlimit(process, resource.RLIMIT_CPU)
    return most != resource.RLIM_INFINITY and time.clock_gettime(~process << 3 | COUNTED) >= most


def _ticks(process):
    """Read the ticks used by a process and by the children that it has waited for."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return [int(ticks) for ticks in fields(process)[11:15]]
    return [0, 0, 0, 0]  # it has ended: its parent's count includes it
