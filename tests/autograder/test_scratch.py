"""Temporary folders: those of killed runs are removed, those of live ones are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from autograder.sandbox import scratch
from autograder.sandbox.breakouts import processes
from autograder.sandbox.scratch import NEW, PREFIX, Scratch, remove_left_behind

HOLD = """
import subprocess, sys
from autograder.sandbox.scratch import Scratch
held = Scratch("test")
open(held.name + "/file", "w").close()
heir = [sys.executable, "-c", "input()"]
if sys.argv[1] == "heir":
    subprocess.Popen(heir, pass_fds=[held.alive], stdin=sys.stdin, stdout=subprocess.DEVNULL)
print(held.name, held._end.peek()[2][2].pid, flush=True)
input()
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner(place):
    """Return a function that starts an owner: the process, its folder and the remover."""
    settings = {**os.environ, "TMPDIR": str(place)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": settings}
    started = []

    def start(kind="alone"):
        started.append(subprocess.Popen([sys.executable, "-c", HOLD, kind], **pipes))
        folder, remover = started[-1].stdout.readline().split()
        return started[-1], folder, int(remover)

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def goes(path, seconds=10.0):
    until = time.monotonic() + seconds
    while os.path.exists(path) and time.monotonic() < until:
        time.sleep(0.01)
    return not os.path.exists(path)


def test_a_folder_is_removed_with_its_owner_however_it_ends(owner):
    killed, folder, _ = owner()
    other = owner()[1]
    killed.kill()
    assert goes(folder) and os.path.exists(other)
    ended, folder, _ = owner()
    ended.communicate("\n")
    assert not os.path.exists(folder)


def test_a_folder_stays_while_an_heir_lives(owner):
    """A worker briefly outlives a killed command."""
    killed, folder, _ = owner("heir")
    killed.kill()
    killed.wait()
    assert not goes(folder, 0.3)
    killed.stdin.close()  # the heir's, too
    assert goes(folder)


def test_the_next_run_removes_folders_that_nobody_was_left_to_remove(place, owner):
    killed, folder, remover = owner()
    living = owner()[1]
    os.kill(remover, signal.SIGKILL)
    killed.kill()
    killed.communicate()
    (place / f"{PREFIX}link").symlink_to(place)
    (place / f"{NEW}test").mkdir()  # another process may be about to lock it
    (place / "other").mkdir()
    assert os.path.exists(folder)
    mine = Scratch("test")
    kept = {os.path.basename(living), os.path.basename(mine.name), "other"}
    assert {path.name for path in place.iterdir()} == kept | {f"{PREFIX}link", f"{NEW}test"}
    mine.cleanup()
    mine.cleanup()  # a second time does nothing
    assert not os.path.exists(mine.name) and os.path.exists(living)


def test_an_old_folder_without_its_final_name_is_removed(place, monkeypatch):
    (place / f"{NEW}test").mkdir()
    remove_left_behind(place)
    assert list(place.iterdir())
    monkeypatch.setattr(scratch, "FRESH", -1.0)
    remove_left_behind(place)
    assert not list(place.iterdir())


def test_a_fork_that_ends_leaves_its_parents_folder(place):
    held = Scratch("test")
    child = os.fork()
    if child == 0:
        held.cleanup()  # as Python does when it exits
        os._exit(0)
    os.waitpid(child, 0)
    assert os.path.isdir(held.name)
    held.cleanup()
    assert not os.path.exists(held.name)


def test_the_remover_leaves_nothing_behind(place):
    before = processes(), set(os.listdir("/proc/self/fd"))
    with Scratch("test") as name:
        assert os.path.isdir(name) and processes() != before[0]
    assert (processes(), set(os.listdir("/proc/self/fd"))) == before


def test_folders_of_other_users_stay(place, monkeypatch):
    theirs = place / f"{PREFIX}theirs"
    theirs.mkdir()
    real = os.geteuid()
    monkeypatch.setattr(scratch.os, "geteuid", lambda: real + 1)
    remove_left_behind(place)
    assert theirs.exists()
    monkeypatch.setattr(scratch.os, "geteuid", lambda: real)
    remove_left_behind(place)
    assert not theirs.exists()
