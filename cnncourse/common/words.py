"""Words of a student in a line of ours: bounded, in one line, and recognizable as theirs."""

from __future__ import annotations

import re
import unicodedata

MARKS = 3  # accents on one letter; more would cover the lines above and below
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,23}")
INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Characters that Unicode calls printable and that show nothing."""

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
        Characters that are read.

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
        Characters that are read; an ellipsis stands for the others.

    Returns
    -------
    str
        In the quotation marks “”, with none of them inside, and no backtick.
    """
    line = one_line(text, most).translate(INSIDE)
    return f"“{line}…”" if len(text) > most else f"“{line}”"


def name_or_quoted(text, most=60):
    """Write a name that a student chose: as it is if it can be nothing but a short name.

    Returns
    -------
    str
    """
    return text if PLAIN_NAME.fullmatch(text) else quoted(text, most)


def shown_name(name):
    """Write the name of a student or a file for a list; an odd one is escaped.

    Returns
    -------
    str
    """
    return name if _visible(name) == name else ascii(name)
