"""How long the processor has worked for a submission, measured from outside its processes.

The kernel counts it: nothing that student code does to its own clocks changes these numbers.
"""

from __future__ import annotations

import contextlib
import os
import time

from autograder.inside.processes import fields

COUNTED = 0  # the kernel's number of a clock of whole ticks of processor time
SCHEDULED = 2  # the same, of one that runs while a process is on a processor


def processor_seconds(process, family):
    """Add up the processor time of some processes and of their children that have ended.

    Parameters
    ----------
    process : int
        The number of the first of them, as this process counts. It is read to the nanosecond.
    family : sequence of int
        The numbers of all of them in `/proc`, which may count in another namespace; the same
        process is first. The others are read to the hundredth of a second.

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
    """Say how long the first thread of a process was ready to run and had no processor.

    That is the thread that answers. If all counted, many that take turns could wait for more
    seconds than pass.

    Parameters
    ----------
    process : int
        Its number in `/proc`.

    Returns
    -------
    float or None
        0.0 if it has ended; None where the kernel does not count it.
    """
    try:
        with open(f"/proc/{process}/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return None if os.path.exists(f"/proc/{process}/stat") else 0.0


def reached_its_limit(process):
    """Say whether a process that has ended, and was not waited for, used up its processor time.

    The kernel kills it for that, with the same signal as anybody else would, and compares the same
    two numbers.

    Parameters
    ----------
    process : int
        As this process counts.
    """
    import resource  # other systems import this module, too

    _, most = resource.prlimit(process, resource.RLIMIT_CPU)
    return most != resource.RLIM_INFINITY and time.clock_gettime(~process << 3 | COUNTED) >= most


def _ticks(process):
    """Read the ticks of a process and of the children that it has waited for."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return [int(ticks) for ticks in fields(process)[11:15]]
    return [0, 0, 0, 0]  # it has ended: its parent's count includes it
