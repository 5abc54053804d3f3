"""The two folders that hold files: your own, and the cache."""

from __future__ import annotations

import os
from pathlib import Path

from cnncourse.data.dataset import DataUnavailable

DATA_VARIABLE, CACHE_VARIABLE = "CNNCOURSE_DATA", "CNNCOURSE_CACHE"


def data_folder():
    """Give the folder that `CNNCOURSE_DATA` names, or None if it is unset.

    Raises
    ------
    DataUnavailable
        If it names no folder.
    """
    if not os.environ.get(DATA_VARIABLE):
        return None
    folder = Path(os.path.expanduser(os.environ[DATA_VARIABLE]))
    if not os.path.isdir(folder):
        raise DataUnavailable(
            f"{DATA_VARIABLE} is {folder}, which is not a folder: fix or unset it"
        )
    return folder


def cache_folder():
    """Give the folder in which fetched files and decoded images are kept; it may not exist yet."""
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.path.expanduser(os.environ[CACHE_VARIABLE]))
    import pooch  # here: it takes a moment

    return Path(pooch.os_cache("cnncourse"))
