"""The most memory that a command and the processes below it ever held."""

from __future__ import annotations

import os
import threading
from pathlib import Path

LOOK = 0.2  # seconds between two looks


class Memory:
    """Looks at a command's processes, five times a second; needs Linux's `/proc`.

    Attributes
    ----------
    peaks : dict of str to int
        Bytes, of the "command" itself, and of the largest "worker" and process in a "sandbox".
    """

    def __init__(self):
        self.peaks = {}
        self._stop = threading.Event()
        self._thread = None

    def begin(self, process):
        """Look at the process of this number, and at all below it."""
        self._thread = threading.Thread(target=self._look, args=(process,))
        self._thread.start()

    def end(self):
        self._stop.set()
        self._thread.join()

    def _look(self, command):
        while not self._stop.wait(LOOK):
            for process in family(command):
                try:
                    part = "command" if process == command else _part(process)
                    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
                    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024
                except (OSError, IndexError):  # gone by now
                    continue
                self.peaks[part] = max(peak, self.peaks.get(part, 0))


def family(first):
    """Find a process and all below it.

    Returns
    -------
    set of int
    """
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{entry}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found, before = {first}, 0
    while len(found) > before:
        before = len(found)
        found |= {process for process, parent in parents.items() if parent in found}
    return found


def _part(process):
    words = Path(f"/proc/{process}/cmdline").read_bytes()
    return "worker" if b"autograder.workers" in words else "sandbox"
