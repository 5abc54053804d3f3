"""Whatever is killed, and whenever, no process stays; and the doctor says what is wrong."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from isolated import needs_sandbox
from verdicts import QUICK

from autograder.sandbox import bubblewrap, bubblewrap_command, doctor, isolation, visible
from autograder.sandbox.breakouts import processes
from autograder.sandbox.errors import (
    IsolationUnavailable,
    KilledFromOutside,
    SandboxDied,
    SandboxError,
)
from autograder.sandbox.process import Sandbox

GRADER = """
import time
from autograder.sandbox.attempt import BEFORE
from autograder.sandbox.breakout_attempts import LEAVE
from autograder.sandbox.breakouts import processes
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
with Sandbox(Limits(cell=60.0)) as sandbox:
    sandbox.run([BEFORE + LEAVE])
    time.sleep(1)  # until its daemons have started
    print(*processes(), flush=True)
    sandbox.run(["import time; time.sleep(60)"])
"""


def alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(numbers, seconds=10):
    until = time.monotonic() + seconds
    while any(map(alive, numbers)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(alive, numbers))


@needs_sandbox
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_grader_is_killed_everything_ends(number):
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        numbers = [int(word) for word in grader.stdout.readline().split()]
        numbers = [number for number in numbers if alive(number)]
        assert len(numbers) > 6
        grader.send_signal(number)
        grader.wait(timeout=20)
        assert gone(numbers)
    finally:
        grader.kill()
        grader.stdout.close()
        grader.wait()


@needs_sandbox
@pytest.mark.parametrize(
    ("victim", "error"),
    [
        pytest.param(0, None, id="the remover of the folder"),
        pytest.param(1, None, id="bubblewrap outside"),
        pytest.param(2, SandboxDied, id="bubblewrap inside"),
        pytest.param(3, None, id="launcher"),
        pytest.param(4, SandboxDied, id="zygote"),
        pytest.param(5, KilledFromOutside, id="submission"),
    ],
)
def test_any_process_of_the_sandbox_may_be_killed(victim, error):
    key = (), ["re"]
    before = processes()
    with Sandbox(QUICK) as sandbox:
        sandbox.run(["import os\nif os.fork() == 0:\n    import time; time.sleep(60)"], *key)
        new = sorted(processes() - before)
        os.kill(new[victim], signal.SIGKILL)
        assert gone([new[victim]])
        if error is not None:  # the submission survives the others
            with pytest.raises(error):
                sandbox.look("f")
    with Sandbox(QUICK) as sandbox:
        assert sandbox.run(["print('graded')"], *key)[0][0]["text"] == "graded\n"
        new += processes() - before
    bubblewrap.close_zygotes()
    assert gone(new)


@needs_sandbox
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # from Python 3.12
def test_a_forked_grader_has_its_own_zygote():
    with Sandbox(QUICK) as sandbox:
        sandbox.run([])
    ours = bubblewrap.zygote(())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            theirs = bubblewrap.zygote(())
            os.write(write, b"another" if theirs is not ours else b"the same")
            bubblewrap.close_zygotes()
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    assert os.read(read, 20) == b"another"
    os.close(read)
    with Sandbox(QUICK) as sandbox:
        assert sandbox.run(["print('alive')"])[0][0]["text"] == "alive\n"
    assert bubblewrap.zygote(()) is ours


def test_stopping_ends_running_submissions(monkeypatch):
    import threading

    from autograder.sandbox import process as module

    monkeypatch.setattr(module, "_stopping", threading.Event())
    with Sandbox(QUICK) as sandbox:
        sandbox.run([])
        started = time.monotonic()
        threading.Timer(0.2, module.stop_all).start()
        with pytest.raises(SandboxError):
            sandbox.run(["import time; time.sleep(0.9)"] * 15)
        assert time.monotonic() < started + 8
        with pytest.raises(SandboxError, match="stopped"), Sandbox(QUICK) as late:
            late.run([])


def test_the_doctor_names_what_is_missing_and_the_command(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    isolation.current.cache_clear()
    monkeypatch.setattr(isolation, "_systems", lambda: ["mint", "ubuntu"])
    monkeypatch.setattr(isolation.os, "geteuid", lambda: 1000)
    try:
        assert doctor.examine() == 1
        said = capsys.readouterr().out
    finally:
        isolation.current.cache_clear()
    if sys.platform == "linux":
        assert "the program bwrap is not installed" in said
        assert "sudo apt-get install bubblewrap" in said


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ({"kernel/apparmor_restrict_unprivileged_userns": "1"}, "apparmor_parser -r"),
        ({"kernel/unprivileged_userns_clone": "0"}, "sysctl -w kernel.unprivileged_userns_clone=1"),
        ({"user/max_user_namespaces": "0"}, "sysctl -w user.max_user_namespaces=10000"),
        ({}, None),
    ],
)
def test_the_suggested_command_depends_on_the_obstacle(monkeypatch, settings, command):
    monkeypatch.setattr(isolation.shutil, "which", lambda name: "/usr/bin/bwrap")
    monkeypatch.setattr(isolation, "_setting", settings.get)
    found = isolation.repair()
    assert found is None if command is None else command in found


def test_the_command_for_apparmor_writes_the_profile(monkeypatch, tmp_path):
    """The command runs on a copy of the folder; loading the profile would need AppArmor."""
    monkeypatch.setattr(isolation.shutil, "which", lambda name: "/usr/bin/bwrap")
    monkeypatch.setattr(isolation, "_setting", lambda name: "1")
    monkeypatch.setattr(isolation.os, "geteuid", lambda: 0)
    command = isolation.repair().replace("/etc/apparmor.d", str(tmp_path))
    subprocess.run(command.replace("apparmor_parser -r", "cat"), shell=True, check=True)
    lines = (tmp_path / "bwrap").read_text().splitlines()
    assert "profile bwrap /usr/bin/bwrap flags=(unconfined) {" in lines and "  userns," in lines


@needs_sandbox
def test_a_bwrap_that_fails_is_reported_in_its_own_words(monkeypatch, capsys, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create namespace' >&2\nexit 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(bubblewrap_command.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(isolation, "_setting", lambda name: None)
    isolation.current.cache_clear()
    try:
        assert doctor.examine() == 1
    finally:
        isolation.current.cache_clear()
    said = capsys.readouterr().out
    assert "No permissions to create namespace" in said and "No single command" in said
    with pytest.raises(IsolationUnavailable, match="No permissions to create namespace"):
        bubblewrap.Zygote((), ())


@needs_sandbox
def test_the_doctor_says_when_an_attempt_gets_out(monkeypatch, capsys):
    open_door = doctor.ATTEMPTS[0].__class__("walk out", "print('outside')")
    monkeypatch.setattr(doctor, "ATTEMPTS", [open_door])
    assert doctor.examine() == 1
    assert re.search("walk out +OPEN: outside", capsys.readouterr().out)


def test_the_reduced_course_contains_helpers_and_nothing_else(tmp_path):
    visible.lay_out(tmp_path, ["cnncourse.layers.conv.loops", "cnncourse.checks", "torch"])
    names = {
        str(path.relative_to(tmp_path / "course")) for path in tmp_path.rglob("course/**/*.py")
    }
    assert {"cnncourse/layers/conv/loops.py", "cnncourse/layers/shapes.py"} <= names
    assert "cnncourse/layers/conv/columns.py" not in names
    assert (tmp_path / "course/cnncourse/layers/__init__.py").read_text() == ""
    checks = tmp_path / "course" / "cnncourse" / "checks"
    assert [path.name for path in checks.iterdir()] == ["__init__.py"]
    assert not list((tmp_path / "empty").iterdir())


def test_torch_is_available_to_assignments_that_provide_it():
    pytest.importorskip("torch")
    assert "torch" in visible.libraries(["torch"]) and "torch" not in visible.libraries([])
