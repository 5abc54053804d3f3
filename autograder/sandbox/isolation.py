"""The isolation that this machine offers for student code, and how to enable it."""

from __future__ import annotations

import functools
import os
import platform
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.course import CourseError
from autograder.sandbox import bubblewrap_command
from autograder.sandbox.errors import IsolationUnavailable

BUBBLEWRAP, NONE = "bubblewrap", "none"
INSTALL = {
    "debian": "apt-get install bubblewrap",
    "ubuntu": "apt-get install bubblewrap",
    "fedora": "dnf install bubblewrap",
    "rhel": "dnf install bubblewrap",
    "suse": "zypper install bubblewrap",
    "arch": "pacman -S bubblewrap",
    "alpine": "apk add bubblewrap",
}
# Ubuntu's AppArmor denies user namespaces to programs without a profile that allows them.
PROFILE = (
    "abi <abi/4.0>,\\ninclude <tunables/global>\\n"
    "profile bwrap {program} flags=(unconfined) {{\\n  userns,\\n}}\\n"
)


class Unsandboxed(CourseError):
    """Student code would run without a sandbox."""


@dataclass(frozen=True)
class Isolation:
    """The isolation that student code runs in.

    Attributes
    ----------
    name : str
        "bubblewrap" or "none".
    reason : str or None
        Why there is no sandbox.
    repair : str or None
        The command that enables one, if it is known.
    """

    name: str
    reason: str | None = None
    repair: str | None = None


@functools.cache
def current():
    """Find out what this machine offers, by starting a sandbox and running a line of code in it.

    Returns
    -------
    Isolation
    """
    if sys.platform != "linux":
        return Isolation(NONE, f"{platform.system()} has none; Linux has one, also in WSL 2")
    try:
        bubblewrap_command.probe()
    except IsolationUnavailable as error:
        return Isolation(NONE, str(error), repair())
    return Isolation(BUBBLEWRAP)


def require_sandbox(*, allow_unsandboxed, switch="--allow-unsandboxed"):
    """Raise an error if student code would run without a sandbox, unless that is allowed.

    Parameters
    ----------
    allow_unsandboxed : bool
    switch : str
        The option that allows it, for the message.

    Raises
    ------
    Unsandboxed
        If this machine has no sandbox and the instructor has not allowed running without one.
    """
    found = current()
    if found.name == NONE and not allow_unsandboxed:
        raise Unsandboxed(
            f"there is no sandbox: {found.reason}. Submissions would run with your rights. "
            f"`python -m autograder doctor` says how to get one; {switch} grades without it"
        )


def repair():
    """Name the command that is most likely to enable a sandbox on this machine, or None.

    Returns
    -------
    str or None
    """
    program = shutil.which("bwrap")
    if program is None:
        command = next((INSTALL[name] for name in _systems() if name in INSTALL), None)
        return command and _as_root(command)
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        text = PROFILE.format(program=program)
        write = f"printf {shlex.quote(text)} > /etc/apparmor.d/bwrap"
        return _as_root(
            f"sh -c {shlex.quote(f'{write} && apparmor_parser -r /etc/apparmor.d/bwrap')}"
        )
    if _setting("kernel/unprivileged_userns_clone") == "0":
        return _as_root("sysctl -w kernel.unprivileged_userns_clone=1")
    if _setting("user/max_user_namespaces") == "0":
        return _as_root("sysctl -w user.max_user_namespaces=10000")
    return None


def _as_root(command):
    return command if os.geteuid() == 0 else f"sudo {command}"


def _systems():
    """List this system's name and the names of similar ones, from `/etc/os-release`."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    names = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}"
    return names.replace('"', "").split()


def _setting(name):
    try:
        return Path("/proc/sys", name).read_text(encoding="utf-8").strip()
    except OSError:
        return None
