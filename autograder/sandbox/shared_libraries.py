"""Find the system's shared libraries that Python needs.

Submissions see no others, because the rest of `/usr/lib` shows which programs a machine has. What a
library needs is in its dynamic section (System V ABI, chapter 5, "Dynamic Linking").
"""

from __future__ import annotations

import functools
import glob
import os
import struct
import sysconfig
from pathlib import Path

LITTLE_ENDIAN_64_BITS = b"\x7fELF\x02\x01"
LOADED, DYNAMIC, LOADER = 1, 2, 3  # kinds of segments
NEEDED, STRINGS = 1, 5  # entries of the dynamic section
CONFIGURATION = "/etc/ld.so.conf"
LONGEST = 256  # bytes of a library's name

OPENED_BY_NAME = ("libgcc_s.so.1",)
"""The C library opens this when a thread ends early, without declaring it."""


def find(roots, folders):
    """Find the shared libraries that some programs and libraries need, directly or indirectly.

    Parameters
    ----------
    roots : iterable of Path
        Programs and libraries, or folders that contain libraries; other files are skipped.
    folders : sequence of str
        Where to look for what they need, in this order. What is in none of them is left out: it is
        beside the file that needs it.

    Returns
    -------
    list of Path
        The paths at which the loader finds them; some are symbolic links.
    """
    found = {}
    wanted = {*OPENED_BY_NAME}.union(*(needed(path) for root in roots for path in _files(root)))
    while new := wanted - found.keys():
        for name in sorted(new):
            places = (Path(folder, name) for folder in folders)
            found[name] = next((place for place in places if _segments(place)), None)
        wanted = set().union(*(needed(found[name]) for name in new if found[name]))
    return [path for path in found.values() if path]


def _files(root):
    """Yield a file, or the files in a folder that are named like libraries."""
    if not root.is_dir():
        yield root
    for folder, _, names in os.walk(root):
        yield from (os.path.join(folder, name) for name in names if ".so" in name)


def needed(path):
    """List what a program or library needs.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    list of str
        Names of libraries, and the full path of a program's loader; empty for other files.
    """
    segments, names, strings, starts = _segments(path), [], None, []
    if not segments:
        return []
    with open(path, "rb") as file:

        def read(offset, size):
            return os.pread(file.fileno(), size, offset)

        for kind, offset, _, size in segments:
            if kind == LOADER:
                names.append(read(offset, size).rstrip(b"\0"))
            if kind == DYNAMIC:
                entries = list(struct.iter_unpack("<qQ", read(offset, size - size % 16)))
                strings = dict(entries).get(STRINGS)
                starts = [start for tag, start in entries if tag == NEEDED]
        for kind, offset, address, size in segments:
            if kind == LOADED and strings is not None and address <= strings < address + size:
                place = strings - address + offset
                names += [read(place + start, LONGEST).partition(b"\0")[0] for start in starts]
    return [os.fsdecode(name) for name in names]


def _segments(path):
    """List the segments of a 64-bit program or library: (kind, offset, address, size).

    The list is empty for other and missing files.
    """
    try:
        with open(path, "rb") as file:
            header = file.read(64)
            if len(header) < 64 or not header.startswith(LITTLE_ENDIAN_64_BITS):
                return []
            (start,) = struct.unpack_from("<Q", header, 32)
            size, count = struct.unpack_from("<HH", header, 54)
            table = os.pread(file.fileno(), size * count, start)
    except OSError:
        return []
    rows = [struct.unpack_from("<IIQQQQ", table, size * row) for row in range(count)]
    return [(kind, offset, address, length) for kind, _, offset, address, _, length in rows]


@functools.cache
def usual_folders():
    """List the folders in which every loader searches for libraries.

    Returns
    -------
    tuple of str
    """
    own = sysconfig.get_config_var("MULTIARCH")
    tops = ("/lib", "/usr/lib", "/lib64", "/usr/lib64")
    return tuple(place for top in tops for place in ([f"{top}/{own}"] if own else []) + [top])


def configured_folders(pattern=CONFIGURATION):
    """List the additional folders that the loader's configuration names.

    Parameters
    ----------
    pattern : str
        Path of one or several files.

    Returns
    -------
    list of str
    """
    found = []
    for path in sorted(glob.glob(pattern)):
        for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
            first, *rest = line.partition("#")[0].split() or [""]
            if first == "include":
                below = [os.path.join(os.path.dirname(path), name) for name in rest]
                found += [folder for name in below for folder in configured_folders(name)]
            elif first.startswith("/"):
                found.append(first)
    return found
