"""Run answers in this process, to test checks: fast, and debuggable.

An answer sees what a student's answer would: the names that the notebook's earlier cells define,
with the reference's functions. `verify`, by contrast, treats answers like real submissions.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
from pathlib import Path

import matplotlib

from autograder.authoring.notebooks import solved_source
from autograder.authoring.verify import weigh
from autograder.submissions.marks import exercise_of, is_answer, is_check

ROUNDS = 1


def in_this_process(source, check, namespace):
    """Run an answer's source here and return the `call` that `judge` takes.

    Any function with these arguments can replace it, such as one that starts a process.

    Parameters
    ----------
    source : str
        Of the solution cell.
    check : cnncourse.checks.Check
        Determines which functions are judged.
    namespace : dict
        The names that the notebook's earlier cells define; not changed.

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


def namespaces(notebook, folder=None):
    """Run an instructor's notebook and keep the names defined before each exercise.

    Parameters
    ----------
    notebook : NotebookNode
        With the reference in its solution cells. Its checks and magics are skipped.
    folder : Path or None
        Holds the data files that its cells read; None stays in the working directory.

    Returns
    -------
    dict of str to dict
        By exercise.
    """
    matplotlib.use("agg")  # an environment variable would be inherited by child processes
    variables, found = {"__name__": "__main__"}, {}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        if is_check(cell) or "%pip" in cell.source:
            continue
        source = solved_source(cell.source)
        if is_answer(cell):
            found[exercise_of(cell)] = dict(variables)
        with _working_in(folder or Path.cwd()):
            run_cell(source, variables, f"<cell {number}>")
    return found


@contextlib.contextmanager
def _working_in(folder):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def try_check(check, namespace, answers, seeds, make_call):
    """Try one check.

    Parameters
    ----------
    check : cnncourse.checks.Check
    namespace : dict
    answers : Answers
    seeds : iterable of int
    make_call : callable
        Such as `in_this_process`.

    Returns
    -------
    CheckResult
    """
    from cnncourse.checks import GRADING_ROUNDS, judge

    rounds = ROUNDS if check.secret_cases is None else GRADING_ROUNDS

    def verdicts(source):
        call = make_call(source, check, namespace)
        return [judge(check, call, seed, rounds=rounds) for seed in seeds]

    tried = [
        (kind, title, [verdict.passed for verdict in verdicts(source)])
        for kind, title, source in answers.listed()
    ]
    return weigh(check.assignment, check.name, tried)
