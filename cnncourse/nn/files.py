"""Arrays in a file, by name: numpy's `.npz`."""

from __future__ import annotations

import zipfile
import zlib

import numpy as np

from cnncourse.common.files import replacing


def write_arrays(path, arrays):
    """Write arrays to a file, whole or not at all.

    Parameters
    ----------
    path : path
        Its folder must exist.
    arrays : mapping of str to ndarray
    """
    with replacing(path) as temporary, open(temporary, "wb") as file:
        np.savez(file, **arrays)


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
