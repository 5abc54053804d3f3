"""What the tests of the checks share: the notebook of the assignment, run once."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.answers import read_assignment
from autograder.authoring.build import build_notebook
from autograder.authoring.in_process import namespaces
from cnncourse.checks import names

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"
ASSIGNMENT = "01_convolution"


@pytest.fixture(scope="session")
def instructor_notebook():
    return build_notebook(
        SOLUTIONS / ASSIGNMENT / "assignment.md",
        known_checks=names(ASSIGNMENT),
        repository="https://example.org",
    )


@pytest.fixture(scope="session")
def stages(instructor_notebook):
    """By exercise: the names that the notebook defines before it."""
    return namespaces(instructor_notebook)


@pytest.fixture(scope="session")
def exercises():
    """All answers to the assignment, by exercise."""
    return read_assignment(SOLUTIONS, ASSIGNMENT).exercises
