"""Where published files come from: your own folder, the cache, or the network.

A file is looked for in the folder that the environment variable `CNNCOURSE_DATA` names, then in
the cache (`CNNCOURSE_CACHE`, or the system's folder for caches); if it is in neither, pooch
fetches it into the cache. Wherever it comes from, its checksum must be the published one.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.locations import cache_folder, data_folder


@dataclass(frozen=True)
class Source:
    """Files that somebody publishes.

    Attributes
    ----------
    folder : str
        The folder that holds them, under `CNNCOURSE_DATA` and in the cache; empty for none.
    mirrors : tuple of str
        URLs that a file's name is appended to; the first that has it serves.
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
        By name, in the order of the source. The checksums are right.

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
    from cnncourse.data.mirrors import fetch  # here: what speaks HTTP takes a moment to import

    fetch(source, name, path)
    return path


def own_file(source, name):
    """Give the path of a file under `CNNCOURSE_DATA`, or None if it is not there."""
    folder = data_folder()
    path = folder and folder / source.folder / name
    if not path or not os.path.exists(path):
        return None
    if not is_published(path, source.sums[name]):
        raise DataUnavailable(
            f"{path} is damaged or another edition, since its checksum is not the published "
            f"one: replace it with the one from {source.mirrors[0]}"
        )
    return path


def is_published(path, checksum):
    """Say whether a file has the checksum.

    Raises
    ------
    DataUnavailable
        If it cannot be read.
    """
    import pooch

    try:
        return pooch.file_hash(str(path)) == checksum
    except OSError as error:
        raise DataUnavailable(
            f"{path} cannot be read ({error.strerror}): change its permissions, or replace it"
        ) from error
