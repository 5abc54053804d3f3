"""Read what the kernel says about processes from `/proc`, as bytes.

A process chooses its own name, which may be any bytes; it can write nothing else that is read here.
"""

from __future__ import annotations

import contextlib
import os

EXITING = 0x4  # the kernel's flag for a thread that has begun to exit
ROUNDS = 20  # how often the threads of a process are listed before it counts as hidden
HELD = (b"RssAnon", b"RssShmem", b"VmSwap", b"VmPTE", b"HugetlbPages")
SHARE = (b"Pss_Anon", b"Pss_Shmem", b"SwapPss", b"Private_Hugetlb")
SIZES = {*HELD, *SHARE}


class Hidden(Exception):
    """A living process keeps its memory use from being read."""


def fields(place):
    """Read the fields of a process or thread from its `stat`.

    Parameters
    ----------
    place : int or str
        Path below `/proc`: a process, or `PROCESS/task/THREAD`.

    Returns
    -------
    list of bytes
        Everything after the name, which may contain anything; the state is first.

    Raises
    ------
    OSError
        If it has ended.
    """
    with open(f"/proc/{place}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()


def family(first):
    """List a process, its descendants and the members of its session, itself first.

    In the sandbox no process can leave the session, so processes that lose their parents during
    the reading are found, too.

    Parameters
    ----------
    first : int
        Its number in `/proc`, like the numbers that are returned.

    Returns
    -------
    list of int
    """
    parents, found = {}, {first}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it has ended, or belongs to another user
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
    """Return whether all threads of a process have begun to exit: how it ends is settled then."""
    try:
        threads = os.listdir(f"/proc/{process}/task")
        return all(_is_exiting(f"{process}/task/{thread}") for thread in threads)
    except (FileNotFoundError, ProcessLookupError):
        return True


def exceeds_memory(first, most):
    """Return whether a process and its family use more memory than a limit.

    A quick count comes first. It counts a shared page once for each process, so it is never too
    low. If it exceeds the limit, the exact count follows, for which the kernel divides each page
    among the processes that share it, the zygote included. Both count pages without a file behind
    them, shared memory, swap and page tables. Whatever else the kernel keeps for processes is
    bounded by the limits on their number: at most 16 MB of mappings per process, and 128 MB of
    pipes for all processes of a user.

    Parameters
    ----------
    first : int
        Its number in `/proc`.
    most : int
        The limit in bytes.

    Raises
    ------
    Hidden
        If a living process keeps its memory use from being read.
    """
    members = family(first)
    if sum(_ask_living_thread(process, _held) for process in members) <= most:
        return False
    held = 0
    for process in members:
        held += _ask_living_thread(process, _share)
        if held > most:
            return True
    return False


def _ask_living_thread(process, count):
    """Apply `count` to any living thread of a process; 0 if all have ended.

    Only a thread that has not begun to exit can start another. So once the list holds only threads
    that had begun to exit before, nothing is left.
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
    raise Hidden("none of its threads lives long enough to be read")


def _is_exiting(place):
    return bool(int(fields(place)[6]) & EXITING)


def _held(place):
    """Count the bytes that `status` reports; None if the thread no longer has memory."""
    found = _sizes(place, "status")
    return sum(found[name] for name in HELD if name in found) if b"RssAnon" in found else None


def _share(place):
    """Count a process's share of its pages; None if the thread no longer has memory."""
    try:
        found = _sizes(place, "smaps_rollup")
    except ProcessLookupError:  # the thread still exists, but its memory is gone
        return None
    if not found.keys() >= set(SHARE):
        raise ValueError("the kernel does not report its share of the pages")
    return sum(found[name] for name in SHARE) + _sizes(place, "status").get(b"VmPTE", 0)


def _sizes(place, name):
    """Read the sizes that are needed from a file in `/proc`, in bytes."""
    with open(f"/proc/{place}/{name}", "rb") as file:
        lines = [line.partition(b":") for line in file.read().split(b"\n")]
    return {key: 1024 * int(size.split()[0]) for key, _, size in lines if key in SIZES}
