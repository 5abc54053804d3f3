"""A folder for temporary files, removed with its owner, or by the next owner at the latest."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

PREFIX = "cnncourse-workers-"
FRESH = 600.0  # seconds in which a new folder is left alone: its owner may not have locked it yet


class Scratch:
    """A temporary folder, with a lock that the kernel releases when this process ends.

    Attributes
    ----------
    name : str
        Of the folder.
    """

    def __init__(self):
        remove_left_behind(Path(tempfile.gettempdir()))
        self._folder = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
        self.name = self._folder.name
        self._lock = _lock(self.name)

    def cleanup(self):
        self._folder.cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def remove_left_behind(place):
    """Remove this user's folders whose owner was killed together with all its workers.

    Parameters
    ----------
    place : Path
    """
    for path in place.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another run may be removing it too
            about = path.lstat()
            old = time.time() - about.st_ctime > FRESH
            if not (stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and old):
                continue
            lock = _lock(path)
            if lock is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)


def _lock(folder):
    """Lock a folder; None if another process holds the lock."""
    import fcntl

    found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # or a file system without locks
        os.close(found)
        return None
    return found
