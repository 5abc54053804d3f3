"""Files written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path, *, mode=None):
    """Write a file under another name, and give it its own only when it is complete.

    Parameters
    ----------
    path : path
        Its folder must exist.
    mode : int, optional
        Permissions, such as `0o600`; the system's own if omitted.

    Yields
    ------
    Path
        The other name, in the same folder. It ends like `path`, since some writers look at that.

    Raises
    ------
    OSError
        Names `path`. Whatever is raised, Ctrl-C included, leaves `path` as it was and nothing
        beside it.
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
