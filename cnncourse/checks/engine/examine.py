"""Compare one outcome with what the reference gives, and look for the likely mistake."""

from __future__ import annotations

import dataclasses

from cnncourse.checks.engine import hints, verdict_text
from cnncourse.checks.engine.differences import cache_problem, difference
from cnncourse.checks.engine.verdict_text import Failure
from cnncourse.common.words import quoted

STUB = "it still raises NotImplementedError: write its body, run that cell, then this one"


def examine(check, prepared, outcome, *, reveal=False, explain=True, settled=()):
    """Compare one outcome with what the reference gives.

    Parameters
    ----------
    check : Check
    prepared : Prepared
        The case, and what the reference gives.
    outcome : Outcome
    reveal : bool
        Whether numbers may be shown; the check decides whether the expected ones may.
    explain : bool
        Whether to look for the likely mistake.
    settled : iterable of Prepared
        Cases that the answer passed: a mistake that would fail there is not the one.

    Returns
    -------
    Failure or None
        None when the outcome is right.
    """
    reveal = reveal and check.reveals
    failure = _examine(check, prepared, outcome, reveal, settled if explain else None)
    if failure is None:
        return None
    return dataclasses.replace(
        failure, where=outcome.where, culprit=outcome.raised_in, printed=outcome.printed
    )


def _examine(check, prepared, outcome, reveal, settled):
    case, expected, refusal = prepared.case, prepared.expected, prepared.refusal
    called = verdict_text.called(check, case, reveal=reveal)
    if outcome.error_type == "NotImplementedError":
        other = outcome.empty not in (None, check.name)
        told = f"`{check.name}` calls `{outcome.empty}`, which is still empty" if other else STUB
        return Failure(called, told, empty=True)
    if refusal is not None:
        return _examine_refusal(called, refusal, outcome, reveal)
    if outcome.error is not None:
        wanted = f" where {expected} is expected" if reveal and isinstance(expected, int) else ""
        told = f"it raised {_raised(outcome, reveal)}{wanted}"
        return Failure(called, told, hint=hints.for_error(check, case, outcome))
    if check.seconds is not None and outcome.seconds > check.seconds:
        took = f"it took {outcome.seconds:.0f} seconds, and {check.seconds:g} are allowed"
        return Failure(called, took)
    if outcome.mutated:
        return Failure(
            called,
            f"it changed its input {_arguments(check, outcome.mutated)}",
            hint="Write results into a new array (np.zeros, or a copy), not into an argument.",
        )
    if check.accept is not None:
        problem = check.accept(case, expected, outcome.value)
        return None if problem is None else Failure(called, problem.text, hint=problem.hint)
    failure = _examine_value(check, case, called, expected, outcome.value, reveal, settled)
    if failure is None and outcome.shared:
        return Failure(
            called,
            f"it returned its input {_arguments(check, outcome.shared)} itself, or a view of it",
            hint="Return a new array: whoever writes to the result would change the input, too.",
        )
    return failure


def _raised(outcome, reveal):
    """Write an exception; its name and its words are the student's, except where a call ended."""
    told = verdict_text.exception(outcome, reveal=reveal)
    return told if reveal or outcome.ending else quoted(told)


def _arguments(check, places):
    return " and ".join(verdict_text.argument_names(check, places))


def _examine_refusal(called, refusal, outcome, reveal):
    if outcome.error_type == "ValueError":
        return None
    why = f" ({refusal})" if reveal else ""
    did, raised = "returned a result", outcome.error is not None
    if raised:
        did = f"raised {_raised(outcome, reveal)}"
    return Failure(
        called,
        f"it {did} where a ValueError is asked for{why}",
        hint=(raised and hints.for_runaway(outcome))
        or "The docstring's section Raises says when to `raise ValueError(...)`.",
    )


def _examine_value(check, case, called, expected, value, reveal, settled):
    problem = _difference(check, expected, value, reveal)
    if problem is None:
        problem = _cache_problem(check, expected, value)
        return None if problem is None else Failure(called, problem.text, hint=problem.hint)
    causes = [] if settled is None else _causes(check, case, expected, value, settled)
    # Mistakes can give the same result; two guesses help, more would not.
    hint = " Or: ".join(causes[:2]) or problem.hint or check.hint
    return Failure(called, problem.text, hint=hint)


def _cache_problem(check, expected, value):
    """Say what is wrong with the form of a cache; everything else about the value is right."""
    places = [place for place, part in enumerate(check.parts) if part in check.caches]
    found = (
        cache_problem(expected[place], value[place], label=check.parts[place]) for place in places
    )
    return next(filter(None, found), None)


def _difference(check, expected, value, reveal=False):
    return difference(
        expected,
        value,
        parts=check.parts,
        ignored=check.caches,
        rtol=check.rtol,
        dtype=check.dtype,
        reveal=reveal,
    )


def _causes(check, case, expected, value, settled):
    """List the sentences of the mistakes that give this value, and are right where it was."""
    causes = []
    for sentence, suspected in check.suspects(case):
        if sentence not in causes and _explains(check, expected, suspected, value):
            causes.append(sentence)
    return [cause for cause in causes if all(_harmless(check, cause, old) for old in settled)]


def _explains(check, expected, suspected, value):
    if callable(suspected):
        return suspected(value)
    plausible = _difference(check, expected, suspected) is not None
    return plausible and _difference(check, suspected, value) is None


def _harmless(check, sentence, prepared):
    case, expected = prepared.case, prepared.expected
    variants = [suspected for told, suspected in check.suspects(case) if told == sentence]
    if not variants or any(map(callable, variants)):
        return True
    return any(_difference(check, expected, variant) is None for variant in variants)
