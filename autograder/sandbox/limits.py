"""The limits on a submission: time, memory, processes, files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Without a sandbox only the first six hold.

    Parameters
    ----------
    start : float
        Seconds for the process to start. This and the next four are wall-clock times.
    cell : float
        Seconds for one cell; a cell that exceeds them is stopped and the others run.
    notebook : float
        Seconds for all cells.
    call : float
        Seconds for one call of the student's function.
    altogether : float
        Seconds for the whole submission, after which no cell or call starts: many calls, each
        just within its limit, must not keep a class waiting.
    reply : int
        Bytes of one reply.
    life : float
        Seconds until the process is killed, whatever it is doing.
    cpu : float
        Seconds of processor time of one process.
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

    start: float = 60.0
    cell: float = 20.0
    notebook: float = 60.0
    call: float = 5.0
    altogether: float = 600.0
    reply: int = 64_000_000
    life: float = 1800.0
    cpu: float = 900.0
    memory: int = 4 << 30
    processes: int = 64
    descriptors: int = 256
    disk: int = 64 << 20
    files: int = 4096
    isolation: str | None = None
