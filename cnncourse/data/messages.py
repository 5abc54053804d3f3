"""Format paths for error messages: on one line, and only the first few of many."""

from __future__ import annotations

import unicodedata

NAMED = 3
BREAKS = ("Cc", "Cs", "Zl", "Zp")  # Unicode's categories of control codes, surrogates, line breaks


def printable(path):
    """Return a path as one line of text; escape line breaks and invalid characters."""
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in BREAKS else c
        for c in str(path)
    )


def first_of(paths):
    """Return the first paths of a list and the number of the others, as text."""
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return ", ".join(map(printable, paths[:NAMED])) + more
