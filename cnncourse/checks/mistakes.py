"""The mistakes that are known of a check: the wrong answers beside it."""

from __future__ import annotations

import functools

from cnncourse.checks.catalogue import folder
from cnncourse.checks.engine.answers import read, source_of
from cnncourse.checks.engine.likely import WrongAnswers


def wrong_answers(check):
    """Read the wrong answers to a check from `wrong/<its name>.py` in its assignment's folder.

    Parameters
    ----------
    check : Check

    Returns
    -------
    list of Answer

    Raises
    ------
    EditError
        If one of them does not fit the reference.
    """
    try:
        place = folder(check.assignment) / "wrong" / f"{check.name}.py"
    except LookupError:  # a check outside of the catalogue
        return []
    return read(place, source_of(check.reference))


@functools.lru_cache(maxsize=64)
def likely_mistake(check, seed, rounds=1):
    """Return the function that `judge` asks for the likely mistake, or None.

    Parameters
    ----------
    check : Check
    seed : int
    rounds : int

    Returns
    -------
    callable or None
        `likely(outcomes, passed)`; None where no mistakes are known.
    """
    answers = wrong_answers(check)
    return WrongAnswers(check, answers, seed, rounds).likely if answers else None
