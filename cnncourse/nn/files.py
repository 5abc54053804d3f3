"""Arrays in a file, by name: numpy's `.npz`."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path

import numpy as np


def write_arrays(path, arrays):
    """Write arrays to a file, whole or not at all.

    Parameters
    ----------
    path : path
        Its folder must exist.
    arrays : mapping of str to ndarray
    """
    path = Path(path)
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        with open(temporary, "wb") as file:
            np.savez(file, **arrays)
        os.replace(temporary, path)
    except OSError as error:
        if error.filename is None:
            raise
        # The caller knows no other name.
        raise type(error)(error.errno, error.strerror, str(path)) from None
    finally:
        temporary.unlink(missing_ok=True)


def read_arrays(path):
    """Read the arrays of a `.npz` file.

    Parameters
    ----------
    path : path

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is cut off, changed or something else.
    """
    with open(path, "rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{path} is no complete .npz file, such as numpy.savez writes")
        file.seek(0)
        try:
            archive = np.load(file, allow_pickle=False)
            return {name: archive[name] for name in archive.files}
        except (ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"{path} is no complete .npz file: {error}") from error
