"""Show a class's progress: a bar in a terminal, an occasional line elsewhere."""

from __future__ import annotations

import sys
import time

from tqdm import tqdm

EVERY = 10.0  # seconds between lines


class Progress:
    """Counts the graded students of an assignment; a context manager.

    Parameters
    ----------
    assignment : str
    total : int
    """

    def __init__(self, assignment, total):
        self._assignment, self._total = assignment, total
        self._done = self._kept = 0
        self._started = self._printed = time.monotonic()
        shown = sys.stderr.isatty()
        self._bar = tqdm(total=total, desc=assignment, unit=" students") if shown else None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._bar is not None:
            self._bar.close()

    def step(self, kept):
        """Count one more student; `kept` says whether the verdict was cached."""
        self._done += 1
        self._kept += kept
        now = time.monotonic()
        if self._bar is not None:
            if kept:
                self._bar.set_postfix_str(f"{self._kept} unchanged", refresh=False)
            self._bar.update()
        elif now > self._printed + EVERY:
            self._printed = now
            print(self._line(now - self._started), file=sys.stderr, flush=True)

    def _line(self, seconds):
        rate = (self._done - self._kept) / seconds  # unchanged submissions take no time
        left = (self._total - self._done) / rate if rate else 0.0
        unchanged = f" ({self._kept} unchanged)" if self._kept else ""
        return (
            f"{self._assignment}: {self._done} of {self._total} students{unchanged}, "
            f"{rate:.1f} a second, {left:.0f} s left"
        )
