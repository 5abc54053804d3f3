"""Grade the checks by mutants of their references: only equivalent ones may be accepted.

Where the reference is a test, mutants are made of the function that it tests, for it to reject.

A mutant that still does what the exercise asks is not a mistake. Such mutants are listed in the
assignment's `equivalent/<exercise>.py`, written like wrong answers, with the reason as the title.
"""

from __future__ import annotations

import contextlib
import warnings
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tqdm import tqdm

from autograder.authoring.mutation import mutants, plain
from autograder.authoring.verify import SEEDS
from autograder.course import CourseError
from autograder.grading.workers import WorkerDied, Workers, cores
from cnncourse.checks import GRADING_ROUNDS, Outcome, find, judge, names
from cnncourse.checks.engine.answers import Answer, read, source_of
from cnncourse.checks.engine.driving import drive
from cnncourse.checks.engine.edits import EditError
from cnncourse.checks.engine.in_process import call_once
from cnncourse.checks.engine.likely import defined
from cnncourse.checks.engine.outcome import Ending
from cnncourse.checks.engine.time_limits import FunctionTimeout, time_limit
from cnncourse.common.texts import counted

SECONDS = 3.0  # time limit of a call if the check sets none: some mutants run forever
FILENAME = "<mutant>"


@dataclass
class MutationResult:
    """What happened to the mutants of one reference.

    Attributes
    ----------
    assignment, check : str
    tried, rejected : int
    equivalent : list of str
        The listed mutants that grading accepts, each with its reason.
    offenders : list of str
        The other accepted mutants, and errors in the list, one sentence each.
    """

    assignment: str
    check: str
    tried: int = 0
    rejected: int = 0
    equivalent: list[str] = field(default_factory=list)
    offenders: list[str] = field(default_factory=list)

    @property
    def good(self):
        return not self.offenders


def try_mutants(solutions, assignments, *, checks=None, seeds=SEEDS, jobs=None):
    """Try the mutants of the references of some assignments, on all cores.

    They are the course's own, so they run in worker processes without a sandbox.

    Parameters
    ----------
    solutions : Path
        The folder that holds `NN_topic/`.
    assignments : list of str
    checks : list of str or None
        None tries all.
    seeds : sequence of int
        A mutant is accepted if it passes with any of them.
    jobs : int or None
        Mutants to try at a time; None takes the number of cores.

    Returns
    -------
    list of MutationResult

    Raises
    ------
    CourseError
        If a list of equivalent mutants does not fit its reference.
    """
    chosen = [
        find(name, assignment)
        for assignment in assignments
        for name in names(assignment)
        if checks is None or name in checks
    ]
    lists = [_equivalents(Path(solutions), check) for check in chosen]
    made = [mutants(source_of(_mutated(check))) for check in chosen]
    tasks = [
        (check.assignment, check.name, mutant.source, seeds)
        for check, some in zip(chosen, made, strict=True)
        for mutant in some
    ]
    accepted = iter(_try_all(tasks, jobs or cores()))
    return [
        _weigh(check, [(mutant, next(accepted)) for mutant in some], listed)
        for check, some, listed in zip(chosen, made, lists, strict=True)
    ]


def _try_all(tasks, jobs):
    """Find out which mutants pass; one that kills its process twice does not.

    Parameters
    ----------
    tasks : list of tuple
        The arguments of `passes`.
    jobs : int
        Mutants at a time.

    Returns
    -------
    list of bool
    """
    passed, waiting = {}, range(len(tasks))
    with Workers(jobs) as workers:
        try:
            for _ in range(2):  # something else may have killed the process
                futures = {workers.submit(passes, *tasks[number]): number for number in waiting}
                done = as_completed(futures)
                for future in tqdm(done, total=len(futures), unit=" mutants", disable=None):
                    with contextlib.suppress(WorkerDied):
                        passed[futures[future]] = future.result()
                waiting = [number for number in waiting if number not in passed]
        finally:
            workers.shutdown(cancel_futures=True)
    return [passed.get(number, False) for number in range(len(tasks))]


