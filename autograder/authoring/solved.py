"""Write solved notebooks with their outputs, for self-study."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.authoring.notebooks import solved_source
from autograder.course import CourseError, write_atomically
from autograder.submissions.marks import is_check, mark_of


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
        If a cell fails, for example because a reference fails its own check.
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
    for check, cell in checks.items():
        told = "".join(output.get("text", "") for output in cell.outputs)
        if not told.startswith(f"✓ {check}"):
            raise CourseError(f"{name}: the reference fails its own check: {told.strip()}")
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # timestamps, which would differ from run to run
    write_atomically(target, nbformat.writes(notebook).encode())
