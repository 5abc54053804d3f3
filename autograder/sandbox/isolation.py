"""Which isolation this machine gives to student code, and what repairs it."""

from __future__ import annotations

import functools
import os
import platform
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import bubblewrap_command

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
# Ubuntu's AppArmor keeps user namespaces from programs without a profile that allows them.
PROFILE = (
    "abi <abi/4.0>,\\ninclude <tunables/global>\\n"
    "profile bwrap {program} flags=(unconfined) {{\\n  userns,\\n}}\\n"
)


@dataclass(frozen=True)
class Isolation:
    """What student code runs in.

    Attributes
    ----------
    name : str
        "bubblewrap" or "none".
    reason : str or None
        Why there is none.
    repair : str or None
        The one command that gives one, where it is known.
    """

    name: str
    reason: str | None = None
    repair: str | None = None


@functools.cache
def current():
    """Find out what this machine gives, by starting a sandbox and running a line in it.

    Returns
    -------
    Isolation
    """
    if sys.platform != "linux":
        return Isolation(NONE, f"{platform.system()} has none; Linux does, WSL 2 included")
    try:
        bubblewrap_command.probe()
    except bubblewrap_command.Unavailable as error:
        return Isolation(NONE, str(error), repair())
    return Isolation(BUBBLEWRAP)


def repair():
    """Name the command that is most likely to help on this machine, or None.

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
    """Name this system and those that it is like, as `/etc/os-release` does."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    known = dict(line.split("=", 1) for line in lines if "=" in line)
    names = f"{known.get('ID', '')} {known.get('ID_LIKE', '')}"
    return names.replace('"', "").split()


def _setting(name):
    try:
        return Path("/proc/sys", name).read_text(encoding="utf-8").strip()
    except OSError:
        return None
