"""Ctrl-C in the middle and at the end, who is not graded yet, and command-line options."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, hand_in

from autograder.authoring.sample import CLASS
from autograder.grading.progress import Progress

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
AT_THE_END = """
import atexit, os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
sys.argv = ["autograder", "report", "--course", sys.argv[1]]
runpy.run_module("autograder", run_name="__main__")
"""


def test_ctrl_c_says_how_many_are_done(course, command, monkeypatch):
    seen, real = [], Progress.step

    def step(self, kept):
        seen.append(kept)
        if len(seen) == 3:
            raise KeyboardInterrupt
        real(self, kept)

    monkeypatch.setattr(Progress, "step", step)
    said = command("grade", "--course", course.root)
    assert said.code == 130 and said.err == (
        f"stopped ({ASSIGNMENT}: 3 of 7 students are done); finished work is kept, "
        "run the same command to resume\n"
    )


def test_a_forced_run_resumes_without_force(course, command, monkeypatch):
    def step(self, kept):
        raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "step", step)
    said = command("grade", "--force", "--course", course.root)
    assert said.code == 130 and "run the same command without --force to resume" in said.err


def test_ctrl_c_after_the_table_prints_no_traceback(course):
    place = [sys.executable, "-W", "ignore", "-c", AT_THE_END, str(course.root)]
    done = subprocess.run(place, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (130, "")
    assert "7 graded" in done.stdout


def test_report_names_those_who_are_not_graded_yet(course, command):
    assert command("report", "--course", course.root).err == ""
    hand_in(course, "hal", {})
    said = command("report", "--course", course.root)
    assert said.code == 0
    assert said.err == f"{ASSIGNMENT}: 1 submitted but not graded yet: hal\n"


def test_json_holds_only_the_requested_students(course, command):
    said = command("grade", "--course", course.root, "--students", "ben", "cho", "--json", "-")
    assert [row["student"] for row in json.loads(said.out)[ASSIGNMENT]] == ["ben", "cho"]


def test_suggested_commands_name_the_course_folder(handed, command):
    said = command("report", "--course", handed.root)
    assert f"run `python -m autograder grade --course {handed.root}`" in said.err
    odd = handed.root / "a b"
    said = command("grade", "--course", odd)
    assert f"run `python -m autograder release --course '{odd}'` first" in said.err


def test_the_sample_class_is_not_mixed_with_others(handed, command):
    said = command("sample", "--course", handed.root)
    folder = handed.folder("submitted", ASSIGNMENT, "ann")
    assert said.code == 2 and f"{folder} holds a submission that does not belong" in said.err
    assert not handed.folder("submitted", ASSIGNMENT, CLASS[0].name).exists()


def test_a_second_sample_class_keeps_the_first_ones_fingerprints(fresh, command):
    (fresh / "sample_class.json").write_text(
        json.dumps(
            ["of another assignment", *json.loads((fresh / "sample_class.json").read_text())]
        )
    )
    assert command("sample", "--course", fresh).code == 0
    assert "of another assignment" in json.loads((fresh / "sample_class.json").read_text())
    assert (fresh / "submitted" / "bo" / ASSIGNMENT / NOTEBOOK).is_file()
