"""Run attempts to break out of the sandbox, against real targets.

Each attempt runs like a student's cell, in the sandbox that grading uses, against one of the
grader's files, listening sockets and the grader's own process. An attempt prints what it got; in a
sandbox that holds, it prints nothing.
"""

from __future__ import annotations

import contextlib
import os
import socket
import textwrap
import time
from pathlib import Path

from autograder.sandbox.attempt import BEFORE
from autograder.sandbox.breakout_attempts import LEAVE
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from autograder.sandbox.scratch import Scratch

SECRET = "this line is in one of the grader's files"
MISTAKES = ("SyntaxError", "IndentationError", "NameError", "AttributeError", "TypeError")
QUICK = Limits(cell=5.0, notebook=10.0, call=5.0)


@contextlib.contextmanager
def bait():
    """Set up targets outside the sandbox for attempts to reach.

    Yields
    ------
    dict of str to object
        Values for the names in capitals.
    """
    with Scratch("bait") as folder, contextlib.ExitStack() as stack:
        os.chmod(folder, 0o777)  # the sandbox must stop an attempt, not file permissions
        file = Path(folder, "gradebook.db")
        file.write_text(SECRET, encoding="utf-8")
        file.chmod(0o666)
        name = f"cnncourse-{os.getpid()}"
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", 0)),
            (socket.AF_UNIX, f"{folder}/socket"),
            (socket.AF_UNIX, f"\0{name}"),
        ):
            listening = stack.enter_context(socket.socket(family))
            listening.bind(address)
            listening.listen()
            if family == socket.AF_INET:
                port = listening.getsockname()[1]
        os.chmod(f"{folder}/socket", 0o777)
        yield {
            "HOME": str(Path.home()),
            "FILE": str(file),
            "PROCESS": os.getpid(),
            "TCP": port,
            "UNIX": f"{folder}/socket",
            "ABSTRACT": name,
            "NAME": socket.gethostname(),
        }


def reached(attempt, names):
    """Run an attempt in a sandbox of its own.

    Parameters
    ----------
    attempt : Attempt
    names : dict
        From `bait`.

    Returns
    -------
    str
        What it got hold of, or a mistake in its own code; "" if the sandbox stopped it.
    """
    given = BEFORE + "\n".join(f"{name} = {value!r}" for name, value in names.items())
    try:
        with Sandbox(QUICK) as sandbox:
            shown = sandbox.run([given, textwrap.dedent(attempt.code)])[1]
    except SandboxError:
        return ""
    return "".join(output.get("text") or _mistake(output) for output in shown).strip()


def _mistake(output):
    """Return the text of an error that the sandbox did not cause, or ""."""
    kind = output.get("ename", "")
    return f"{kind}: {output['evalue']}" if kind in MISTAKES else ""


def left_behind():
    """Run code that leaves daemons and files behind, and list the processes that survive it.

    Returns
    -------
    list of int
    """
    with Sandbox(QUICK) as sandbox:
        sandbox.run([BEFORE])  # starts the zygote, which stays and does not count
    before = processes()
    with Sandbox(QUICK) as sandbox:
        sandbox.run([BEFORE + LEAVE])
    deadline = time.monotonic() + 5
    while (left := processes() - before) and time.monotonic() < deadline:
        time.sleep(0.05)  # the submission may still be ending
    return sorted(left)


def processes():
    """List the descendants of this process.

    Returns
    -------
    set of int
    """
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
            if fields[0] != b"Z":
                parents[int(entry.name)] = int(fields[1])
    family, before = {os.getpid()}, 0
    while len(family) > before:
        before = len(family)
        family |= {process for process, parent in parents.items() if parent in family}
    return family - {os.getpid()}
