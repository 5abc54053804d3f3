"""Any process of a class run may be killed at any moment, and the same command resumes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from isolated import KINDS, needs_sandbox
from small_class import ASSIGNMENT, NOTEBOOK, change, grade, seen

from autograder.grading import class_run
from autograder.inside.processes import fields

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
HERE = Path(__file__).parent


def test_a_kill_before_and_after_every_change(small, handed, course, tmp_path):
    """From two starts: nobody graded yet; all graded, with manual points and a new submission."""
    for start in (handed, course):
        for student in ("ben", "cho", "dee", "gus"):  # leaves two equal ones and one with a time
            shutil.rmtree(start.folder("submitted", ASSIGNMENT, student))
    change(course, "update grade set manual_score = 1, needs_manual_grade = 0")
    newer = course.folder("submitted", ASSIGNMENT, "fay") / NOTEBOOK
    shutil.copy(newer, course.folder("submitted", ASSIGNMENT, "ann"))
    place = tmp_path / "place"
    place.mkdir()
    folders = small.graded.root, place, handed.root, course.root
    driver = [sys.executable, "-W", "ignore", HERE / "die_at_step.py"]
    done = subprocess.run([*driver, *folders], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for tried, fewest in zip(json.loads(done.stdout), (40, 8), strict=True):
        assert tried["bad"] == [] and tried["ended"] == 0 and tried["steps"] > fewest


INSTANTS = int(os.environ.get("CNNCOURSE_KILLS", "8"))  # at least 40 before a release
VICTIMS = ("command", "worker", "bwrap", "zygote", "submission", "remover", "interrupt")
DEPTHS = {"worker": 1, "zygote": 5, "submission": 6}  # below the command


class Run:
    """`python -m autograder grade` in a process of its own, and what it started."""

    def __init__(self, course, temporary, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "autograder", "grade", "--jobs", "2"]
            + ["--course", str(course.root), *options, "--allow-unsandboxed"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(temporary)},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.family = {}

    def look(self):
        """Remember the processes that exist now; return them by role."""
        parents, found = {}, {}
        for entry in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):  # gone by now
                parents[int(entry)] = int(fields(entry)[1])
        generation, depth = [self.process.pid], 0
        while generation:
            for one in generation:
                self.family.setdefault(one, began(one))
                found.setdefault(_part(one, depth), []).append(one)
            above = set(generation)
            generation = [one for one, parent in parents.items() if parent in above]
            depth += 1
        return {**found, "interrupt": found["command"]}

    def end(self, seconds=10):
        """Wait until all processes seen so far have ended; return those that have not."""
        self.said = self.process.communicate(timeout=60)[1]
        until = time.monotonic() + seconds
        while left := [one for one, when in self.family.items() if when and began(one) == when]:
            if time.monotonic() > until:
                return left
            time.sleep(0.02)
        return []


def _part(process, depth):
    """Return a process's role in a run, from its name and its depth below the command."""
    if depth == 0:
        return "command"
    try:
        program = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0]
    except OSError:
        return "ended"
    by_name = {b"bwrap": "bwrap", b"sh": "remover"}.get(os.path.basename(program))
    return by_name or {depth: part for part, depth in DEPTHS.items()}.get(depth, "other")


def began(process):
    """When a process began, on the kernel's clock; None if it has ended."""
    try:
        found = fields(process)
    except OSError:
        return None
    return None if found[0] == b"Z" else int(found[19])


def test_kills_and_interrupts_at_random_instants(small, handed, tmp_path):
    """Kill any process of a run, or press Ctrl-C: nothing stays behind, and no grade changes."""
    rng, temporary = random.Random(3), tmp_path / "temporary"
    temporary.mkdir()
    kinds = VICTIMS if len(KINDS) > 1 else ("command", "worker")
    kills = [kinds[number % len(kinds)] for number in range(INSTANTS)]
    rng.shuffle(kills)
    running = Run(handed, temporary)
    while kills:
        time.sleep(rng.uniform(0.0, 0.7))
        victims = running.look().get(kills[-1])
        if running.process.poll() is not None:  # it had finished: have it do everything again
            assert running.end() == []
            running = Run(handed, temporary, "--force")
        elif victims:
            kind = kills.pop()
            with contextlib.suppress(ProcessLookupError):  # it ended a moment ago
                number = signal.SIGINT if kind == "interrupt" else signal.SIGKILL
                os.kill(rng.choice(victims), number)
            if kind in ("command", "interrupt"):
                assert running.end() == []
                running = Run(handed, temporary)
    assert running.end() == []
    last = Run(handed, temporary)
    assert last.end() == [] and last.process.returncode == 0, last.said
    assert seen(handed) == seen(small.graded)
    assert os.listdir(temporary) == []
    with handed.locked():  # nobody holds the lock
        pass


@needs_sandbox
def test_whenever_a_submission_is_killed_it_keeps_its_points(small, handed, tmp_path):
    """Kill the first process of whichever submission is running, several times in one run."""
    temporary, killed = tmp_path / "temporary", set()
    temporary.mkdir()
    running = Run(handed, temporary)
    while running.process.poll() is None and len(killed) < 4:
        time.sleep(0.01)
        for victim in running.look().get("submission", [])[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                killed.add(victim)
                time.sleep(0.4)  # three in a row would be one submission's three runs
    assert running.end() == [] and killed
    assert running.process.returncode in (0, 1)
    assert (running.process.returncode == 1) == ("killed from outside" in running.said)
    last = Run(handed, temporary)
    assert last.end() == [] and last.process.returncode == 0, last.said
    assert seen(handed) == seen(small.graded) and os.listdir(temporary) == []


ENDLESS = """
import sys
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
with Sandbox(Limits(cell=60.0), "none") as sandbox:
    sandbox.run(["1"])
    print(sandbox.process.child.pid, flush=True)
    sandbox.run(["while True: pass"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_without_a_sandbox_an_endless_answer_also_ends_with_the_grader():
    grader = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True)
    number = int(grader.stdout.readline())
    assert began(number)
    time.sleep(0.3)
    grader.kill()
    grader.communicate()
    until = time.monotonic() + 10
    while began(number) and time.monotonic() < until:
        time.sleep(0.02)
    assert not began(number)


def test_any_other_end_leaves_nothing_behind(handed, monkeypatch):
    """`step` stands in for any code of ours that may fail between two students."""
    made, start = [], class_run.Workers

    class Odd(BaseException):
        pass

    def fail(self, kept):
        raise Odd

    monkeypatch.setattr(class_run, "Workers", lambda *n: made.append(start(*n)) or made[0])
    monkeypatch.setattr(class_run.Progress, "step", fail)
    with pytest.raises(Odd):
        grade(handed, None, jobs=2)
    assert made[0]._threads and not any(thread.is_alive() for thread in made[0]._threads)
    assert not made[0]._workers and not os.path.exists(made[0]._folder.name)
