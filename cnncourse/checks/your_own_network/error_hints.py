"""Hints for exceptions in the assignment on a network of one's own."""

from __future__ import annotations

from cnncourse.exercises.own_engine import NOTEBOOKS, SLOW


def of_engine(case, text):
    """Say which of the student's functions a network lacks; see `Check.errors`."""
    if SLOW in text:
        return f"It was not trained: {SLOW}."
    if " is missing" not in text:
        return None
    for home, names in NOTEBOOKS.items():
        for name in names:
            if f"{name} is missing" in text:
                return f"The network needs `{name}`: write it in {home}, then collect again."
    return None
