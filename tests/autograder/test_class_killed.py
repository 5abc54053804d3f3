"""Any process of a class run may be killed, at any instant: the same command goes on."""

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
from small_class import ASSIGNMENT, NOTEBOOK, change, grade, seen

from autograder.grading import class_run

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
HERE = Path(__file__).parent


def test_a_kill_before_and_after_every_change(small, handed, course, tmp_path):
    """Nobody is graded yet; all are, a person gave points, and somebody handed in once more."""
    for start in (handed, course):
        for student in ("ben", "cho", "dee", "gus"):  # two equal ones and a late one are left
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


class Run:
    """`python -m autograder grade` in a process of its own, and what it started."""

    def __init__(self, course, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "autograder", "grade", "--jobs", "2"]
            + ["--course", str(course.root), *options, "--allow-unsandboxed"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.family = {}

    def look(self):
        """Remember the processes that are there now; returns them by their part in the work."""
        parents = {}
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                parent = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:  # gone by now
                continue
            parents[int(entry)] = int(parent)
        generations = [[self.process.pid]]
        while generations[-1]:
            above = set(generations[-1])
            generations.append([one for one, parent in parents.items() if parent in above])
        for one in [one for generation in generations for one in generation]:
            self.family.setdefault(one, began(one))
        below = [one for generation in generations[2:] for one in generation]
        own = [self.process.pid]
        return {"parent": own, "interrupt": own, "worker": generations[1], "sandbox": below}

    def end(self, seconds=10):
        """Wait until every process that was seen has ended; returns those that have not."""
        self.said = self.process.communicate(timeout=60)[1]
        until = time.monotonic() + seconds
        while left := [one for one, when in self.family.items() if when and began(one) == when]:
            if time.monotonic() > until:
                return left
            time.sleep(0.02)
        return []


def began(process):
    """When a process began, on the kernel's clock; None if it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def test_kills_and_interrupts_at_random_instants(small, handed, cli):
    """The parent, a worker, a part of a sandbox, and Ctrl-C: twice each, in any order."""
    rng = random.Random(3)
    running, kills = Run(handed), ["parent", "worker", "sandbox", "interrupt"] * 2
    rng.shuffle(kills)
    while kills:
        time.sleep(rng.uniform(0.0, 0.7))
        victims = running.look()[kills[-1]]
        if running.process.poll() is not None:  # it was done before: have it do everything again
            assert running.end() == []
            running = Run(handed, "--force")
        elif victims:
            kind = kills.pop()
            with contextlib.suppress(ProcessLookupError):  # it ended a moment ago
                number = signal.SIGINT if kind == "interrupt" else signal.SIGKILL
                os.kill(rng.choice(victims), number)
            if kind in ("parent", "interrupt"):
                assert running.end() == []
                running = Run(handed)
    assert running.end() == []
    cli("autograder", "grade", "--course", handed.root, cwd=handed.root)
    assert seen(handed) == seen(small.graded)


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
def test_without_a_sandbox_an_endless_answer_ends_with_the_grader_too():
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
    """`step` stands for anything of ours that may fail between two students."""
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
