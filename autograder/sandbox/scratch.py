"""A temporary folder that is removed when its owners end, however they end.

A small helper process waits for that. If it is killed, too, the next run removes the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
import weakref
from pathlib import Path

PREFIX, NEW = "cnncourse-scratch-", "cnncourse-new-"
FRESH = 600.0  # seconds for which a folder without its final name is left alone
REMOVE = 'read -r line; exec rm -rf -- "$0"'  # nobody writes a line: this waits for end of file


class Scratch:
    """A temporary folder, with a lock that the kernel releases when this process ends.

    As a context manager, it yields its name.

    Parameters
    ----------
    kind : str
        Part of the name.

    Attributes
    ----------
    name : str
        Path of the folder.
    alive : int
        A descriptor; processes that inherit it also own the folder, which then stays for them.
    """

    def __init__(self, kind):
        remove_left_behind(Path(tempfile.gettempdir()))
        made = tempfile.mkdtemp(prefix=NEW)
        lock = _lock(made)
        random = os.path.basename(made).removeprefix(NEW)
        self.name = os.path.join(os.path.dirname(made), f"{PREFIX}{kind}-{random}")
        os.rename(made, self.name)  # under this name it may be removed unless it is locked
        ends, self.alive = os.pipe()
        remover = subprocess.Popen(
            ["/bin/sh", "-c", REMOVE, self.name],
            stdin=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath},
            start_new_session=True,  # so that signals to this process's group do not reach it
        )
        os.close(ends)
        descriptors = [self.alive] if lock is None else [self.alive, lock]
        self._end = weakref.finalize(self, _remove, self.name, descriptors, remover, os.getpid())

    def __enter__(self):
        return self.name

    def __exit__(self, *exception):
        self.cleanup()

    def cleanup(self):
        """Remove the folder; a second call does nothing."""
        self._end()


def _remove(folder, descriptors, remover, owner):
    if os.getpid() != owner:  # this is only a fork of the owner
        return
    shutil.rmtree(folder, ignore_errors=True)
    for descriptor in descriptors:
        os.close(descriptor)
    remover.kill()  # otherwise it would wait for forks of the owner that are still alive
    remover.wait()


def remove_left_behind(place):
    """Remove this user's folders whose owners were killed together with their helper process.

    Parameters
    ----------
    place : Path
    """
    for path in [*place.glob(f"{PREFIX}*"), *place.glob(f"{NEW}*")]:
        with contextlib.suppress(OSError):  # another run may be removing it too
            about = path.lstat()
            old = path.name.startswith(PREFIX) or time.time() - about.st_ctime > FRESH
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
    except OSError:  # or the file system has no locks
        os.close(found)
        return None
    return found
