"""Build bubblewrap's command line: the outer isolation, shared by all of an assignment's runs."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

from autograder.inside import namespaces, seccomp
from autograder.sandbox import visible
from autograder.sandbox.errors import IsolationUnavailable
from autograder.sandbox.limits import Limits
from autograder.sandbox.scratch import Scratch

START = 60.0  # seconds that the program inside has to start
NAMESPACES = ("--unshare-ipc", "--unshare-pid", "--unshare-net")
NAME = ("--unshare-uts", "--hostname", "sandbox")
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
SET_PATH = "import sys; sys.path.insert(0, '/trusted'); sys.path.append('/site-packages'); "


def command_prefix(stage, provides=()):
    """Build the beginning of a command line; the program to isolate follows it.

    Parameters
    ----------
    stage : Path
        A folder that `visible.lay_out` has filled.
    provides : sequence of str

    Returns
    -------
    list of str

    Raises
    ------
    IsolationUnavailable
        If bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise IsolationUnavailable("the program bwrap is not installed")
    # Root enters without a user namespace, and the zygote then becomes nobody: a user in a
    # namespace who is root outside would keep root's exemptions. Each submission gets a user
    # namespace of its own.
    powers = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    user = powers if os.geteuid() == 0 else ["--unshare-user"]
    devices = ["--tmpfs", "/dev"]  # no /dev/zero: mapped as shared, it is memory without limits
    for name in namespaces.DEVICES:
        source = "urandom" if name == "random" else name  # /dev/random of older kernels runs dry
        devices += ["--dev-bind", f"/dev/{source}", f"/dev/{name}"]
    settings = []
    for name, value in ENVIRONMENT.items():
        settings += ["--setenv", name, value]
    return [
        *(program, *NAMESPACES, *NAME, "--unshare-cgroup-try", *user, "--clearenv"),
        *visible.mounts(stage, provides),
        *("--proc", "/proc", *devices, "--symlink", "/tmp", "/dev/shm"),
        *("--perms", "1777", "--tmpfs", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/", *settings, "--"),
    ]


def probe():
    """Set up the isolation once, without libraries, which takes a tenth of a second.

    Raises
    ------
    IsolationUnavailable
        If this machine does not allow isolation.
    """
    if platform.machine() not in seccomp.MACHINES:
        raise IsolationUnavailable(f"no filter on system calls is known for {platform.machine()}")
    program = (
        f"{SET_PATH}from autograder.inside import namespaces; "
        f"namespaces.attempt({asdict(Limits())})"
    )
    with Scratch("probe") as folder:
        visible.lay_out(Path(folder), ())
        command = [*command_prefix(Path(folder)), visible.interpreter(), "-s", "-B", "-c", program]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", timeout=START
        )
    if done.returncode != 0:
        said = (done.stderr + done.stdout).decode(errors="replace").strip() or "it ended at once"
        raise IsolationUnavailable(f"bubblewrap does not work here: {said.splitlines()[-1]}")
