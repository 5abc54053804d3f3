"""bubblewrap's command line: the outer walls, the same for every submission of an assignment."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

from autograder.sandbox import visible

START = 60.0  # seconds in which something has to run inside
APART = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "LANG": "C.UTF-8",
    "IPYTHONDIR": "/tmp/.ipython",
    "MPLCONFIGDIR": "/tmp/.matplotlib",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
FIND = "import sys; sys.path.insert(0, '/trusted'); sys.path.append('/site-packages'); "


class Unavailable(Exception):
    """This machine does not give the isolation; the message says why."""


def walls(stage, provides=()):
    """Write bubblewrap's part of a command line.

    Parameters
    ----------
    stage : Path
        A folder in which `visible.lay_out` has written.
    provides : sequence of str

    Returns
    -------
    list of str
        What is to run inside comes after it.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise Unavailable("the program bwrap is not installed")
    # Root enters without a user namespace, and the zygote then becomes nobody: a "user" that is
    # root outside would keep root's exceptions. Each submission gets a user namespace of its own.
    powers = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    who = powers if os.geteuid() == 0 else ["--unshare-user"]
    devices = ["--tmpfs", "/dev"]  # /dev/zero, mapped and shared, would be memory without limits
    for name in ("null", "full", "random", "urandom"):
        devices += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    settings = []
    for name, value in ENVIRONMENT.items():
        settings += ["--setenv", name, value]
    return [
        *(program, *APART, "--unshare-cgroup-try", *who),
        *visible.mounts(stage, provides),
        *("--proc", "/proc", *devices, "--symlink", "/tmp", "/dev/shm"),
        *("--perms", "1777", "--tmpfs", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/", "--clearenv", *settings, "--"),
    ]


def probe():
    """Try to put up the walls once, without libraries: a tenth of a second.

    Raises
    ------
    Unavailable
        If this machine does not allow it.
    """
    from autograder.sandbox.process import Limits

    program = (
        f"{FIND}from autograder.inside import namespaces; namespaces.attempt({asdict(Limits())})"
    )
    with tempfile.TemporaryDirectory(prefix="cnncourse-probe-") as folder:
        visible.lay_out(Path(folder), ())
        command = [*walls(Path(folder)), visible.interpreter(), "-s", "-B", "-c", program]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", timeout=START
        )
    if done.returncode != 0:
        told = (done.stderr + done.stdout).decode(errors="replace").strip() or "it ended at once"
        raise Unavailable(f"bubblewrap does not work here: {told.splitlines()[-1]}")
