"""A bundle: everything that grading an assignment needs, apart from the submission."""

from __future__ import annotations

import ast
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from autograder.course import METADATA
from autograder.judge.needed_cells import must_run
from autograder.judge.released import released_data, require_unchanged
from autograder.submissions.marks import by_student, drop_points, is_by_build, points_of
from autograder.submissions.older_releases import without_points
from autograder.submissions.seeds import seeds_of
from autograder.submissions.syntax import parse

if TYPE_CHECKING:  # importing it takes a tenth of a second, which most commands can skip
    from nbformat import NotebookNode

VOID = "void"  # key of the list of void exercises in our metadata


@dataclass(frozen=True)
class Bundle:
    """Everything that grading an assignment needs, apart from the submission.

    Attributes
    ----------
    assignment : str
    release : NotebookNode
        The released notebook, the skeleton of every graded one, without the cells of the build:
        they depend on points and on the package's edition, and no grade depends on them.
    seed : int
        Draws the secret cases.
    round : int
        Number of this seed among the assignment's, from 1; see `autograder.submissions.seeds`.
    older : list
        Records of all releases so far; see `autograder.submissions.older_releases`.
    data : tuple of (str, bytes)
        Files that given cells read, by name; a submission finds them in its working folder.
    """

    assignment: str
    release: NotebookNode
    seed: int
    round: int = 1
    older: list = field(default_factory=list)
    data: tuple = ()

    def to_bytes(self):
        """Encode the bundle; equal bundles give equal bytes. `from_bytes` reads them."""
        files = [(name, b64encode(content).decode()) for name, content in self.data]
        return json.dumps(asdict(self) | {"data": files}, sort_keys=True).encode()

    def without_points(self):
        """Encode what decides whether an answer is right: everything except the points."""
        content = json.loads(self.to_bytes())
        drop_points(content["release"]["cells"])
        content["release"]["metadata"].get(METADATA, {}).pop(VOID, None)
        content["older"] = without_points(content["older"])
        return json.dumps(content, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content):
        """Read a bundle from `to_bytes`."""
        from nbformat import from_dict

        fields = json.loads(content)
        data = tuple((name, b64decode(content)) for name, content in fields["data"])
        return cls(**fields | {"release": from_dict(fields["release"]), "data": data})

    @cached_property
    def provides(self):
        """Modules that answers may import."""
        return list(self.release.metadata.get(METADATA, {}).get("provides", []))

    @cached_property
    def preload(self):
        """Modules that the released notebook's own cells import, if they run for grading."""
        codes = [cell for cell in self.release.cells if cell.cell_type == "code"]
        found = set()
        for cell, runs in zip(codes, must_run(codes, self.points), strict=True):
            if runs and not by_student(cell):
                found |= imported(cell.source)
        return sorted(found)

    @cached_property
    def points(self):
        """Points of each check, by name, in the notebook's order."""
        return points_of(self.release.cells)

    @cached_property
    def void(self):
        """Exercises whose points everybody gets."""
        return list(self.release.metadata.get(METADATA, {}).get(VOID, []))


def read_bundle(course, assignment, number=None):
    """Read what grading an assignment needs.

    Parameters
    ----------
    course : Course
    assignment : str
    number : int or None
        The round; None takes the newest.

    Returns
    -------
    Bundle

    Raises
    ------
    CourseError
        If the assignment has not been released, differs from what was released, or has lost its
        seeds.
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
        See `read_bundle`.
    """
    release = course.released_notebook(assignment)
    release.cells = [cell for cell in release.cells if not is_by_build(cell)]
    require_unchanged(course, assignment)
    data = released_data(course, assignment)
    seeds = seeds_of(course, assignment, anew=anew)
    older = course.older_releases(assignment)
    return [
        Bundle(assignment, release, seed, number, older, data)
        for number, seed in enumerate(seeds, 1)
    ]


def imported(source):
    """List the modules that a cell imports; none if it is not plain Python."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:  # a magic
        return set()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
