"""Cases drawn from a seed, with the reference's results."""

from __future__ import annotations

import functools
import zlib
from dataclasses import dataclass

import numpy as np

from cnncourse.checks.engine.driving import drive

PUBLIC_SEED = 0
"""The seed of a student's own run."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A case with the reference's result.

    Parameters
    ----------
    case : Case
    expected : object
        None if the reference raises a ValueError.
    refusal : ValueError or None
        What the reference raises.
    """

    case: object
    expected: object = None
    refusal: ValueError | None = None


def draw(check, seed, rounds=1):
    """Draw the cases of a check; the first one is repeated at the end.

    Calling a function twice with the same arguments shows whether it keeps state. If there are
    several rounds, the first draws the public cases of every student's own run. A check with its
    own time limit is slow: its cases are drawn once, from the seed, and none is repeated.

    Parameters
    ----------
    check : Check
    seed : int
        At least 0.
    rounds : int

    Returns
    -------
    list of Case
    """
    rng = generator(check, seed)
    if check.seconds is not None:
        return list(check.cases(rng))
    first = list(check.cases(rng if rounds == 1 else generator(check, PUBLIC_SEED)))
    further = check.secret_cases or check.cases
    cases = [*first, *(case for _ in range(rounds - 1) for case in further(rng))]
    return [*cases, cases[0]]


def in_one_round(check, cases, rounds):
    """Count the cases of one round among those drawn."""
    return len(cases) if check.seconds is not None else (len(cases) - 1) // rounds


@functools.lru_cache(maxsize=64)
def prepare(check, seed, rounds=1):
    """Draw the cases of a check and ask the reference, once for all students.

    The result is shared: do not modify it.

    Parameters
    ----------
    check : Check
    seed : int
        At least 0.
    rounds : int

    Returns
    -------
    tuple of Prepared
    """
    return tuple(ask_reference(check, case) for case in draw(check, seed, rounds))


@functools.lru_cache(maxsize=64)
def prepare_further(check, case, seed, number):
    """Draw one more case, in addition to the check's own, and ask the reference.

    Parameters
    ----------
    check : Check
    case : callable
        `case(rng)` makes the case.
    seed : int
    number : int
        At least 0; each number gives a different case.

    Returns
    -------
    Prepared
    """
    return ask_reference(check, case(generator(check, seed, number + 1)))


def generator(check, *seeds):
    """Make the random generator of a check; the same seeds give the same numbers."""
    return np.random.default_rng([zlib.crc32(check.name.encode()), *seeds])


def ask_reference(check, case):
    """Prepare one case; the reference is not asked if the case holds the answer itself."""
    if case.known is not None:
        return Prepared(case, case.known)
    reference = drive(check.reference, check.harness, tuple(check.partners.values()))
    try:
        return Prepared(case, reference(*case.args, **case.kwargs))
    except ValueError as error:
        return Prepared(case, refusal=error.with_traceback(None))
