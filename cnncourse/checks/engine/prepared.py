"""Cases drawn from a seed, with what the reference gives for them."""

from __future__ import annotations

import functools
import zlib
from dataclasses import dataclass

import numpy as np

from cnncourse.checks.engine.driving import drive

PUBLIC_SEED = 0
"""What a student's own run draws its cases from."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A case with what the reference gives for it.

    Parameters
    ----------
    case : Case
    expected : object
        None where the reference raises a ValueError.
    refusal : ValueError or None
        What the reference raises.
    """

    case: object
    expected: object = None
    refusal: ValueError | None = None


def draw(check, seed, rounds=1):
    """Draw the cases of a check; the first one comes again at the end.

    Calling a function twice with the same arguments shows whether it keeps state. Of several
    rounds, the first holds the cases that every student's own run draws. A check with a time limit
    of its own takes long: its cases are drawn once, from the seed, and none comes again.

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
    first = rng if rounds == 1 else generator(check, PUBLIC_SEED)
    cases = [case for one in [first, *[rng] * (rounds - 1)] for case in check.cases(one)]
    return [*cases, cases[0]]


def in_one_round(check, cases, rounds):
    """Count the cases of one round among those that were drawn."""
    return len(cases) if check.seconds is not None else (len(cases) - 1) // rounds


@functools.lru_cache(maxsize=64)
def prepare(check, seed, rounds=1):
    """Draw the cases of a check and ask the reference, once for all who are judged on them.

    The result is shared: do not write to it.

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
    """Draw one more case, beyond those of the check itself, and ask the reference.

    Parameters
    ----------
    check : Check
    case : callable
        `case(rng)` makes the case.
    seed : int
    number : int
        At least 0; another number gives another case.

    Returns
    -------
    Prepared
    """
    return ask_reference(check, case(generator(check, seed, number + 1)))


def generator(check, *seeds):
    """Make the random numbers of a check, the same for the same seeds."""
    return np.random.default_rng([zlib.crc32(check.name.encode()), *seeds])


def ask_reference(check, case):
    """Prepare one case; the reference is not asked where the case itself holds the answer."""
    if case.known is not None:
        return Prepared(case, case.known)
    reference = drive(check.reference, check.harness, tuple(check.partners.values()))
    try:
        return Prepared(case, reference(*case.args, **case.kwargs))
    except ValueError as error:
        return Prepared(case, refusal=error.with_traceback(None))
