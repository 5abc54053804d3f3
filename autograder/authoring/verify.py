"""Grade the checks: right answers must pass, stubs and wrong answers must fail.

Every check is tried on the reference, on the untouched stub, and on the answers in `right.py`
and `wrong.py`, with the public seed and with others. Each answer is handed in like a student's,
among the reference's answers to the other exercises, and goes through rebuilding, sandbox and
referee.
"""

from __future__ import annotations

import sys
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path

from tqdm import tqdm

from autograder.authoring.build import BEGIN, END, build_notebook
from autograder.authoring.one_answer import try_answer
from autograder.authoring.sample import answers, exercise, solved_source
from autograder.course import CourseError
from autograder.grading.workers import Workers, cores
from autograder.judge.bundle import Bundle
from autograder.sandbox import isolation
from autograder.sandbox.errors import IsolationUnavailable
from autograder.sandbox.limits import Limits

SEEDS = (0, 1, 2)
LIMITS = Limits(cell=5.0, notebook=30.0, call=3.0)  # some wrong answers never end
FEWEST_WRONG, FEWEST_RIGHT = 5, 2


@dataclass
class Row:
    """What happened to one check.

    Attributes
    ----------
    assignment, check : str
    reference, stub : bool
        Whether the reference passed, and whether the stub failed.
    right, wrong : (int, int)
        Right answers accepted and tried; wrong answers rejected and tried.
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


def stub_source(source):
    """Do what nbgrader does for the student: an error in place of the solution."""
    head = source.partition(BEGIN)[0].rstrip()
    tail = source.partition(END)[2]
    return f"{head}\n    raise NotImplementedError(){tail}\n"


def listed(sources):
    """List the answers to one exercise as `(kind, title, source)`.

    Parameters
    ----------
    sources : dict
        "reference" and "stub": source. "right" and "wrong": list of (title, source).
    """
    one = [(kind, kind, sources[kind]) for kind in ("reference", "stub")]
    return one + [(kind, *answer) for kind in ("right", "wrong") for answer in sources[kind]]


def weigh(assignment, name, tried):
    """Say how a check did.

    Parameters
    ----------
    assignment, name : str
    tried : list of (str, str, list of bool)
        Of every answer its kind and title, and for every seed whether it passed.

    Returns
    -------
    Row
    """

    def among(kind):
        return [(title, passed) for one, title, passed in tried if one == kind]

    row = Row(assignment, name)
    row.reference = all(all(passed) for _, passed in among("reference"))
    row.stub = not any(any(passed) for _, passed in among("stub"))
    refused = [title for title, passed in among("right") if not all(passed)]
    missed = [title for title, passed in among("wrong") if any(passed)]
    row.right = len(among("right")) - len(refused), len(among("right"))
    row.wrong = len(among("wrong")) - len(missed), len(among("wrong"))
    if not row.reference:
        row.offenders.append("the reference fails")
    if not row.stub:
        row.offenders.append("the stub passes")
    row.offenders += [f"right answer fails: {title}" for title in refused]
    row.offenders += [f"wrong answer passes: {title}" for title in missed]
    if row.right[1] < FEWEST_RIGHT:
        row.offenders.append(f"fewer than {FEWEST_RIGHT} right answers in right.py")
    if row.wrong[1] < FEWEST_WRONG:
        row.offenders.append(f"fewer than {FEWEST_WRONG} wrong answers in wrong.py")
    return row


def verify(solutions, names=None, seeds=SEEDS, jobs=None):
    """Try every check of the assignments, through sandbox and referee, on all cores.

    Where there is no sandbox, it says so and runs them in ordinary processes: these answers are
    the course's own.

    Parameters
    ----------
    solutions : Path
        The folder that holds `NN_topic/`.
    names : list of str or None
        Assignments; None is all of them.
    seeds : sequence of int
        Among them 0, the public one.
    jobs : int or None
        Answers at a time; None takes as many as there are cores.

    Returns
    -------
    list of Row

    Raises
    ------
    CourseError
        If an assignment is damaged, or `right.py` or `wrong.py` answers no exercise of it.
    """
    solutions = Path(solutions)
    if names is None:
        names = sorted(path.parent.name for path in solutions.glob("*/assignment.md"))
    found = isolation.current()
    if found.name == isolation.NONE:
        print(f"no sandbox here ({found.reason}): ordinary processes", file=sys.stderr)
    limits = replace(LIMITS, isolation=found.name)
    tasks = [
        (known, name, *one)
        for known in [read_answers(solutions / name) for name in names]
        for name, sources in known.exercises.items()
        for one in listed(sources)
    ]
    with Workers(jobs or cores()) as workers:
        futures = []
        for known, name, _, _, source in tasks:
            answer = {**known.solved, name: source}
            futures.append(workers.submit(try_answer, known.bundle, name, answer, seeds, limits))
        try:
            for future in tqdm(as_completed(futures), total=len(futures), disable=None):
                future.result()
        except (BrokenExecutor, IsolationUnavailable) as error:
            raise CourseError(f"not every answer was tried: {error}") from error
        finally:
            workers.shutdown(cancel_futures=True)
    tried = {}
    for (known, name, kind, title, _), future in zip(tasks, futures, strict=True):
        passed = kind, title, future.result()
        tried.setdefault((known.assignment, name), []).append(passed)
    return [weigh(*check, found) for check, found in tried.items()]


@dataclass
class Answers:
    """An assignment and all answers to it.

    Attributes
    ----------
    assignment : str
    bundle : bytes
        Of the assignment as it would be released.
    solved : dict of str to str
        The reference's answers, by exercise.
    exercises : dict
        By exercise the source of its "reference" and "stub", and lists of `(title, source)` under
        "right" and "wrong".
    """

    assignment: str
    bundle: bytes
    solved: dict
    exercises: dict


def read_answers(folder):
    """Read an assignment and all answers to it.

    Returns
    -------
    Answers

    Raises
    ------
    CourseError
        See `verify`.
    """
    from cnncourse.checks import names as check_names

    known = check_names(folder.name)
    notebook = build_notebook(
        folder / "assignment.md", known_checks=known, repository="https://example.org"
    )
    solved, stubs = {}, {}
    for cell in notebook.cells:
        if name := exercise(cell):
            solved[name], stubs[name] = solved_source(cell.source), stub_source(cell.source)
            cell.source = stubs[name]
    right, wrong = answers(folder / "right.py"), answers(folder / "wrong.py")
    for file, given in (("right.py", right), ("wrong.py", wrong)):
        if strangers := sorted(set(given) - set(solved)):
            raise CourseError(f"{folder / file}: no exercise {', '.join(strangers)}")
    if unasked := [name for name in known if name not in solved]:
        raise CourseError(f"{folder}: checks without an exercise: {', '.join(unasked)}")
    exercises = {
        name: {
            "reference": solved[name],
            "stub": stubs[name],
            "right": right.get(name, []),
            "wrong": wrong.get(name, []),
        }
        for name in solved
    }
    bundle = Bundle(folder.name, notebook, seed=0).to_bytes()
    return Answers(folder.name, bundle, solved, exercises)


def print_table(rows):
    """Print what `verify` found, and every offender by name.

    Parameters
    ----------
    rows : list of Row

    Returns
    -------
    int
        Number of checks that are not good.
    """
    width = max((len(row.check) for row in rows), default=5)
    print(f"{'check':<{width}}  reference  right accepted  stub    wrong rejected")
    for row in rows:
        reference, stub = ("passes", "FAILS")[not row.reference], ("fails", "PASSES")[not row.stub]
        right, wrong = "{} of {}".format(*row.right), "{} of {}".format(*row.wrong)
        print(f"{row.check:<{width}}  {reference:<9}  {right:<14}  {stub:<6}  {wrong}")
    for row in rows:
        for offender in row.offenders:
            print(f"{row.assignment}, {row.check}: {offender}")
    right, wrong = sum(row.right[1] for row in rows), sum(row.wrong[1] for row in rows)
    bad = sum(not row.good for row in rows)
    verdict = "every check is good" if not bad else f"{bad} not good"
    print(f"{len(rows)} checks, {right} right and {wrong} wrong answers: {verdict}")
    return bad
