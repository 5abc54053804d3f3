"""Helpers for texts that users read."""

from __future__ import annotations


def counted(number, noun):
    """Return a number with its noun: "1 epoch", "0 epochs", "3 epochs".

    Parameters
    ----------
    number : int
    noun : str
        In the singular; the plural must end in -s.

    Returns
    -------
    str
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
