"""Write solved notebooks with their outputs, for self-study."""

from __future__ import annotations

import re

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.authoring.notebooks import solved_source
from autograder.course import CourseError, write_atomically
from autograder.submissions.marks import is_check, mark_of
from cnncourse.checks.run_all import ENDED

COLOUR = re.compile(r"\x1b\[[\d;]*m")


def write_solved(course, name, target):
    """Execute the instructor's notebook and write it without its solution markers.

    Parameters
    ----------
    course : Course
    name : str
        The assignment; its instructor notebook must have been built.
    target : Path
        The file to write.

    Raises
    ------
    CourseError
        If a cell ends in an error, or a reference fails its own check.
    """
    source = course.folder("source", name) / f"{name}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    checks = {mark_of(cell)["grade_id"]: cell for cell in notebook.cells if is_check(cell)}
    for cell in notebook.cells:
        cell.source = solved_source(cell.source)
        cell.metadata.pop("nbgrader", None)
    try:
        NotebookClient(
            notebook,
            timeout=300,
            resources={"metadata": {"path": source.parent}},
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
        ).execute()
    except CellExecutionError as error:
        raise CourseError(
            f"{name}: the solved notebook fails: {error.ename}: {error.evalue}"
        ) from error
    for told in map(_told, notebook.cells):
        if ENDED in told:  # which ends no run of an assignment
            error = COLOUR.sub("", told).strip().splitlines()[-1]
            raise CourseError(f"{name}: the solved notebook fails: {error}")
    for check, cell in checks.items():
        told = _told(cell)
        if not told.startswith(f"✓ {check}"):
            raise CourseError(f"{name}: the reference fails its own check: {told.strip()}")
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # timestamps, which would differ from run to run
    write_atomically(target, nbformat.writes(notebook).encode())


def _told(cell):
    """Join what a cell printed."""
    return "".join(output.get("text", "") for output in cell.get("outputs", []))
