"""Hostile submissions in the sandbox: each gets its verdict, and leaves nothing behind."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from isolated import needs_sandbox
from verdicts import QUICK, points, scores

from autograder.course import METADATA
from autograder.sandbox import bubblewrap, isolation
from autograder.sandbox.breakout_attempts import ATTEMPTS
from autograder.sandbox.breakout_channels import CHANNELS
from autograder.sandbox.breakout_machine import MACHINE
from autograder.sandbox.breakouts import SECRET, bait, left_behind, processes, reached
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox

pytestmark = needs_sandbox
FULL = {"output_size": 2, "pad2d": 3}
NOTHING = {"output_size": 0, "pad2d": 0}
ROOMY = Limits(cell=4.0, notebook=20.0, call=4.0)
TIGHT = replace(QUICK, start=2.0, notebook=1.0)


def traces():
    """Collect what a submission could leave behind: processes, folders, and our descriptors."""
    folders = os.listdir(tempfile.gettempdir())
    return {*processes(), *folders, *(f"descriptor {n}" for n in os.listdir("/proc/self/fd"))}


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory):
    """Give this module its own temporary folder: other tests may run at the same time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        bubblewrap.close_zygotes()
        yield
        bubblewrap.close_zygotes()


@pytest.fixture(autouse=True)
def nothing_is_left(bundle):
    with Sandbox(QUICK) as sandbox:  # starts the zygote of these tests, which stays
        sandbox.run([], bundle.provides, bundle.preload)
    with Sandbox(QUICK) as sandbox:
        sandbox.run([])
    before, zygotes = traces(), dict(bubblewrap._zygotes)
    yield
    if bubblewrap._zygotes != zygotes:  # the test started its own
        bubblewrap.close_zygotes()
    until = time.monotonic() + 5
    while traces() - before and time.monotonic() < until:
        time.sleep(0.05)  # a helper process may still be ending
    assert not traces() - before
    assert all(zygote.process.poll() is None for zygote in bubblewrap._zygotes.values())


def errors(notebook):
    """List the errors that the extra cell ended with."""
    return [shown["ename"] for shown in notebook.cells[3].outputs if "ename" in shown]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.title)
def test_no_way_out(attempt):
    with bait() as names:
        assert reached(attempt, names) == ""


REACHABLE = (
    "read the home",
    "read the grade",
    "see other",
    "signal",
    "connect",
    "send",
    "find f",
    "hold",
    "start",
)
NOT_EVERYWHERE = (  # something else stops these in containers, or file systems have no times
    "see when others read a file",
    "get notified of what others open (fanotify)",
    "use the kernel's keys",
    "measure or instrument the machine",
    "use up namespaces",
)


@pytest.mark.parametrize(
    "attempt",
    [
        attempt
        for attempt in ATTEMPTS
        if attempt.title.startswith(REACHABLE)
        or (attempt in (*CHANNELS, *MACHINE) and attempt.title not in NOT_EVERYWHERE)
    ],
    ids=lambda attempt: attempt.title,
)
def test_an_attempt_gets_out_without_a_sandbox(attempt, monkeypatch):
    """Otherwise the test above would prove nothing."""
    monkeypatch.setattr(isolation, "current", lambda: isolation.Isolation("none"))
    with bait() as names:
        if attempt.title == "read the home folder":
            Path(names["FILE"]).with_name("mine").touch()
            names["HOME"] = os.path.dirname(names["FILE"])
        assert reached(attempt, names) != ""


def test_no_daemon_stays():
    assert left_behind() == []


GROUP = "import os\nfor n in (0, -1, 1):\n try: os.kill(n, 9)\n except OSError: pass"


@pytest.mark.parametrize(
    ("extra", "ends_with"),
    [
        pytest.param(GROUP, [], id="kill everything it can name"),
        pytest.param("import os; os.close(0); os.close(2)", [], id="standard descriptors closed"),
        pytest.param("import os; os.chdir('/'); os.rmdir('/tmp')", ["OSError"], id="folder"),
    ],
)
def test_a_cell_costs_nobody_a_point(graded, extra, ends_with):
    """The corpus has many more."""
    notebook = graded(ROOMY, extra=extra)
    assert points(notebook) == FULL
    assert errors(notebook) == ends_with


def test_a_long_loop_in_c_ends_with_its_notebook(graded):
    notebook = graded(TIGHT, extra="sum(range(10**12))")
    assert points(notebook) == NOTHING
    assert all(score["review"] for score in scores(notebook).values())


def test_a_fork_bomb_ends_with_its_notebook(graded):
    # With so many processes, either its cell or the whole notebook is stopped first. The points do
    # not matter here, but grading must end, and nothing may be left behind.
    begun = time.monotonic()
    notebook = graded(TIGHT, extra="import os\nwhile True:\n try: os.fork()\n except OSError: pass")
    assert time.monotonic() - begun < 60
    assert points(notebook).keys() == NOTHING.keys()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("open('/course/mine', 'w')", "OSError"),
        ("import socket; socket.socket()", "PermissionError"),
        ("import subprocess; subprocess.run(['sh'])", "FileNotFoundError"),
        ("import multiprocessing.shared_memory as s; return s.SharedMemory('x')", "Error"),
    ],
)
def test_a_function_costs_only_its_own_points(graded, body, told):
    notebook = graded(pad2d=f"def pad2d(x, padding):\n    {body}")
    assert points(notebook) == {"output_size": 2, "pad2d": 0}
    assert told in scores(notebook)["pad2d"]["message"]


