"""Student-written text inside our messages: short, on one line, and recognizable as theirs."""

from __future__ import annotations

import re
import unicodedata

MARKS = 3  # accents on one letter; more would cover neighbouring lines
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,23}")
INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Characters that Unicode calls printable although they show nothing."""

INSIDE = str.maketrans({"“": '"', "”": '"', "„": '"', "`": "'"})
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that reverse the text around them."""


def one_line(text, most=500):
    """Make a text safe for a line of a page, a table, a log or a terminal.

    Parameters
    ----------
    text : str
        Any text at all.
    most : int
        Number of characters that are kept.

    Returns
    -------
    str
        Visible characters and spaces, with at most `MARKS` accents on a letter.
    """
    return _visible(" ".join(part.strip() for part in text[:most].splitlines())).strip()


def _visible(line):
    if line.isascii() and line.isprintable():
        return line
    kept, marks = [], 0
    for character in line:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if character.isprintable() and character not in INVISIBLE and marks <= MARKS:
            kept.append(character)
    return "".join(kept)


def quoted(text, most=500):
    """Quote a student's words, so that no reader takes them for ours.

    Parameters
    ----------
    text : str
    most : int
        Number of characters that are kept; an ellipsis stands for the rest.

    Returns
    -------
    str
        In the quotation marks “”, with no such mark and no backtick inside.
    """
    line = one_line(text, most).translate(INSIDE)
    return f"“{line}…”" if len(text) > most else f"“{line}”"


def name_or_quoted(text, most=60):
    """Return a name that a student chose, quoted unless it is a short plain identifier.

    Returns
    -------
    str
    """
    return text if PLAIN_NAME.fullmatch(text) else quoted(text, most)


def shown_name(name):
    """Return the name of a student or a file for a list; unusual characters are escaped.

    Returns
    -------
    str
    """
    return name if _visible(name) == name else ascii(name)
