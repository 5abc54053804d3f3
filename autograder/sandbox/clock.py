"""The time of one submission, over all its processes, and the decision whose fault a time-out is.

What counts is the processor time that the kernel measures, or the time that passes by the wall's
clock less the time in which the submission, or the referee, was ready to run and had to wait for a
processor: whichever is more. So a function that sleeps uses up its time, and a busy machine does
not. Behind that stands the wall's clock alone. Where it runs out first, the machine was too busy to
tell anything about the submission.
"""

from __future__ import annotations

import time
from contextlib import contextmanager

from autograder.sandbox.errors import MachineBusy, Postponed, SandboxTimeout, TotalTimeout

QUICK = 0.05  # seconds in which most replies arrive: until then nothing is measured
EVERY = 0.25  # seconds between two measurements
LEAST = 0.02  # seconds between two measurements when the time is nearly up
PATIENCE = 2.0  # seconds by the wall's clock that count as one where no kernel tells who waited
BUSY = "the machine was too busy"


class Clock:
    """Measures what a submission uses of its time, and ends it when that is up.

    Parameters
    ----------
    limits : Limits
    hurry : bool
        Give up after `limits.first` seconds by the wall's clock: others are waiting.
    now : callable
        The wall's clock.
    delay : callable
        Seconds that the referee's own thread has waited for a processor so far.

    Attributes
    ----------
    spent : float
        Seconds that count, so far.
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

    def need_time(self, process, part):
        """Raise an error unless some of the time is left; it is measured only now and then."""
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
            If the wall's clock ran out before that.
        """
        processor, waited = self._since(process)
        now, delayed = self._now(), self._delay()
        passed, self._measured = now - self._measured, now
        delay, self._delayed = delayed - self._delayed, delayed
        if waited is None:
            counted = max(processor, passed / PATIENCE)
        else:
            # A process that waits for its own siblings had the processor that they had.
            lost = max(0.0, min(passed - processor, waited + delay))
            counted = max(processor, passed - lost)
            self.lost += lost
        self.spent += counted
        self.by_part[part] = self.by_part.get(part, 0.0) + counted
        if self.spent >= self._limits.altogether:
            raise TotalTimeout(self._told())
        if self._hurry and now - self._started >= self._limits.first:
            raise Postponed(f"it takes more than {self._limits.first:g} seconds")
        if now - self._started >= self._limits.wall:
            most = self._limits.wall
            raise MachineBusy(f"{BUSY}: {self.spent:.0f} seconds of work took {most:g}")
        return counted

    def need_quiet(self, process, part):
        """Raise MachineBusy if a cell that the wall's clock stopped may have had no processor."""
        self.measure(process, part)
        if self.lost >= self._limits.cell / 2:
            raise MachineBusy(f"{BUSY}: a cell was stopped, {self.lost:.0f} seconds were waiting")

    def _since(self, process):
        """Read the processor time and the waiting since the last measurement."""
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
        return used, max(0.0, lost)  # less where a thread has ended since

    def _told(self):
        longest = max(self.by_part, key=self.by_part.get)
        most = self._limits.altogether  # no number of the submission's: it could mean something
        return f"all of it took more than {most:g} seconds, most of them for {longest}"

    @contextmanager
    def stopped(self):
        """Count nothing of what happens meanwhile: the course's own work."""
        begun, delayed = self._now(), self._delay()
        try:
            yield
        finally:
            passed = self._now() - begun
            self._started += passed
            self._measured += passed
            self._delayed += self._delay() - delayed

    def wait(self, process, seconds, part):
        """Begin to wait for a reply; see `Wait`."""
        return Wait(self, self._now, process, seconds, part)


class Wait:
    """The wait for one reply, which may take some of a submission's time.

    Parameters
    ----------
    clock : Clock
    now : callable
    process : StudentProcess
    seconds : float
        How many may be counted.
    part : str
        What the time is spent on.
    """

    def __init__(self, clock, now, process, seconds, part):
        self._clock, self._now, self._process = clock, now, process
        self._seconds, self._part = seconds, part
        self._next, self._spent = now() + min(QUICK, seconds), None

    def pause(self):
        """Say how many seconds may pass before this has to be asked again.

        Raises
        ------
        SandboxTimeout
            If the time for this reply is up, or that of the submission.
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
            told = f"{self._part} did not finish in time, {self._seconds:g} seconds"
            raise SandboxTimeout(told)
        pause = max(LEAST, min(EVERY, left))
        self._next = self._now() + pause
        return pause


def _delay():
    """Read how long this thread has waited for a processor; 0 where no kernel tells."""
    try:
        with open("/proc/thread-self/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, LookupError, ValueError):
        return 0.0
