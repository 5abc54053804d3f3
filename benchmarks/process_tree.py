"""What a command and all processes below it took: processor time, and the most memory held."""

from __future__ import annotations

import os
import threading
from pathlib import Path

LOOK = 0.2  # seconds between two looks


class Watch:
    """Looks at a command's processes, five times a second; needs Linux's `/proc`.

    Attributes
    ----------
    peaks : dict of str to int
        Bytes, of the "command" itself, and of the largest "worker" and process in a "sandbox".
    processor : float
        Seconds, of all together; what was spent after the last look is missing.
    """

    def __init__(self):
        self.peaks, self.processor = {}, 0.0
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
            found = family(command)
            # A process that ended stands in the account of the one that waited for it.
            self.processor = max(self.processor, sum(found.values()))
            for process in found:
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
    dict of int to float
        Seconds of the processor that each took, with the children that it waited for.
    """
    parents, spent = {}, {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{entry}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        parents[int(entry)] = int(fields[1])
        spent[int(entry)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    found, before = {first}, 0
    while len(found) > before:
        before = len(found)
        found |= {process for process, parent in parents.items() if parent in found}
    return {process: spent[process] for process in found if process in spent}


def _part(process):
    words = Path(f"/proc/{process}/cmdline").read_bytes()
    return "worker" if b"autograder.grading.worker_process" in words else "sandbox"
