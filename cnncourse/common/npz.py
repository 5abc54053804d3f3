"""Named arrays in numpy's `.npz` files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from cnncourse.common.files import replacing


def write_arrays(path, arrays):
    """Write arrays to a file atomically.

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
        If the file does not exist.
    ValueError
        If the file is truncated, damaged or of another format; the message is one line that
        names it.
    """
    if Path(path).is_dir():
        raise ValueError(f"{path} is a folder, not a .npz file")
    with open(path, "rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{path} is not a complete .npz file as written by numpy.savez")
        file.seek(0)
        try:
            with np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
        except Exception as error:  # a wrong byte makes numpy, zipfile and zlib raise many kinds
            raise ValueError(f"{path} is not a complete .npz file: {_reason(error)}") from None
    if not all(isinstance(value, np.ndarray) for value in arrays.values()):
        torch = any(name.endswith("data.pkl") for name in arrays)
        advice = "; read it with torch.load(path, weights_only=True)" if torch else ""
        raise ValueError(f"{path} is an archive, but not a .npz file{advice}")
    return arrays


def _reason(error):
    """Return the reader's message, without numpy's advice to allow pickles."""
    if "pickle" in str(error):
        return "it holds Python objects, which are not loaded because they can run any code"
    return str(error) or type(error).__name__
