"""When a cell is stopped: after too much processor time, or because it sleeps."""

from __future__ import annotations

import pytest
from verdicts import points, scores

from autograder.inside import cell_runner
from autograder.sandbox.clock import Clock
from autograder.sandbox.errors import MachineBusy
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox

WORK = "from time import process_time\nuntil = process_time() + {}\nwhile process_time() < until: "
PATIENT = Limits(cell=0.5, notebook=20.0)


def ran(source, limits=PATIENT):
    """Run a cell; return the text of the error that ended it, or None."""
    with Sandbox(limits) as sandbox:
        ((*_, last),) = sandbox.run([source + "\nprint('done')"])
    return last.get("evalue")


def test_a_cell_may_use_its_processor_time_however_long_that_takes():
    assert ran(WORK.format(0.3) + "pass", Limits()) is None
    told = ran(WORK.format(5.0) + "pass")
    assert told in (
        "the cell ran for more than 0.5 seconds",
        "the cell took more than 2 seconds of wall-clock time",  # if others use the processor
    )


def test_a_cell_that_sleeps_is_stopped_by_wall_clock_time():
    told = ran("import time\ntime.sleep(60)")
    assert told == "the cell took more than 0.5 seconds of wall-clock time"


def test_a_cell_that_sleeps_now_and_then_is_stopped_too():
    told = ran("import time\nwhile True:\n    sum(range(400_000))\n    time.sleep(0.04)")
    assert told.startswith("the cell")


@pytest.fixture
def lost(monkeypatch):
    """Return a function that sets how many seconds were lost to others."""

    def set_to(seconds):
        def measure(clock, process, part):
            clock.lost = seconds
            return 0.0

        monkeypatch.setattr(Clock, "measure", measure)

    return set_to


SLEEPS = "import time\ntime.sleep(60)"


def test_a_cell_that_was_stopped_on_a_busy_machine_gives_no_verdict(graded, lost):
    lost(0.4)
    with pytest.raises(MachineBusy, match="the machine was too busy: a cell was stopped"):
        graded(PATIENT, extra=SLEEPS)
    assert points(graded(PATIENT)) == {"output_size": 2, "pad2d": 3}  # nothing was stopped


def test_a_cell_that_was_stopped_on_a_quiet_machine_costs_only_itself(graded, lost):
    lost(0.0)
    notebook = graded(PATIENT, extra=SLEEPS)
    assert points(notebook) == {"output_size": 2, "pad2d": 3}
    assert cell_runner.WALL_CLOCK in str(notebook.cells[3].outputs)


def test_the_message_says_which_limit_was_reached(graded):
    limits = Limits(start=2.0, cell=60.0, notebook=0.5)
    notebook = graded(limits, extra="while True: pass")
    reviews = {score["review"] for score in scores(notebook).values()}
    assert reviews == {"the notebook did not run: its cells did not finish within 2.5 seconds"}
