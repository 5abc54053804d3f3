"""Atomic file writes."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path, *, mode=None):
    """Write a file under a temporary name and rename it once it is complete.

    Parameters
    ----------
    path : path
        Its folder must exist.
    mode : int, optional
        Permissions, such as `0o600`; the system's default if omitted.

    Yields
    ------
    Path
        The temporary name, in the same folder. It keeps the suffix of `path`, since some writers
        choose the format by it.

    Raises
    ------
    OSError
        Names `path`. On any exception, Ctrl-C included, `path` keeps its old contents and the
        temporary file is deleted.
    """
    path = Path(path)
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield temporary
        if mode is not None:
            temporary.chmod(mode)
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
