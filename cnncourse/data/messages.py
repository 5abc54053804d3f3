"""Paths as an error names them: on one line, and a few of many."""

from __future__ import annotations

import unicodedata

NAMED = 3
BREAKS = ("Cc", "Cs", "Zl", "Zp")  # Unicode's categories of control codes, surrogates, line breaks


def printable(path):
    """Write a path on one line, also one whose name has line breaks or is not valid text."""
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in BREAKS else c
        for c in str(path)
    )


def first_of(paths):
    """Name the first paths of a list, and say how many more there are."""
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return ", ".join(map(printable, paths[:NAMED])) + more
