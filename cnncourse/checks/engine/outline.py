"""What may be said about a case with secret numbers: sentences from a closed list.

They depend only on which case of a round failed, on the kind of failure and on the known mistake
with the same result: never on the case's numbers, the student's value, or anything that the
student's process says.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from cnncourse.checks.engine import verdict_text
from cnncourse.checks.engine.prepared import draw, in_one_round

PUBLIC_SEEDS = range(4)  # whatever these draws have in common depends on no seed
OTHERS = (
    "The cases of the check in your notebook pass, but this one does not: try the function with "
    "other sizes, numbers and options."
)
IN_THE_NOTEBOOK = "Run the check in your notebook: it says more there."


def outline(check, verdict, *, where=None, hint=None):
    """Write the message about a verdict, leaving out what is secret.

    Parameters
    ----------
    check : Check
    verdict : Verdict
        A failed one.
    where : str or None
        The student's line that raised an exception, if it may be shown.
    hint : str or None
        Used if there is no other hint, such as `OTHERS`.

    Returns
    -------
    str
    """
    failure = verdict.failure
    call = check.name if verdict.place is None else called(check, verdict.place)
    told = replace(
        failure,
        called=call,
        problem=failure.general,
        hint=failure.general_hint or hint,
        where=where,
        culprit=None,
        printed="",
    )
    return verdict_text.summary(check, verdict.groups, told)


@functools.lru_cache(maxsize=1024)
def called(check, place):
    """Format the call of a case, showing only what does not depend on the seed.

    Parameters
    ----------
    check : Check
    place : int
        Index of the case, in any round.

    Returns
    -------
    str
        Such as `my_function(x of shape (2, 3), size, padding)`.
    """
    drawn = [draw(check, seed) for seed in PUBLIC_SEEDS]
    place %= in_one_round(check, drawn[0], 1)
    cases = [cases[place] for cases in drawn if place < len(cases)]
    return verdict_text.called_alike(check, cases)
