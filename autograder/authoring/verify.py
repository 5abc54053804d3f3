"""Grade the checks: right answers must pass, stubs and wrong answers must fail.

Every check is tried on the reference, on the untouched stub, and on the right and wrong answers
on file, with the public seed and with others. Each answer is handed in like a student's, together
with the reference's answers to the other exercises, and goes through rebuilding, sandbox and
referee.
"""

from __future__ import annotations

import sys
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import dataclass, field, replace

from tqdm import tqdm

from autograder.authoring.assignment import read_assignment
from autograder.authoring.one_answer import given_cells_that_fail, try_answer
from autograder.course import CourseError
from autograder.grading.workers import Workers, cores
from autograder.sandbox import isolation
from autograder.sandbox.errors import Disturbance
from autograder.sandbox.limits import Limits
from cnncourse.common.texts import counted

SEEDS = (0, 1, 2)
LIMITS = Limits(cell=5.0, notebook=30.0, call=3.0)  # some wrong answers run forever
FEWEST_WRONG, FEWEST_RIGHT = 5, 2


@dataclass
class CheckResult:
    """What happened to one check.

    Attributes
    ----------
    assignment, check : str
    reference, stub : bool
        Whether the reference passed, and whether the stub failed.
    right, wrong : (int, int)
        Right answers: accepted, tried. Wrong answers: rejected, tried.
    offenders : list of str
        What the check got wrong, one sentence each.
    """

    assignment: str
    check: str
    reference: bool = False
    stub: bool = False
    right: tuple[int, int] = (0, 0)
    wrong: tuple[int, int] = (0, 0)
    offenders: list[str] = field(default_factory=list)

    @property
    def good(self):
        return not self.offenders


def weigh(assignment, name, tried):
    """Summarize how a check did.

    Parameters
    ----------
    assignment, name : str
    tried : list of (str, str, list of bool)
        For each answer: its kind, its title, and whether it passed with each seed.

    Returns
    -------
    CheckResult
    """

    def among(kind):
        return [(title, passed) for one, title, passed in tried if one == kind]

    result = CheckResult(assignment, name)
    result.reference = all(all(passed) for _, passed in among("reference"))
    result.stub = not any(any(passed) for _, passed in among("stub"))
    refused = [title for title, passed in among("right") if not all(passed)]
    missed = [title for title, passed in among("wrong") if any(passed)]
    result.right = len(among("right")) - len(refused), len(among("right"))
    result.wrong = len(among("wrong")) - len(missed), len(among("wrong"))
    if not result.reference:
        result.offenders.append("the reference fails")
    if not result.stub:
        result.offenders.append("the stub passes")
    result.offenders += [f"right answer fails: {title}" for title in refused]
    result.offenders += [f"wrong answer passes: {title}" for title in missed]
    if result.right[1] < FEWEST_RIGHT:
        result.offenders.append(f"fewer than {FEWEST_RIGHT} right answers in right/{name}.py")
    if result.wrong[1] < FEWEST_WRONG:
        result.offenders.append(f"fewer than {FEWEST_WRONG} wrong answers in wrong/{name}.py")
    return result


def try_checks(solutions, names, *, checks=None, seeds=SEEDS, jobs=None):
    """Try every check of some assignments, through sandbox and referee, on all cores.

    If there is no sandbox, it prints a note and uses ordinary processes: these answers are the
    course's own.

    Parameters
    ----------
    solutions : Path
        The folder that holds `NN_topic/`.
    names : list of str
        Assignments.
    checks : list of str or None
        None tries all.
    seeds : sequence of int
        Including 0, the public one.
    jobs : int or None
        Answers to try at a time; None takes the number of cores.

    Returns
    -------
    list of CheckResult

    Raises
    ------
    CourseError
        If an assignment or an answer is damaged (see `read_assignment`), or if a given cell fails.
    """
    found = isolation.current()
    if found.name == isolation.NONE:
        print(f"no sandbox ({found.reason}): using ordinary processes", file=sys.stderr)
    limits = replace(LIMITS, isolation=found.name)
    assignments = [read_assignment(solutions, name) for name in names]
    tasks = [
        (assignment, name, *one)
        for assignment in assignments
        for name, answers in assignment.exercises.items()
        if checks is None or name in checks
        for one in answers.listed()
    ]
    with Workers(jobs or cores()) as workers:
        given = {
            one.name: workers.submit(
                given_cells_that_fail, one.bundle.to_bytes(), one.solved, limits
            )
            for one in assignments
        }
        futures = [
            workers.submit(
                try_answer,
                assignment.bundle.to_bytes(),
                name,
                {**assignment.solved, name: source},
                seeds,
                limits,
            )
            for assignment, name, _, _, source in tasks
        ]
        try:
            for name, future in given.items():
                for problem in future.result():
                    raise CourseError(f"{name}: {problem}")
            for future in tqdm(as_completed(futures), total=len(futures), disable=None):
                future.result()
        except (BrokenExecutor, Disturbance) as error:
            raise CourseError(f"not all answers could be tried: {error}") from error
        finally:
            workers.shutdown(cancel_futures=True)
    tried = {}
    for (assignment, name, kind, title, _), future in zip(tasks, futures, strict=True):
        tried.setdefault((assignment.name, name), []).append((kind, title, future.result()))
    return [weigh(*check, answers) for check, answers in tried.items()]


def print_table(results):
    """Print what `try_checks` found, and every offender by name.

    Parameters
    ----------
    results : list of CheckResult

    Returns
    -------
    int
        Number of checks that failed.
    """
    width = max((len(one.check) for one in results), default=5)
    print(f"{'check':<{width}}  reference  right accepted  stub    wrong rejected")
    for one in results:
        reference, stub = ("passes", "FAILS")[not one.reference], ("fails", "PASSES")[not one.stub]
        right, wrong = "{} of {}".format(*one.right), "{} of {}".format(*one.wrong)
        print(f"{one.check:<{width}}  {reference:<9}  {right:<14}  {stub:<6}  {wrong}")
    for one in results:
        for offender in one.offenders:
            print(f"{one.assignment}, {one.check}: {offender}")
    right, wrong = sum(one.right[1] for one in results), sum(one.wrong[1] for one in results)
    bad = sum(not one.good for one in results)
    verdict = "every check is good" if not bad else f"{bad} not good"
    count = counted(len(results), "check")
    print(f"{count}, {right} right and {wrong} wrong answers: {verdict}")
    return bad
