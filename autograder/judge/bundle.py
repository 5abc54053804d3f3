"""A bundle: everything that grading one assignment needs, besides a submission."""

from __future__ import annotations

import ast
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from autograder.course import METADATA
from autograder.judge.needed_cells import must_run
from autograder.submissions.marks import by_student, points_of
from autograder.submissions.seeds import seeds_of
from autograder.submissions.syntax import parse

if TYPE_CHECKING:  # a tenth of a second, which most commands need not wait for
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Bundle:
    """Everything that grading one assignment needs, besides a submission.

    Attributes
    ----------
    assignment : str
    release : NotebookNode
        The released notebook, the skeleton of every graded one.
    seed : int
        Draws the secret cases.
    round : int
        Which of the assignment's seeds that is, from 1; see `autograder.submissions.seeds`.
    older : list
        Records of the releases that were made; see `autograder.submissions.older_releases`.
    """

    assignment: str
    release: NotebookNode
    seed: int
    round: int = 1
    older: list = field(default_factory=list)

    def to_bytes(self):
        """Encode the bundle; equal bundles give equal bytes. `from_bytes` reads them."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content):
        """Read a bundle from `to_bytes`."""
        from nbformat import from_dict

        fields = json.loads(content)
        return cls(**fields | {"release": from_dict(fields["release"])})

    @cached_property
    def provides(self):
        """Modules that the answers may build on."""
        return list(self.release.metadata.get(METADATA, {}).get("provides", []))

    @cached_property
    def preload(self):
        """Modules that the released notebook's own cells import, where they run for a grade."""
        codes = [cell for cell in self.release.cells if cell.cell_type == "code"]
        found = set()
        for cell, runs in zip(codes, must_run(codes, self.points), strict=True):
            if runs and not by_student(cell):
                found |= imported(cell.source)
        return sorted(found)

    @cached_property
    def points(self):
        """Points of every check, by name, in the notebook's order."""
        return points_of(self.release.cells)


def read_bundle(course, assignment, number=None):
    """Read what grading an assignment needs.

    Parameters
    ----------
    course : Course
    assignment : str
    number : int or None
        Of the round; None takes the newest.

    Returns
    -------
    Bundle

    Raises
    ------
    CourseError
        If the assignment has not been released, or its seeds are lost.
    """
    bundles = read_bundles(course, assignment)
    return bundles[-1 if number is None else number - 1]


def read_bundles(course, assignment, *, anew=False):
    """Read what grading an assignment needs, for every round.

    Parameters
    ----------
    course : Course
    assignment : str
    anew : bool
        Begin a new round; see `autograder.submissions.seeds.seeds_of`.

    Returns
    -------
    list of Bundle
        The newest last.

    Raises
    ------
    CourseError
        If the assignment has not been released, or its seeds are lost.
    """
    release = course.released_notebook(assignment)
    seeds = seeds_of(course, assignment, anew=anew)
    older = course.older_releases(assignment)
    return [
        Bundle(assignment, release, seed, number, older) for number, seed in enumerate(seeds, 1)
    ]


def imported(source):
    """List the modules that a cell imports; none if it is not plain Python."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:  # a magic
        return set()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