def test_a_cell_may_wait(graded):
    """The pair of sockets that it needs was created before the filter refused new ones."""
    waits = "import asyncio\nawait asyncio.sleep(0)\nprint('woke')"
    for _ in range(2):  # no two submissions share it
        notebook = graded(extra=waits)
        assert [shown["text"] for shown in notebook.cells[3].outputs] == ["woke\n"]
    assert points(notebook) == FULL


def test_libraries_can_map_and_share_memory():
    look = """
import mmap, matplotlib.pyplot as plt
plt.plot([1, 2]); plt.show()
one = np.memmap("mine", float, "w+", shape=9); one[:] = 3; one.flush()
print(mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE)[0], np.memmap("mine", float, "r").sum())
"""
    with Sandbox(QUICK) as sandbox:
        shown = sandbox.run(["import numpy as np", look])[1]
    assert ["image/png" in output.get("data", ()) for output in shown] == [False, True], shown
    assert shown[0]["text"] == "0 27.0\n"


def test_submissions_see_nothing_of_each_other(graded):
    write = "open('solution.py', 'w').write('x'); import os; os.environ['SEEN'] = '1'; np.seen = 1"
    look = "import os; print('seen:', os.listdir('.'), os.listdir('/dev/shm'),"
    look += " 'SEEN' in os.environ, hasattr(np, 'seen'))"
    graded(extra=write)
    (shown,) = graded(extra=look).cells[3].outputs
    assert shown["text"] == "seen: [] [] False False\n"


def test_the_same_bytes_give_the_same_random_numbers(graded):
    draw = "import random\nprint(np.random.rand(), random.random(), list({'a', 'b', 'c'}))"
    first, second = (graded(extra=draw).cells[3].outputs[0]["text"] for _ in range(2))
    assert first == second


def test_the_secret_never_reaches_a_notebook(graded):
    with bait() as names:
        reading = f"open({names['FILE']!r}).read()"
        notebook = graded(extra=f"print({reading})", pad2d=f"def pad2d(*a):\n    return {reading}")
    assert errors(notebook) == ["FileNotFoundError"]
    assert SECRET not in str(notebook) and points(notebook)["pad2d"] == 0


def test_only_allowed_files_can_be_found():
    look = """
import os, sys
found = sorted({name for _, _, names in os.walk("/course") for name in names})
libraries = set(os.listdir("/site-packages"))
ours = "/course/cnncourse"
print(found, sorted(os.listdir(ours)), sorted(os.listdir(ours + "/layers")))
print({"torch", "nbgrader", "autograder", "jupyter_core", "sqlalchemy", "pip"} & libraries)
print([p for p in sys.path if "packages" in p and p != "/site-packages" and os.listdir(p)])
print(os.listdir("/site-packages/scipy/signal"), os.listdir("/usr"), os.path.exists("/bin/sh"))
import cnncourse.checks; print(cnncourse.checks.check("pad2d"))
import cnncourse.layers.shapes as s; print(s.__file__, [m for m in sys.modules if "autogr" in m])
"""
    with Sandbox(QUICK) as sandbox:
        shown = sandbox.run([look], ["cnncourse.layers.shapes"])[0]
    assert [output["output_type"] for output in shown] == ["stream"], shown
    lines = shown[0]["text"].splitlines()
    assert lines[0] == (
        "['__init__.py', 'checks.py', 'edition.py', 'shapes.py'] "
        "['__init__.py', 'checks.py', 'common', 'layers'] ['__init__.py', 'shapes.py']"
    )
    assert lines[1:3] == ["set()", "[]"]
    assert lines[3].startswith("[] [") and lines[3].endswith("] False") and "share" not in lines[3]
    assert lines[4:] == ["None", "/course/cnncourse/layers/shapes.py []"]


def test_privileges_are_gone():
    look = """
import ctypes, os, resource
library = ctypes.CDLL(None)
print(os.getpid(), os.getuid(), library.prctl(39, 0, 0, 0, 0), library.prctl(21))
print([n for n in range(64) if library.prctl(23, n, 0, 0, 0) == 1], os.uname().nodename)
print(resource.getrlimit(resource.RLIMIT_NPROC), resource.getrlimit(resource.RLIMIT_CORE))
"""
    with Sandbox(QUICK) as sandbox:
        (shown,) = sandbox.run([look])[0]
    assert shown["text"].splitlines()[1:] == ["[] sandbox", "(64, 64) (1, 1)"]
    assert shown["text"].startswith("1 1000 1 2\n")


def test_a_killed_zygote_is_replaced(graded):
    for key, zygote in list(bubblewrap._zygotes.items()):
        if key[0] == os.getpid():
            zygote.close()
    assert points(graded()) == FULL


def test_failing_isolation_gives_nobody_a_zero(monkeypatch):
    """The submission does not run, and the instructor gets the error."""
    limits = replace(QUICK, disk=-1)  # the kernel refuses such a file system
    with pytest.raises(Exception, match="a file system of its own at /tmp") as told:
        with Sandbox(limits) as sandbox:
            sandbox.run(["print('it ran')"])
    assert not isinstance(told.value, SandboxError)


def test_the_isolation_is_recorded(graded):
    assert graded().metadata[METADATA]["isolation"] == "bubblewrap"
