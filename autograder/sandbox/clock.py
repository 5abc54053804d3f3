"""Measure a submission's time over all its processes, and decide whose fault a timeout is.

Two times are compared, and the larger one counts: the processor time that the kernel measures, and
the wall-clock time minus the time for which the submission, or the referee, was ready to run but
had to wait for a processor. So a function that sleeps uses up its time, while a busy machine costs
none. A generous limit on plain wall-clock time comes on top. If that runs out first, the machine
was too busy to tell anything about the submission.
"""

from __future__ import annotations

import time
from contextlib import contextmanager

from autograder.sandbox.errors import MachineBusy, Postponed, SandboxTimeout, TotalTimeout

QUICK = 0.05  # seconds within which most replies arrive; nothing is measured before
EVERY = 0.25  # seconds between measurements
LEAST = 0.02  # seconds between measurements when the time is nearly up
PATIENCE = 2.0  # wall-clock seconds that count as one if the kernel does not report waiting
BUSY = "the machine was too busy"


class Clock:
    """Measures how much of its time a submission has used, and raises an error when it is up.

    Parameters
    ----------
    limits : Limits
    hurry : bool
        Give up after `limits.first` seconds of wall-clock time, because others are waiting.
    now : callable
        Returns the wall-clock time.
    delay : callable
        Returns for how many seconds the referee's own thread has waited for a processor so far.

    Attributes
    ----------
    spent : float
        Seconds counted so far.
    by_part : dict of str to float
        The same, by what they were spent on.
    lost : float
        Seconds that do not count, because no processor was free.
    """

    def __init__(self, limits, *, hurry=False, now=time.monotonic, delay=None):
        self._limits, self._hurry, self._now = limits, hurry, now
        self._delay = delay or _delay
        self._started = self._measured = now()
        self._delayed = self._delay()
        self._process, self._processor, self._waited = None, 0.0, 0.0
        self.spent, self.by_part, self.lost = 0.0, {}, 0.0

    def require_time(self, process, part):
        """Raise an error unless some of the time is left; this measures only now and then."""
        if self._now() - self._measured >= min(EVERY, self._limits.altogether - self.spent):
            self.measure(process, part)

    def measure(self, process, part):
        """Count the time since the last measurement.

        Parameters
        ----------
        process : StudentProcess
        part : str
            What it was spent on, such as "its cells".

        Returns
        -------
        float
            Seconds that count.

        Raises
        ------
        TotalTimeout
            If the submission has used up its time.
        Postponed, MachineBusy
            If the wall-clock time ran out before that.
        """
        processor, waited = self._since(process)
        now, delayed = self._now(), self._delay()
        passed, self._measured = now - self._measured, now
        delay, self._delayed = delayed - self._delayed, delayed
        if waited is None:
            counted = max(processor, passed / PATIENCE)
        else:
            # If a process waits for its own siblings, they are using its processor time.
            lost = max(0.0, min(passed - processor, waited + delay))
            counted = max(processor, passed - lost)
            self.lost += lost
        self.spent += counted
        self.by_part[part] = self.by_part.get(part, 0.0) + counted
        if self.spent >= self._limits.altogether:
            raise TotalTimeout(self._told())
        if self._hurry and now - self._started >= self._limits.first:
            raise Postponed(f"it took more than {self._limits.first:g} seconds")
        if now - self._started >= self._limits.wall:
            most = self._limits.wall
            raise MachineBusy(f"{BUSY}: {self.spent:.0f} s of work took {most:g} s")
        return counted

    def require_quiet(self, process, part):
        """Raise MachineBusy if a cell stopped by wall-clock time may have had no processor."""
        self.measure(process, part)
        if self.lost >= self._limits.cell / 2:
            raise MachineBusy(f"{BUSY}: a cell was stopped, after {self.lost:.0f} s of waiting")

    def _since(self, process):
        """Read the processor time and the waiting time since the last measurement."""
        if process is not self._process:
            self._process, self._processor, self._waited = process, 0.0, 0.0
        try:
            processor, waited = process.times()
        except OSError:  # it has ended
            return 0.0, 0.0
        used, self._processor = processor - self._processor, processor
        if waited is None:
            return used, None
        lost, self._waited = waited - self._waited, waited
        return used, max(0.0, lost)  # negative if a thread has ended since

    def _told(self):
        longest = max(self.by_part, key=self.by_part.get)
        most = self._limits.altogether  # not the measured time, which could carry a message
        return f"the submission took more than {most:g} seconds, most of them for {longest}"

    @contextmanager
    def stopped(self):
        """Stop counting during the course's own work."""
        begun, delayed = self._now(), self._delay()
        try:
            yield
        finally:
            passed = self._now() - begun
            self._started += passed
            self._measured += passed
            self._delayed += self._delay() - delayed

    def wait(self, process, seconds, part):
        """Start waiting for a reply; see `Wait`."""
        return Wait(self, self._now, process, seconds, part)


class Wait:
    """The wait for one reply, which uses some of the submission's time.

    Parameters
    ----------
    clock : Clock
    now : callable
    process : StudentProcess
    seconds : float
        Most seconds that may be counted.
    part : str
        What the time is spent on.
    """

    def __init__(self, clock, now, process, seconds, part):
        self._clock, self._now, self._process = clock, now, process
        self._seconds, self._part = seconds, part
        self._next, self._spent = now() + min(QUICK, seconds), None

    def pause(self):
        """Return how many seconds may pass before the next call of this method.

        Raises
        ------
        SandboxTimeout
            If the time for this reply, or for the whole submission, is up.
        Postponed, MachineBusy
            See `Clock.measure`.
        """
        if (left := self._next - self._now()) > 0:
            return left
        counted = self._clock.measure(self._process, self._part)
        # The first measurement also counts what came before this wait.
        self._spent = min(counted, QUICK) if self._spent is None else self._spent + counted
        left = self._seconds - self._spent
        if left <= 0:
            told = f"{self._part} did not finish within {self._seconds:g} seconds"
            raise SandboxTimeout(told)
        pause = max(LEAST, min(EVERY, left))
        self._next = self._now() + pause
        return pause


def _delay():
    """Read how long this thread has waited for a processor; 0 if the kernel does not report it."""
    try:
        with open("/proc/thread-self/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, LookupError, ValueError):
        return 0.0
