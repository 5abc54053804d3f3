"""Shared by the tests of the checks: the answers to every assignment, and a small assignment."""

from __future__ import annotations

import re
from functools import cache
from types import SimpleNamespace

import pytest
import small
from places import SOLUTIONS

from autograder.authoring.assignment import read_assignment
from autograder.authoring.build import build_notebook
from autograder.authoring.in_process import in_this_process, namespaces
from autograder.authoring.notebooks import solved_source
from cnncourse.checks import find, judge, notebook
from cnncourse.checks.catalogue import assignments, names
from cnncourse.checks.mistakes import likely_mistake

EVERY_CHECK = [(one, name) for one in assignments() for name in names(one)]


@cache
def _material(assignment):
    source = SOLUTIONS / assignment / "assignment.md"
    built = build_notebook(source, known_checks=names(assignment), repository="https://example.org")
    return SimpleNamespace(
        source=source.read_text(encoding="utf-8"),
        notebook=built,
        stages=namespaces(built, source.parent),
        exercises=read_assignment(SOLUTIONS, assignment).exercises,
    )


@pytest.fixture(scope="session")
def material():
    """For an assignment: `source`, `notebook`, and for each exercise `stages` and `exercises`.

    A stage holds the names that the notebook defines before an exercise; `exercises` holds the
    answers.
    """
    return _material


@pytest.fixture
def listed():
    """Return `listed(assignment)`, which reads what its notebook says about its exercises.

    `sections` is their number, `points` the sum of the points, `minutes` the sum of the minutes,
    which must be the same in the sections and in the table.
    """

    def read(assignment):
        known = _material(assignment)
        marks = [cell.metadata.get("nbgrader", {}) for cell in known.notebook.cells]
        minutes = re.findall(r"[●○]{3} · (\d+) minutes", known.source)
        assert minutes == re.findall(r"\| [●○]{3} \| (\d+) \|", known.source)
        return SimpleNamespace(
            sections=len(re.findall(r"^## \d+\. ", known.source, flags=re.M)),
            points=sum(mark["points"] for mark in marks if mark.get("grade")),
            minutes=sum(map(int, minutes)),
        )

    return read


@pytest.fixture
def told():
    """Return `told(assignment, name, title)`: the messages about the wrong answers of a title."""

    def judged(assignment, name, title):
        check, known = find(name, assignment), _material(assignment)
        wrong = known.exercises[name].wrong
        sources = [one.source for one in wrong if one.title.startswith(title)]
        assert sources, title
        likely = likely_mistake(check, 0)
        calls = [in_this_process(source, check, known.stages[name]) for source in sources]
        return [" ".join(judge(check, call, 0, likely=likely).message.split()) for call in calls]

    return judged


@pytest.fixture
def shown(capsys):
    """Return `shown(assignment)`, which runs the solved notebook and returns what it prints.

    If `variables` is given, a dictionary, it receives the variables of the notebook.
    """

    def run(assignment, variables=None):
        variables = {} if variables is None else variables
        variables["__name__"] = "__main__"
        for cell in _material(assignment).notebook.cells:
            if cell.cell_type == "code" and "%pip" not in cell.source:
                exec(solved_source(cell.source).replace("plt.show()", "plt.close()"), variables)
        return capsys.readouterr().out

    return run


def pytest_generate_tests(metafunc):
    """Run a test with the argument `assignment` once for each assignment, and one that also has
    `name` once for each check."""
    if {"assignment", "name"} <= {*metafunc.fixturenames}:
        metafunc.parametrize(("assignment", "name"), EVERY_CHECK)
    elif "assignment" in metafunc.fixturenames:
        metafunc.parametrize("assignment", assignments())


@pytest.fixture
def small_assignment(monkeypatch):
    """Let `check("...")` find the checks of `small`, and no others."""
    monkeypatch.setattr(notebook, "find", small.find)
    monkeypatch.setattr(notebook, "names", small.names)
