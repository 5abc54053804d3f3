"""The limits on a submission: time, memory, processes and files."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.inside.wire import LARGEST_REPLY


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Without a sandbox, only the limits on time, replies and the memory of one process apply. Unless
    stated otherwise, `autograder.sandbox.clock.Clock` counts the time, so a busy machine does not
    use up anybody's time.

    Parameters
    ----------
    start : float
        Seconds for the process to start.
    cell : float
        Seconds for one cell; a cell that exceeds them is stopped, and the others still run.
    notebook : float
        Seconds for all cells.
    call : float
        Seconds for one call of the student's function.
    altogether : float
        Seconds for the whole submission: many calls, each just within its limit, must not keep a
        class waiting.
    first : float
        Wall-clock seconds after which a submission has to wait until the rest of its class is
        graded. Then it runs once more, with its full time.
    wall : float
        Wall-clock seconds for the whole submission. They run out before the limits above only if
        the machine is too busy to run it, which is not a verdict.
    reply : int
        Bytes of one reply.
    life : float
        Wall-clock seconds until a process is killed, whatever it is doing.
    cpu : float
        Seconds of processor time after which the kernel ends a process.
    memory : int
        Bytes, for one process and for all together.
    processes : int
        Processes and threads.
    descriptors : int
        Open files of one process.
    disk, files : int
        Bytes and files in the submission's own folder, which is held in memory.
    isolation : str or None
        "bubblewrap" or "none", so that a process need not find out itself; None takes what this
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
