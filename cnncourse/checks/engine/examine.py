"""Compare one outcome with the reference's result, and look for the likely mistake."""

from __future__ import annotations

import dataclasses

from cnncourse.checks.engine import hints, verdict_text
from cnncourse.checks.engine.differences import cache_problem, difference
from cnncourse.checks.engine.verdict_text import Failure
from cnncourse.common.words import quoted

STUB = "it still raises NotImplementedError: write its body, run that cell, then this one"


def examine(check, prepared, outcome, *, reveal=False, explain=True, settled=()):
    """Compare one outcome with the reference's result.

    Parameters
    ----------
    check : Check
    prepared : Prepared
        The case with the reference's result.
    outcome : Outcome
    reveal : bool
        Whether to show numbers; expected ones also need `check.reveals`.
    explain : bool
        Whether to look for the likely mistake.
    settled : iterable of Prepared
        Cases that the answer passed; they rule out every mistake that would fail there.

    Returns
    -------
    Failure or None
        None if the outcome is right.
    """
    reveal = reveal and check.reveals
    failure = _examine(check, prepared, outcome, reveal, settled if explain else None)
    if failure is None:
        return None
    return dataclasses.replace(
        failure,
        called=verdict_text.called(check, prepared.case, reveal=reveal),
        where=outcome.where,
        culprit=outcome.raised_in,
        printed=outcome.printed,
    )


def _examine(check, prepared, outcome, reveal, settled):
    case, expected, refusal = prepared.case, prepared.expected, prepared.refusal
    if outcome.error_type == "NotImplementedError":
        if outcome.empty in (None, check.name):
            return Failure(STUB, empty=True, general=STUB)
        told = f"`{check.name}` calls `{outcome.empty}`, which is not written yet"
        general = f"`{check.name}` calls a function that is not written yet"
        return Failure(told, empty=True, general=general)
    if refusal is not None:
        return _examine_refusal(refusal, outcome, reveal)
    if outcome.error is not None:
        raised = f"it raised {_raised(outcome, reveal)}"
        return Failure(
            f"expected {expected}, but {raised}" if reveal and type(expected) is int else raised,
            hint=hints.for_error(check, case, outcome),
            general=f"it raised {verdict_text.exception_in_general(outcome)}",
            general_hint=hints.in_general(check, case, outcome),
        )
    if check.seconds is not None and outcome.seconds > check.seconds:
        took = f"it took {outcome.seconds:.0f} seconds, the limit is {check.seconds:g}"
        general = f"it took longer than the limit of {check.seconds:g} seconds"
        return Failure(took, general=general)
    if outcome.mutated:
        advice = "Write results into a new array (np.zeros, or a copy), not into an argument."
        return Failure(
            f"it changed its input {_arguments(check, outcome.mutated)}",
            hint=advice,
            general="it changed one of its inputs",
            general_hint=advice,
        )
    if check.accept is not None:
        return _failure(check.accept(case, expected, outcome.value))
    failure = _examine_value(check, case, expected, outcome.value, reveal, settled)
    if failure is None and outcome.shared:
        advice = "Return a new array: otherwise, writing to the result changes the input, too."
        return Failure(
            f"it returned its input {_arguments(check, outcome.shared)} itself, or a view of it",
            hint=advice,
            general="it returned one of its inputs itself, or a view of it",
            general_hint=advice,
        )
    return failure


def _failure(problem, **more):
    """Turn what is wrong with a value, if anything, into a failure."""
    if problem is None:
        return None
    told = {"hint": problem.hint, "general_hint": problem.general_hint, **more}
    return Failure(problem.text, general=problem.general, **told)


def _raised(outcome, reveal):
    """Format an exception, in quotes if its words are the student's."""
    told = verdict_text.exception(outcome, reveal=reveal)
    return told if reveal or outcome.ending else quoted(told)


def _arguments(check, places):
    return " and ".join(verdict_text.argument_names(check, places))


def _examine_refusal(refusal, outcome, reveal):
    if outcome.error_type == "ValueError":
        return None
    why = f" ({refusal})" if reveal else ""
    did = general = "returned a result"
    hint = "The Raises section of the docstring says when to `raise ValueError(...)`."
    if outcome.error is not None:
        did = f"raised {_raised(outcome, reveal)}"
        general = f"raised {verdict_text.exception_in_general(outcome)}"
        hint = hints.for_runaway(outcome) or hint
    return Failure(
        f"it {did}, but should raise a ValueError{why}",
        hint=hint,
        general=f"it {general}, but should raise a ValueError",
        general_hint=hint,
    )


def _examine_value(check, case, expected, value, reveal, settled):
    problem = _difference(check, case, expected, value, reveal)
    if problem is None:
        return _failure(_cache_problem(check, expected, value))
    causes = [] if settled is None else _causes(check, case, expected, value, settled)
    # Several mistakes can give the same result; two guesses help, more do not.
    hint = " Or: ".join(causes[:2]) or problem.hint or check.hint
    return _failure(problem, hint=hint, general_hint=check.hint)


def _cache_problem(check, expected, value):
    """Say what is wrong with the form of a cache, when everything else is right."""
    places = [place for place, part in enumerate(check.parts) if part in check.caches]
    found = (
        cache_problem(expected[place], value[place], label=check.parts[place]) for place in places
    )
    return next(filter(None, found), None)


def _difference(check, case, expected, value, reveal=False):
    return difference(
        expected,
        value,
        parts=check.parts,
        ignored=(*check.caches, *case.ignored),
        rtol=check.rtol,
        dtype=check.dtype,
        reveal=reveal,
    )


def _causes(check, case, expected, value, settled):
    """List the mistakes that give this value here and the right one in the settled cases."""
    causes = []
    for sentence, suspected in check.suspects(case):
        if sentence not in causes and _explains(check, case, expected, suspected, value):
            causes.append(sentence)
    return [cause for cause in causes if all(_harmless(check, cause, old) for old in settled)]


def _explains(check, case, expected, suspected, value):
    if callable(suspected):
        return suspected(value)
    plausible = _difference(check, case, expected, suspected) is not None
    return plausible and _difference(check, case, suspected, value) is None


def _harmless(check, sentence, prepared):
    case, expected = prepared.case, prepared.expected
    variants = [suspected for told, suspected in check.suspects(case) if told == sentence]
    if not variants or any(map(callable, variants)):
        return True
    return any(_difference(check, case, expected, variant) is None for variant in variants)
