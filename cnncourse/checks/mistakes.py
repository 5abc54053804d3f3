"""The known mistakes of a check: its wrong answers."""

from __future__ import annotations

import functools

from cnncourse.checks.catalogue import folder
from cnncourse.checks.engine.answers import read_all, source_of
from cnncourse.checks.engine.likely import WrongAnswers


def wrong_answers(check):
    """Read the wrong answers to a check from its assignment's `wrong/` folder.

    They are in `NAME.py`, or in a folder `NAME/` with a file for each kind of mistake.

    Parameters
    ----------
    check : Check

    Returns
    -------
    list of Answer

    Raises
    ------
    EditError
        If one of them does not apply to the reference.
    """
    try:
        place = folder(check.assignment) / "wrong"
    except LookupError:  # a check outside the catalogue
        return []
    return read_all(place, check.name, source_of(check.reference))


def likely_mistake(check, seed, rounds=1):
    """Make the `likely` with which `judge` looks up the mistake behind a failure.

    Most answers pass, so the wrong answers are read only when it is called.

    Parameters
    ----------
    check : Check
    seed : int
    rounds : int

    Returns
    -------
    callable
        `likely(outcomes, passed)`.
    """

    def likely(outcomes, passed):
        return _tried(check, seed, rounds).likely(outcomes, passed)

    return likely


@functools.lru_cache(maxsize=64)  # a class asks for the same results again and again
def _tried(check, seed, rounds):
    return WrongAnswers(check, wrong_answers(check), seed, rounds)
