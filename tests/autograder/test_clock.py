"""Whose fault a timeout is, the submission's or the machine's; all clocks here are simulated."""

from __future__ import annotations

import pytest

from autograder.sandbox.clock import EVERY, PATIENCE, QUICK, Clock
from autograder.sandbox.errors import MachineBusy, Postponed, SandboxTimeout, TotalTimeout
from autograder.sandbox.limits import Limits

LIMITS = Limits(cell=8.0, call=5.0, altogether=60.0, first=10.0, wall=120.0)


class Machine:
    """A machine on which a submission computes, sleeps and waits as specified.

    Parameters
    ----------
    computes, waits : float
        Seconds of processor time, and of waiting for a processor, per second that passes.
    knows : bool
        Whether the kernel reports waiting.
    """

    def __init__(self, computes=0.0, waits=0.0, *, knows=True):
        self.computes, self.waits, self.knows = computes, waits, knows
        self.now = self.processor = self.waited = self.delayed = 0.0
        self.measured = 0

    def passes(self, seconds):
        self.now += seconds
        self.processor += seconds * self.computes
        self.waited += seconds * self.waits

    def times(self):
        self.measured += 1
        return self.processor, self.waited if self.knows else None

    def clock(self, **more):
        return Clock(LIMITS, now=lambda: self.now, delay=lambda: self.delayed, **more)


def wait_forever(machine, clock, seconds=5.0):
    """Wait for a reply that never comes; return the error, and when it was raised."""
    wait, started = clock.wait(machine, seconds, "the calls to f"), machine.now
    with pytest.raises((SandboxTimeout, Postponed, MachineBusy)) as caught:
        while True:
            machine.passes(wait.pause())
    return caught.value, machine.now - started


BUSY = {"computes": 0.125, "waits": 0.875}  # eight processes share the processor


@pytest.mark.parametrize(
    ("machine", "after"),
    [
        (Machine(computes=1.0), 5.0),
        (Machine(computes=4.0), 1.25),  # several processes of one submission
        (Machine(), 5.0),  # it sleeps
        (Machine(computes=0.25), 5.0),
        (Machine(computes=0.5, waits=0.5), 10.0),
        (Machine(**BUSY), 40.0),
        (Machine(waits=0.5), 10.0),  # it sleeps, and sometimes waits for a processor
        (Machine(knows=False), 5.0 * PATIENCE),
        (Machine(computes=1.0, knows=False), 5.0),
    ],
)
def test_a_call_ends_when_its_own_time_is_up(machine, after):
    error, when = wait_forever(machine, machine.clock())
    assert type(error) is SandboxTimeout
    assert str(error) == "the calls to f did not finish within 5 seconds"
    assert after <= when <= 1.1 * after + EVERY


def test_a_right_answer_gets_its_time_on_a_busy_machine():
    machine = Machine(**BUSY)
    wait = machine.clock().wait(machine, 5.0, "the calls to f")
    while machine.processor < 1.0:  # eight seconds of wall-clock time
        machine.passes(wait.pause())
    assert machine.now > 7.0


def test_a_machine_without_a_free_processor_gives_no_verdict():
    machine = Machine(computes=0.01, waits=0.99)
    error, when = wait_forever(machine, machine.clock())
    assert type(error) is MachineBusy and 120 <= when < 121
    assert str(error) == "the machine was too busy: 1 s of work took 120 s"


def test_a_referee_without_a_processor_costs_the_submission_nothing():
    machine = Machine()
    clock = machine.clock()
    machine.passes(50.0)
    machine.delayed += 49.0
    assert clock.measure(machine, "its cells") == pytest.approx(1.0)


def test_the_total_time_is_limited_and_the_longest_part_is_named():
    machine = Machine(computes=1.0)
    clock = machine.clock()
    machine.passes(52.0)
    clock.measure(machine, "its cells")
    machine.passes(7.0)
    clock.measure(machine, "the calls to f")
    error, when = wait_forever(machine, clock)
    assert type(error) is TotalTimeout and 1.0 <= when <= 1.0 + EVERY
    assert str(error) == "the submission took more than 60 seconds, most of them for its cells"


def test_a_new_process_starts_at_zero_but_the_time_of_the_old_one_stays():
    """The submission replaces one process after another, each before its time is up."""
    machine, processes = Machine(computes=1.0), 0
    clock = machine.clock()
    with pytest.raises(TotalTimeout):
        while True:
            fresh = Machine(computes=1.0)
            wait = clock.wait(fresh, 5.0, "the calls to f")
            for _ in range(19):
                pause = wait.pause()
                fresh.passes(pause), machine.passes(pause)
            processes += 1
    assert 60.0 <= clock.spent < 61.0 and machine.now < 62.0 and processes > 10


def test_quick_replies_are_not_measured_but_their_time_counts():
    machine = Machine(computes=1.0)
    clock = machine.clock()
    for _ in range(30):
        wait = clock.wait(machine, 5.0, "the calls to f")
        assert wait.pause() == pytest.approx(QUICK)
        machine.passes(0.9 * QUICK)  # now the reply arrives
    assert machine.measured == 0
    clock.require_time(machine, "the calls to f")
    assert machine.measured == 1 and clock.spent == pytest.approx(30 * 0.9 * QUICK)


def test_a_trickling_reply_is_measured_too():
    machine = Machine(computes=1.0)
    wait = machine.clock().wait(machine, 5.0, "the calls to f")
    with pytest.raises(SandboxTimeout):
        while True:
            wait.pause()
            machine.passes(0.001)  # a byte arrived
    assert machine.now == pytest.approx(5.0, abs=0.1)


def test_in_a_hurry_a_slow_submission_is_postponed():
    machine = Machine(computes=0.5, waits=0.5)
    error, when = wait_forever(machine, machine.clock(hurry=True), 30.0)
    assert type(error) is Postponed and 10.0 <= when < 10.0 + EVERY


def test_a_hurry_does_not_change_the_submissions_own_timeout():
    for hurry in (False, True):
        machine = Machine(computes=1.0)
        error, when = wait_forever(machine, machine.clock(hurry=hurry))
        assert type(error) is SandboxTimeout and when < 6.0


def test_the_courses_own_work_costs_no_time():
    machine = Machine(computes=1.0)
    clock = machine.clock()
    with clock.stopped():
        machine.now += 300.0  # a zygote starts before the submission exists
    machine.passes(1.0)
    assert clock.measure(machine, "its cells") == pytest.approx(1.0)


def test_an_ended_process_uses_time_like_a_sleeping_one():
    class Ended(Machine):
        def times(self):
            raise ProcessLookupError

    machine = Ended()
    clock = machine.clock()
    machine.passes(2.0)
    assert clock.measure(machine, "its cells") == 2.0


@pytest.mark.parametrize(
    ("machine", "busy"),
    [
        (Machine(), False),
        (Machine(waits=0.95), True),
        (Machine(computes=2.0, waits=0.95), False),  # it waits for its own processes
        (Machine(knows=False), False),
    ],
)
def test_a_sleeping_cell_is_distinguished_from_one_without_a_processor(machine, busy):
    clock = machine.clock()
    machine.passes(8.0)
    if busy:
        with pytest.raises(MachineBusy, match="a cell was stopped, after 8 s of waiting"):
            clock.require_quiet(machine, "its cells")
    else:
        clock.require_quiet(machine, "its cells")
