"""The verdict on a student's test, from its answers on all candidates.

Its sentences come from a closed list, with the titles of the candidates. Nothing in them depends on
what the student's process says, except for an exception of the test; see `judge.wording`.
"""

from __future__ import annotations

from dataclasses import replace

from cnncourse.checks.engine import hints, verdict_text
from cnncourse.checks.engine.examine import examine
from cnncourse.checks.engine.judge import Verdict
from cnncourse.checks.engine.verdict_text import Failure

ACCEPT, REJECT = "accept", "reject"
ANSWERS = {"accepts": ACCEPT, "returned": ACCEPT, "erred": ACCEPT, "rejects": REJECT}
NAMED = 6  # kinds that a message names
ONLY_ASSERT = (
    "Only a failing `assert` rejects a candidate; any other exception refuses the test. What a "
    "candidate returns may be None or have another shape: assert what it is before you compute "
    "with it."
)


def verdict(check, cases, outcomes, *, reveal):
    """Judge a test by its answers on all candidates.

    Parameters
    ----------
    check : Check
    cases : sequence of Prepared
        Each with a `Candidate` as its argument.
    outcomes : sequence of Outcome
        With the values of `harnesses.candidates.answer_of_test`, which may be forged.
    reveal : bool
        Whether the message may show the words of an exception.

    Returns
    -------
    Verdict
    """
    broken = next((n for n, one in enumerate(outcomes) if not _is_answer(one)), None)
    if broken is not None:
        return _verdict(check, _broken(check, cases[broken], outcomes[broken], reveal), broken)
    answers = {}
    for prepared, outcome in zip(cases, outcomes, strict=True):
        answers.setdefault(prepared.case.args[0], []).append(outcome.value)
    answers = dict(sorted(answers.items(), key=lambda item: item[0].number))  # not as drawn
    failure = _unsteady(answers) or _refuses_right(answers)
    if failure is not None:
        return _verdict(check, failure)
    count = len({one.title for one in answers if not one.is_right})
    through = [one for one, given in answers.items() if not one.is_right and _accepts(given)]
    passing = list(dict.fromkeys(one.title for one in through))
    failure = _lets_through(passing, count, through, answers) if through else None
    right = sum(one.is_right for one in answers)
    fraction = 1 - len(passing) / count
    return _verdict(check, failure, fraction=fraction, counts=(right, count))


def _is_answer(outcome):
    return outcome.error is None and type(outcome.value) is str and outcome.value in ANSWERS


def _accepts(given):
    return ANSWERS[given[0]] == ACCEPT


def _verdict(check, failure, place=None, fraction=0.0, counts=(0, 0)):
    """Put a verdict together; without a failure, every wrong kind was rejected."""
    if failure is None:
        message = (
            "{}: it accepts all {} right implementations and rejects all {} kinds of wrong ones."
        )
        message = message.format(check.name, *counts)
    else:
        failure = replace(failure, called=f"{check.name}(candidate)")
        message = verdict_text.summary(check, {}, failure)
    return Verdict(
        check=check.name,
        passed=failure is None,
        groups={},
        message=message,
        fraction=fraction,
        empty=failure is not None and failure.empty,
        culprit=failure and failure.culprit,
        failure=failure,
        place=place,
    )


def _broken(check, prepared, outcome, reveal):
    """Say why a test gave no answer: it raised another exception, or its process sent nonsense."""
    if outcome.error is None:
        told = "it gave no answer: it neither returned nor raised an exception"
        return Failure(told, general=told)
    failure = examine(check, prepared, outcome, reveal=reveal)
    if failure.empty:
        return failure
    hint = hints.for_runaway(outcome) or ONLY_ASSERT
    return replace(failure, hint=hint, general_hint=hint)


def _told(text, hint):
    return Failure(text, hint=hint, general=text, general_hint=hint)


def _unsteady(answers):
    if all(len({ANSWERS[one] for one in given}) == 1 for given in answers.values()):
        return None
    return _told(
        "it gave different answers for the same candidate, so none of them counts",
        "Every candidate comes several times. Draw random numbers from a generator with a seed of "
        "its own, np.random.default_rng(0), and keep nothing from one run to the next.",
    )


def _refuses_right(answers):
    refused = [given for one, given in answers.items() if one.is_right and not _accepts(given)]
    erred = [given for one, given in answers.items() if one.is_right and "erred" in given]
    if refused:
        return _told(
            "it rejects a right implementation, so nothing counts",
            "Is the expected gradient right, and is there room for rounding? A numerical gradient "
            "is wrong where the slope jumps: keep random inputs away from such places.",
        )
    if erred:
        return _told("a right implementation raised an error, which is the course's fault", None)
    return None


def _lets_through(passing, count, through, answers):
    """Name the kinds that passed the test."""
    named = " ".join(f"“{title}”" for title in passing[:NAMED])
    more = f" And {len(passing) - NAMED} more." if len(passing) > NAMED else ""
    text = f"{len(passing)} of {count} kinds of wrong implementations pass it: {named}{more}"
    given = {answer for one in through for answer in answers[one]}
    if "erred" in given:
        hint = (
            "A candidate raised an error, and your test let it through: an error rejects nothing. "
            "Catch it and assert False."
        )
    elif "returned" in given:
        hint = "It returned a value, which nobody reads: a test rejects by a failing `assert`."
    else:
        hint = next(one.advice for one in through if one.title == passing[0]) or None
    return _told(text, hint)
