"""Temporary folders: those of a killed run are removed, those of a living one are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from autograder.grading import scratch
from autograder.grading.scratch import PREFIX, Scratch, remove_left_behind

HOLD = """
from autograder.grading.scratch import Scratch
held = Scratch()
open(held.name + "/file", "w").close()
print(held.name, flush=True)
input()
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_owner_left_is_removed_and_no_other(place, monkeypatch):
    settings = {**os.environ, "TMPDIR": str(place)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": settings}
    owners = [subprocess.Popen([sys.executable, "-c", HOLD], **pipes) for _ in range(2)]
    killed, living = (owner.stdout.readline().strip() for owner in owners)
    (place / f"{PREFIX}link").symlink_to(place)
    (place / "other").mkdir()
    owners[0].send_signal(signal.SIGKILL)
    owners[0].communicate()
    remove_left_behind(place)
    assert os.path.exists(killed)  # it is too fresh
    monkeypatch.setattr(scratch, "FRESH", -1.0)
    mine = Scratch()
    assert not os.path.exists(killed)
    remove_left_behind(place)
    left = {path.name for path in place.iterdir()}
    assert left == {os.path.basename(n) for n in (living, mine.name)} | {f"{PREFIX}link", "other"}
    mine.cleanup()
    assert not os.path.exists(mine.name)
    mine.cleanup()  # a second time is no harm
    owners[1].communicate("\n")
    assert not os.path.exists(living)


def test_what_is_somebody_elses_stays(place, monkeypatch):
    theirs = place / f"{PREFIX}theirs"
    theirs.mkdir()
    monkeypatch.setattr(scratch, "FRESH", -1.0)
    real = os.geteuid()
    monkeypatch.setattr(scratch.os, "geteuid", lambda: real + 1)
    remove_left_behind(place)
    assert theirs.exists()
    monkeypatch.setattr(scratch.os, "geteuid", lambda: real)
    remove_left_behind(place)
    assert not theirs.exists()
