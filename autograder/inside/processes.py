"""What the kernel says about processes, read from `/proc` as bytes.

A process chooses its own name, any bytes at all; nothing else that is read here is its to write.
"""

from __future__ import annotations

import contextlib
import os

EXITING = 0x4  # the kernel's flag of a thread that has begun to end
ROUNDS = 20  # how often the threads of a process are listed before it counts as hidden
HELD = (b"RssAnon", b"RssShmem", b"VmSwap", b"VmPTE", b"HugetlbPages")
SHARE = (b"Pss_Anon", b"Pss_Shmem", b"SwapPss", b"Private_Hugetlb")
SIZES = {*HELD, *SHARE}


class Hidden(Exception):
    """The memory of a living process cannot be read: it does not want it to be."""


def fields(place):
    """Read the numbers of a process or thread from its `stat`.

    Parameters
    ----------
    place : int or str
        Below `/proc`: a process, or `PROCESS/task/THREAD`.

    Returns
    -------
    list of bytes
        From the state on: what follows the name, which may contain anything.

    Raises
    ------
    OSError
        If it has ended.
    """
    with open(f"/proc/{place}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()


def family(first):
    """List a process, its descendants and the members of its session, itself first.

    In the sandbox no process can leave the session, so those that lost their parents while this
    was reading are found, too.

    Parameters
    ----------
    first : int
        Its number in `/proc`, like those that are returned.

    Returns
    -------
    list of int
    """
    parents, found = {}, {first}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it has ended, or belongs to somebody else
            _, parent, _, session, *_ = fields(entry)
            parents[int(entry)] = int(parent)
            if int(session) == first:
                found.add(int(entry))
    before = 0
    while len(found) > before:
        before = len(found)
        found |= {process for process, parent in parents.items() if parent in found}
    return [first, *(found - {first})]


def ending(process):
    """Say whether every thread of a process has begun to end: how it ends is settled then."""
    try:
        threads = os.listdir(f"/proc/{process}/task")
        return all(_is_exiting(f"{process}/task/{thread}") for thread in threads)
    except (FileNotFoundError, ProcessLookupError):
        return True


def hold_more(first, most):
    """Say whether a process and its family hold more memory than this.

    A quick count comes first, in which a page that several processes share counts for each, so it
    is never too low. Where it is too high, the kernel divides each page by those who share it, the
    zygote included. Counted are pages without a file behind them, shared memory, swap and page
    tables. What else the kernel keeps for processes is bounded by the limits on their numbers: for
    each 16 MB of mappings at most, and 128 MB of pipes for all of a user's.

    Parameters
    ----------
    first : int
        Its number in `/proc`.
    most : int
        Bytes.

    Raises
    ------
    Hidden
        If that cannot be read of a living process.
    """
    members = family(first)
    if sum(_of_living(process, _held) for process in members) <= most:
        return False
    held = 0
    for process in members:
        held += _of_living(process, _share)
        if held > most:
            return True
    return False


def _of_living(process, count):
    """Ask any living thread of a process, the first may have ended; 0 if all have.

    Only a thread that has not begun to end can start another. So when the list names none but
    those that had begun to end before, nothing is left.
    """
    ended = set()
    for _ in range(ROUNDS):
        try:
            waiting = set(os.listdir(f"/proc/{process}/task")) - ended
        except (FileNotFoundError, ProcessLookupError):
            return 0
        if not waiting:
            return 0
        for thread in waiting:
            place = f"{process}/task/{thread}"
            try:
                found = count(place)
                if found is not None:
                    return found
                if _is_exiting(place):
                    ended.add(thread)
            except (FileNotFoundError, ProcessLookupError):
                continue
            except (PermissionError, ValueError) as error:
                raise Hidden(str(error)) from error
    raise Hidden("no thread of it stays long enough to be asked")


def _is_exiting(place):
    return bool(int(fields(place)[6]) & EXITING)


def _held(place):
    """Count the bytes that `status` names; None if the thread has no memory any more."""
    found = _sizes(place, "status")
    return sum(found[name] for name in HELD if name in found) if b"RssAnon" in found else None


def _share(place):
    """Count a process's share of its pages; None if the thread has no memory any more."""
    try:
        found = _sizes(place, "smaps_rollup")
    except ProcessLookupError:  # the thread is there, its memory is not
        return None
    if not found.keys() >= set(SHARE):
        raise ValueError("the kernel says nothing about its share of the pages")
    return sum(found[name] for name in SHARE) + _sizes(place, "status").get(b"VmPTE", 0)


def _sizes(place, name):
    """Read the sizes that are needed from a file of `/proc`, in bytes."""
    with open(f"/proc/{place}/{name}", "rb") as file:
        lines = [line.partition(b":") for line in file.read().split(b"\n")]
    return {key: 1024 * int(size.split()[0]) for key, _, size in lines if key in SIZES}
