"""Locate published files in your own folder, in the cache, or on the network.

Files are searched in the folder named by the environment variable `CNNCOURSE_DATA`, then in the
cache (`CNNCOURSE_CACHE`, or the system's cache folder). If a file is in neither, pooch fetches it
into the cache. Its checksum must always be the published one.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.locations import cache_folder, data_folder


@dataclass(frozen=True)
class Source:
    """Published files of a data set.

    Attributes
    ----------
    folder : str
        Their folder under `CNNCOURSE_DATA` and in the cache; empty if they have none of their own.
    mirrors : tuple of str
        URLs to which a file's name is appended, tried in order.
    sums : dict of str to str
        Name and SHA-256 of every file.
    """

    folder: str
    mirrors: tuple[str, ...]
    sums: dict[str, str]


def locate(source):
    """Find every file of a source, or fetch it.

    Parameters
    ----------
    source : Source

    Returns
    -------
    dict of str to Path
        By name, in the order of the source. The checksums have been verified.

    Raises
    ------
    DataUnavailable
        If your own file is damaged, or a missing one cannot be fetched.
    """
    return {name: locate_file(source, name) for name in source.sums}


def locate_file(source, name):
    """Find one file of a source, or fetch it."""
    if own := own_file(source, name):
        return own
    path = cache_folder() / source.folder / name
    if os.path.exists(path):
        if is_published(path, source.sums[name]):
            return path
        print(f"{path} is damaged: fetching it again", file=sys.stderr)
    from cnncourse.data.mirrors import fetch  # imported here: HTTP libraries are slow to load

    fetch(source, name, path)
    return path


def own_file(source, name):
    """Return the path of a file under `CNNCOURSE_DATA`, or None if it is not there."""
    folder = data_folder()
    path = folder and folder / source.folder / name
    if not path or not os.path.exists(path):
        return None
    if not is_published(path, source.sums[name]):
        raise DataUnavailable(
            f"{path} is damaged or another edition: its checksum is not the published one; "
            f"replace it with the file from {source.mirrors[0]}"
        )
    return path


def is_published(path, checksum):
    """Return whether a file has the given checksum.

    Raises
    ------
    DataUnavailable
        If the file cannot be read.
    """
    import pooch

    try:
        return pooch.file_hash(str(path)) == checksum
    except OSError as error:
        raise DataUnavailable(
            f"{path} cannot be read ({error.strerror}): change its permissions, or replace it"
        ) from error
