"""An attempt to break out of the sandbox, and the helpers that all attempts share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One way out of the sandbox.

    Attributes
    ----------
    title : str
    code : str
        Prints what it reached; raises or prints nothing if it is stopped. `breakouts.bait` defines
        the names in capitals.
    """

    title: str
    code: str


BEFORE = """
import contextlib, ctypes, errno, glob, os, socket, stat, sys
library = ctypes.CDLL(None, use_errno=True)

def show_open(**ways):
    for name, way in ways.items():
        with contextlib.suppress(OSError):
            if way() is not False:
                print(name.replace("_", " "))

def reaches_kernel(x86, arm, *arguments):
    number = x86 if os.uname().machine == "x86_64" else arm
    if library.syscall(number, *arguments) >= 0: return True
    return ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS)
"""
