"""The sandbox's tests again, as an ordinary user: root and users get different isolation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox.scratch import Scratch

ROOT = Path(__file__).resolve().parents[2]
USER = 12345  # any unused number


def as_user(home, *arguments):
    """Run this Python, or the system's Python of the same version, as an ordinary user."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root, with setpriv, can run tests as another user")
    os.chown(home, USER, USER)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")])
    settings = {"PATH": "/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(home)}
    settings |= {"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
    identity = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    for python in (sys.executable, f"/usr/bin/{version}"):
        command = [*identity, python, *arguments]
        reachable = [*identity, "sh", "-c", 'test -x "$0"', os.path.realpath(python)]
        if subprocess.run(reachable, env=settings).returncode == 0:
            return subprocess.run(
                command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=900
            )
    pytest.skip(f"an ordinary user can run neither {sys.executable} nor {version}")


@pytest.fixture
def home(monkeypatch):
    """A folder that an ordinary user can reach; pytest's own are for root only."""
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    with Scratch("user") as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_the_sandbox_holds_for_an_ordinary_user(home):
    options = [
        "-k",
        "not no_sandbox",
        "-p",
        "no:cacheprovider",
        "-W",
        "default",
        "--basetemp",
        str(home / "tests"),
    ]
    files = (f"tests/autograder/test_{name}.py" for name in ("sandbox", "how_it_ended"))
    done = as_user(home, "-m", "pytest", *options, *files)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout and "failed" not in done.stdout


def test_the_doctor_says_so_too(home):
    done = as_user(home, "-m", "autograder", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "started by an ordinary user" in done.stdout and "OPEN" not in done.stdout
