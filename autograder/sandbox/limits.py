"""The limits on a submission: time, memory, processes, files."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.inside.wire import LARGEST_REPLY


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Without a sandbox only those on time, replies and the memory
    of one process hold.

    Time is counted as `autograder.sandbox.clock.Clock` does, unless the wall's clock is named: a
    busy machine makes nobody's time run out.

    Parameters
    ----------
    start : float
        Seconds for the process to start.
    cell : float
        Seconds for one cell; one that exceeds them is stopped, and the others run.
    notebook : float
        Seconds for all cells.
    call : float
        Seconds for one call of the student's function.
    altogether : float
        Seconds for the whole submission: many calls, each just within its limit, must not keep a
        class waiting.
    first : float
        Seconds by the wall's clock after which a submission waits until the rest of its class is
        graded. Then it runs once more, with all of its time.
    wall : float
        Seconds by the wall's clock for the whole submission. They only run out before those above
        where the machine is too busy to run it: that is no verdict.
    reply : int
        Bytes of one reply.
    life : float
        Seconds by the wall's clock until a process is killed, whatever it is doing.
    cpu : float
        Seconds of processor time of one process, after which the kernel ends it.
    memory : int
        Bytes, of one process and of all together.
    processes : int
        Processes and threads.
    descriptors : int
        Open files of one process.
    disk, files : int
        Bytes and files in the submission's own folder, which is held in memory.
    isolation : str or None
        "bubblewrap" or "none", for a process that need not find out itself; None takes what this
        machine offers.
    """

    start: float = 10.0
    cell: float = 10.0
    notebook: float = 40.0
    call: float = 5.0
    altogether: float = 60.0
    first: float = 10.0
    wall: float = 120.0
    reply: int = LARGEST_REPLY
    life: float = 180.0
    cpu: float = 120.0
    memory: int = 4 << 30
    processes: int = 64
    descriptors: int = 256
    disk: int = 64 << 20
    files: int = 4096
    isolation: str | None = None
