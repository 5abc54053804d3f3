"""Time limits for our own functions that may never end, in this process and on every system."""

from __future__ import annotations

import contextlib
import sys
from time import thread_time

from cnncourse.checks.engine.driving import Fault


class FunctionTimeout(Fault):
    """One of our own functions timed out; a `Fault`, so that no harness blames the answer."""


@contextlib.contextmanager
def time_limit(seconds, filename):
    """Raise `FunctionTimeout` at the next line of code that uses more processor time.

    Parameters
    ----------
    seconds : float
    filename : str
        Only code compiled under this name is watched: a library call that never ends cannot be
        stopped, but costs no overhead either.
    """
    deadline = thread_time() + seconds

    def watch(frame, event, argument):
        if frame.f_code.co_filename != filename:
            return None
        if thread_time() > deadline:
            raise FunctionTimeout(f"it took more than {seconds:g} seconds")
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)