def passes(assignment, name, source, seeds):
    """Return whether grading accepts an answer with any of the seeds.

    Parameters
    ----------
    assignment, name : str
        The check.
    source : str
    seeds : sequence of int

    Returns
    -------
    bool
    """
    check = find(name, assignment)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if check.subject is not None:
            return _is_accepted_by_test(check, source)
        return any(
            judge(check, _call(check, source), seed, rounds=GRADING_ROUNDS).passed for seed in seeds
        )


def _mutated(check):
    """Choose what to mutate: the reference or, if that is a test, what it tests."""
    return check.reference if check.subject is None else check.subject.reference


def _is_accepted_by_test(check, source):
    """Return whether the reference, a test, accepts a mutant as its candidate."""
    candidate = check.subject.candidate(Answer("mutant", "", source))
    test = drive(check.reference, check.harness)
    with time_limit(SECONDS, candidate.function.__code__.co_filename):  # then the candidate errs
        return call_once(test, (candidate,), {}).value == "accepts"


def _call(check, source):
    """Make the `call` that `judge` takes; after a timeout it no longer calls the function."""
    function = defined(check, Answer("mutant", "", source), FILENAME)
    seconds, ended = check.seconds or SECONDS, []

    def call(args, kwargs):
        if not ended:
            try:
                with time_limit(seconds, FILENAME):
                    return call_once(function, args, kwargs)
            except FunctionTimeout as error:
                text = f"TimeoutError: {error}"
                ended.append(
                    Outcome(error=text, error_type="TimeoutError", ending=Ending.CALL_TIMEOUT)
                )
        return ended[0]

    return call


def _equivalents(solutions, check):
    """Read the list of equivalent mutants of a check."""
    path = solutions / check.assignment / "equivalent" / f"{check.name}.py"
    try:
        return read(path, source_of(_mutated(check)))
    except EditError as error:
        raise CourseError(str(error)) from error


def _weigh(check, tried, listed):
    """Summarize how a check did on its mutants.

    Parameters
    ----------
    check : Check
    tried : list of (Mutant, bool)
        Each with whether it was accepted.
    listed : list of Answer
        The equivalent ones.

    Returns
    -------
    MutationResult
    """
    result = MutationResult(check.assignment, check.name, len(tried))
    reasons = {plain(answer.source): answer.title for answer in listed}
    made = {mutant.source: accepted for mutant, accepted in tried}
    for source, reason in reasons.items():
        if source not in made:
            result.offenders.append(f"listed as equivalent, but matches no mutant: {reason}")
        elif not made[source]:
            result.offenders.append(f"listed as equivalent, but grading rejects it: {reason}")
    for mutant, accepted in tried:
        told = f"{mutant.out}  ->  {mutant.into}"
        if not accepted:
            result.rejected += 1
        elif mutant.source in reasons:
            result.equivalent.append(f"{told}  ({reasons[mutant.source]})")
        else:
            result.offenders.append(f"grading accepts the mutant {told}")
    return result


def print_mutants(results):
    """Print what `try_mutants` found, every equivalent mutant, and every offender.

    Parameters
    ----------
    results : list of MutationResult

    Returns
    -------
    int
        Number of checks that failed.
    """
    width = max((len(one.check) for one in results), default=5)
    print(f"{'check':<{width}}  mutants  rejected  equivalent  accepted")
    for one in results:
        accepted = one.tried - one.rejected - len(one.equivalent)
        numbers = f"{one.tried:>7}  {one.rejected:>8}  {len(one.equivalent):>10}  {accepted:>8}"
        print(f"{one.check:<{width}}  {numbers}")
    for one in results:
        for told in one.equivalent:
            print(f"{one.assignment}, {one.check}: equivalent: {told}")
    for one in results:
        for told in one.offenders:
            print(f"{one.assignment}, {one.check}: {told}")
    bad = sum(not one.good for one in results)
    tried, rejected = sum(one.tried for one in results), sum(one.rejected for one in results)
    verdict = "every check is good" if not bad else f"{bad} not good"
    count = counted(len(results), "check")
    print(f"{count}, {rejected} of {tried} mutants rejected: {verdict}")
    return bad
