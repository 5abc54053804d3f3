"""Read the time in a student's timestamp.txt, strictly, because the text may be anything.

nbgrader's own parser opens files named by a time zone, and raises errors of many kinds.
"""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta, timezone

from autograder.submissions.cells import Unreadable
from autograder.submissions.reading import read_file

NAME = "timestamp.txt"
MOST = 200  # bytes
FIRST_YEAR = 1970
TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<clock>[0-9]{2}:[0-9]{2})(?P<second>:[0-9]{2}(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r" ?(?P<zone>[A-Z]{1,5}|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
HOURS = {
    **dict.fromkeys(("", "Z", "UT", "UTC", "GMT", "WET"), 0),
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3},
}
"""Zones that nbgrader's `%Z` writes and that are unambiguous: RFC 5322's and Europe's."""


def read_timestamp(folder):
    """Read a folder's submission time.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    datetime or None
        In UTC and without a zone, as the gradebook keeps it; None without a timestamp.txt.

    Raises
    ------
    ValueError
        If the file does not hold a valid time; the message says why.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return None
    try:
        content = read_file(path, most=MOST)
    except Unreadable as error:
        raise ValueError(f"{NAME} cannot be read: {error}") from None
    return parse_timestamp(content.decode("utf-8-sig"))


def parse_timestamp(text):
    """Parse a time: ISO 8601, with a space or a T, or nbgrader's `%Y-%m-%d %H:%M:%S.%f %Z`.

    Parameters
    ----------
    text : str
        Without a zone, the time is in UTC; a date alone means midnight at its start.

    Returns
    -------
    datetime
        In UTC, without a zone.

    Raises
    ------
    ValueError
        If the text is anything else, or the year is before `FIRST_YEAR` or after 9999.
    """
    found = TIME.fullmatch(text.strip(" \t\r\n"))
    if found is None:
        raise ValueError(f"not a time such as 2030-01-02 18:30:00 UTC: {text[:40]!r}")
    second = (found["second"] or ":00")[:3]
    moment = datetime.fromisoformat(f"{found['date']} {found['clock'] or '00:00'}{second}")
    moment += timedelta(microseconds=int((found["fraction"] or "0").ljust(6, "0")[:6]))
    try:
        moment -= _offset(found["zone"] or "")
    except OverflowError:
        raise ValueError("the time is before the year 1 or after 9999 in UTC") from None
    if moment.year < FIRST_YEAR:
        raise ValueError(f"the time is before {FIRST_YEAR}")
    return moment


def format_timestamp(moment):
    """Format a time in the one form that the autograder stores.

    Parameters
    ----------
    moment : datetime
        In UTC, without a zone.

    Returns
    -------
    str
        Readable by `parse_timestamp` and nbgrader.
    """
    return moment.replace(tzinfo=timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f %Z")


def _offset(zone):
    """Return how far a zone is ahead of UTC."""
    if zone[:1] not in ("+", "-"):
        if zone not in HOURS:
            raise ValueError(f"unknown time zone {zone}: use an offset such as +0100")
        return timedelta(hours=HOURS[zone])
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 23 or minutes > 59:
        raise ValueError(f"{zone} is not an offset from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset
