"""Short limits for tests, and the scores in a graded notebook."""

from __future__ import annotations

from autograder.course import METADATA
from autograder.sandbox.limits import Limits

QUICK = Limits(cell=1.0, notebook=20.0, call=1.5)


def points(notebook):
    return {name: score["points"] for name, score in notebook.metadata[METADATA]["scores"].items()}


def scores(notebook):
    return notebook.metadata[METADATA]["scores"]
