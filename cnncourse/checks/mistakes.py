"""The mistakes that are known of a check: the wrong answers beside it."""

from __future__ import annotations

import functools

from cnncourse.checks.catalogue import folder
from cnncourse.checks.engine.answers import read_all, source_of
from cnncourse.checks.engine.likely import WrongAnswers


def wrong_answers(check):
    """Read the wrong answers to a check from `wrong/` in its assignment's folder.

    They are in `<the check's name>.py`, or by kind of mistake in the files of a folder of its name.

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
        place = folder(check.assignment) / "wrong"
    except LookupError:  # a check outside of the catalogue
        return []
    return read_all(place, check.name, source_of(check.reference))


def likely_mistake(check, seed, rounds=1):
    """Make the `likely` that `judge` asks for the mistake behind a failure.

    Most answers pass, so nothing is read before it is asked.

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


@functools.lru_cache(maxsize=64)  # what they give is asked for again and again in a class
def _tried(check, seed, rounds):
    return WrongAnswers(check, wrong_answers(check), seed, rounds)
