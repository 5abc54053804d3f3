"""The two folders for data files: your own, and the cache."""

from __future__ import annotations

import os
from pathlib import Path

from cnncourse.data.dataset import DataUnavailable

DATA_VARIABLE, CACHE_VARIABLE = "CNNCOURSE_DATA", "CNNCOURSE_CACHE"


def data_folder():
    """Return the folder that `CNNCOURSE_DATA` names, or None if it is unset.

    Raises
    ------
    DataUnavailable
        If it is not a folder.
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
    """Return the folder for fetched files and decoded images; it may not exist yet."""
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.path.expanduser(os.environ[CACHE_VARIABLE]))
    import pooch  # imported here: it is slow to load

    return Path(pooch.os_cache("cnncourse"))
