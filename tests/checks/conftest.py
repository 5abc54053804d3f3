"""What the tests of the checks share: the notebook of the assignment, run once."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    """By exercise: the names before it, the reference's source, the stub's source."""
    return namespaces(instructor_notebook)
