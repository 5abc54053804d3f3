"""Grade the checks: right answers must pass, stubs and wrong answers must fail.

Every check is tried on the reference, on the untouched stub, and on the answers in `right.py`
and `wrong.py`, with the public seed and with others. An answer sees what a student's answer
would: the names that the notebook's earlier cells define, with the reference's functions.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
from dataclasses import dataclass, field
from pathlib import Path

from autograder.build import BEGIN, END, build_notebook
from autograder.course import CourseError
from autograder.sample import answers, solved_source

SEEDS = (0, 1, 2)
ROUNDS = 1
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


def in_this_process(source, check, namespace):
    """Run an answer's source here and give the call that `judge` wants.

    This is where another process can take its place: anything with these arguments will do.

    Parameters
    ----------
    source : str
        What a student typed into the solution cell.
    check : cnncourse.checks.Check
        Names the functions that are judged.
    namespace : dict
        The names of the notebook's earlier cells; it is not changed.

    Returns
    -------
    callable
        `call(args, kwargs) -> Outcome`.
    """
    from cnncourse.checks import run_check_in_process

    variables = dict(namespace)
    run_cell(source, variables, f"<answer {check.name}>")
    run = run_check_in_process(check, variables)

    def call(args, kwargs):
        with contextlib.redirect_stdout(io.StringIO()):
            return run(args, kwargs)

    return call


def run_cell(source, variables, filename="<cell>"):
    """Run a cell's source in a namespace, quietly, so that errors can name its lines."""
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, filename, "exec"), variables)


def namespaces(notebook):
    """Run an instructor's notebook and keep the names that stand before every exercise.

    Parameters
    ----------
    notebook : NotebookNode
        With the reference in its solution cells. Its checks and magics are left out.

    Returns
    -------
    dict of str to (dict, str, str)
        By exercise: namespace, the reference's source, the stub's source.
    """
    os.environ.setdefault("MPLBACKEND", "agg")
    variables, found = {"__name__": "__main__"}, {}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade") or "%pip" in cell.source:
            continue
        source = solved_source(cell.source)
        if mark.get("solution"):
            name = mark["grade_id"].removeprefix("solution_")
            found[name] = (dict(variables), source, stub_source(cell.source))
        run_cell(source, variables, f"<cell {number}>")
    return found


def stub_source(source):
    """Do what nbgrader does for the student: an error in place of the solution."""
    head = source.partition(BEGIN)[0].rstrip()
    tail = source.partition(END)[2]
    return f"{head}\n    raise NotImplementedError(){tail}\n"


def try_check(check, namespace, sources, seeds, make_call):
    """Try one check.

    Parameters
    ----------
    check : cnncourse.checks.Check
    namespace : dict
    sources : dict
        "reference" and "stub": source. "right" and "wrong": list of (title, source).
    seeds : iterable of int
    make_call : callable
        Such as `in_this_process`.

    Returns
    -------
    Row
    """
    from cnncourse.checks import judge

    def verdicts(source):
        call = make_call(source, check, namespace)
        return [judge(check, call, seed, rounds=ROUNDS) for seed in seeds]

    def accepted(source):
        return all(verdict.passed for verdict in verdicts(source))

    def rejected(source):
        return not any(verdict.passed for verdict in verdicts(source))

    row = Row(check.assignment, check.name)
    row.reference = accepted(sources["reference"])
    row.stub = rejected(sources["stub"])
    refused = [title for title, source in sources["right"] if not accepted(source)]
    missed = [title for title, source in sources["wrong"] if not rejected(source)]
    row.right = len(sources["right"]) - len(refused), len(sources["right"])
    row.wrong = len(sources["wrong"]) - len(missed), len(sources["wrong"])
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


def verify(solutions, names=None, seeds=SEEDS, make_call=in_this_process):
    """Try every check of the assignments.

    Parameters
    ----------
    solutions : Path
        The folder that holds `NN_topic/`.
    names : list of str or None
        Assignments; None is all of them.
    seeds : iterable of int
        Among them 0, the public one.
    make_call : callable
        Where answers run: `make_call(source, check, namespace)` gives a call for `judge`.

    Returns
    -------
    list of Row

    Raises
    ------
    CourseError
        If an assignment is damaged, or `right.py` or `wrong.py` answers no exercise of it.
    """
    from cnncourse.checks import find
    from cnncourse.checks import names as check_names

    solutions = Path(solutions)
    if names is None:
        names = sorted(path.parent.name for path in solutions.glob("*/assignment.md"))
    rows = []
    for assignment in names:
        folder = solutions / assignment
        known = check_names(assignment)
        notebook = build_notebook(
            folder / "assignment.md", known_checks=known, repository="https://example.org"
        )
        stages = namespaces(notebook)
        right, wrong = answers(folder / "right.py"), answers(folder / "wrong.py")
        for file, given in (("right.py", right), ("wrong.py", wrong)):
            if strangers := sorted(set(given) - set(stages)):
                raise CourseError(f"{folder / file}: no exercise {', '.join(strangers)}")
        if unasked := [name for name in known if name not in stages]:
            raise CourseError(f"{folder}: checks without an exercise: {', '.join(unasked)}")
        for name, (namespace, reference, stub) in stages.items():
            sources = {
                "reference": reference,
                "stub": stub,
                "right": right.get(name, []),
                "wrong": wrong.get(name, []),
            }
            rows.append(try_check(find(name, assignment), namespace, sources, seeds, make_call))
    return rows


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
