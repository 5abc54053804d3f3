"""The likely mistake: which of an assignment's known wrong answers gives what the student's gave.

The wrong answers of `solutions/NN_topic/wrong.py` are ours, but some crash and some never end, so
they run in a sandbox of their own. What they give is kept in this process: a class pays once.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
import textwrap
import threading

from autograder.judge.known_wrong import Known
from autograder.judge.needed_cells import must_run
from autograder.submissions import syntax
from cnncourse.checks import find, names


def parse(text):
    """Read a percent script: `# %% NAME: what is different`, then the answer.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict of str to list of (str, str)
        By exercise: what is different, and the source.
    """
    found = {}
    _, *parts = re.split(r"^# %%", text, flags=re.MULTILINE)
    for part in parts:
        title, _, source = part.partition("\n")
        name, colon, label = title.partition(":")
        if colon:
            found.setdefault(name.strip(), []).append((label.strip(), source.strip("\n")))
    return found


def likely_mistake(check, bundle):
    """Return the function that `judge` asks for the likely mistake, or None.

    Parameters
    ----------
    check : Check
    bundle : Bundle

    Returns
    -------
    callable or None
        `likely(first, outcome, passed)`; None where no mistakes are known.
    """
    answers = tuple(_parsed(bundle.mistakes).get(check.name, ()))
    if not answers:
        return None
    setup = _setup(check.name, bundle.assignment, _cells(bundle))
    with _making:
        known = _known(
            check, bundle.seed, setup, answers, tuple(bundle.provides), tuple(bundle.preload)
        )
    return known.likely


_making = threading.Lock()
_parsed = functools.lru_cache(maxsize=16)(parse)
_known = functools.lru_cache(maxsize=64)(Known)


@functools.lru_cache(maxsize=64)
def _setup(name, assignment, cells):
    """Write what stands before an exercise: given definitions, and the exercises solved.

    Parameters
    ----------
    name, assignment : str
    cells : tuple of (str or None, str)
        The exercise that a cell answers, and the source of a given one.
    """
    lines, known = [], names(assignment)
    for exercise, source in cells:
        if exercise is None:
            lines.append(_definitions(source))
        elif exercise == name:
            break
        elif exercise in known:
            reference = find(exercise, assignment).reference
            lines.append(textwrap.dedent(inspect.getsource(reference)))
    return "\n".join(lines)


def _cells(bundle):
    """Name the exercise of every code cell that runs for a grade, or give its source."""
    codes = [cell for cell in bundle.release.cells if cell.cell_type == "code"]
    found = []
    for cell, runs in zip(codes, must_run(codes, bundle.points), strict=True):
        mark = cell.metadata.get("nbgrader", {})
        if runs and mark.get("solution"):
            found.append((mark["grade_id"].removeprefix("solution_"), ""))
        elif runs:
            found.append((None, cell.source))
    return tuple(found)


def _definitions(source):
    """Keep of a given cell what defines names, and nothing that computes or draws."""
    try:
        statements = syntax.parse(source).body
    except SyntaxError:  # a magic
        return ""
    defining = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    kept = [
        statement
        for statement in statements
        if isinstance(statement, defining)
        or (isinstance(statement, ast.Assign) and not _calls(statement.value))
    ]
    return "\n".join(map(ast.unparse, kept))


def _calls(expression):
    return any(isinstance(node, ast.Call) for node in ast.walk(expression))
