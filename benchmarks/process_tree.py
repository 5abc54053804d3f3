"""Processor time and peak memory of a command and its descendants."""

from __future__ import annotations

import os
import threading
from pathlib import Path

INTERVAL = 0.2  # seconds between two samples


class Watch:
    """Samples a command's processes five times a second; needs Linux's `/proc`.

    Attributes
    ----------
    peaks : dict of str to int
        Bytes of the "command" itself, the largest "worker" and the largest process in a "sandbox".
    processor : float
        Seconds of all processes; time after the last sample is missing.
    """

    def __init__(self):
        self.peaks, self.processor = {}, 0.0
        self._stop = threading.Event()
        self._thread = None

    def begin(self, process):
        """Start sampling a process and its descendants."""
        self._thread = threading.Thread(target=self._sample, args=(process,))
        self._thread.start()

    def end(self):
        self._stop.set()
        self._thread.join()

    def _sample(self, command):
        while not self._stop.wait(INTERVAL):
            found = family(command)
            # The time of an ended process counts for the one that waited for it.
            self.processor = max(self.processor, sum(found.values()))
            for process in found:
                try:
                    part = "command" if process == command else _part(process)
                    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
                    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024
                except (OSError, IndexError):  # it has ended
                    continue
                self.peaks[part] = max(peak, self.peaks.get(part, 0))


def family(first):
    """Find a process and its descendants.

    Returns
    -------
    dict of int to float
        Processor seconds of each, including children that it waited for.
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
