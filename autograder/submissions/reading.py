"""Read files in a student's folder without following, opening or waiting for anything else."""

from __future__ import annotations

import os
import stat

from autograder.submissions.cells import MAX_BYTES, Unreadable, too_large

KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
ONLY_THE_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def kind_of(path):
    """Describe what is at a path, without opening or following it.

    Raises
    ------
    Unreadable
        If there is nothing at the path, or it cannot be reached.
    """
    try:
        return KINDS.get(stat.S_IFMT(path.lstat().st_mode), "a file")
    except OSError as error:
        raise Unreadable(f"the folder cannot be read: {error.strerror}") from None


def read_file(path, most=MAX_BYTES):
    """Read a submitted file, but nothing else that may be in its place.

    Parameters
    ----------
    path : Path
    most : int
        Most bytes; a larger file is refused without reading it.

    Returns
    -------
    bytes

    Raises
    ------
    Unreadable
        If it is a link, a pipe or a device, is too large, or cannot be read.
    """
    if (kind := kind_of(path)) != "a file":
        raise Unreadable(f"there is {kind} instead of the file")
    try:
        with open(os.open(path, os.O_RDONLY | ONLY_THE_FILE), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable("it is no longer a file")
            content = b"" if about.st_size > most else file.read(most + 1)
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from None
    if about.st_size > most or len(content) > most:
        raise too_large()
    return content
