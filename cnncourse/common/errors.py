"""The error that the command line turns into one line."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be met; the message names what is wrong and what to do."""
