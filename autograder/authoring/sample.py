"""The sample class: a dozen submissions, honest, wrong and damaged, made from the solutions.

Everything is made from the source of the assignment, `right.py` and `wrong.py`, so the class
follows the assignment, and the same sources give the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.authoring.build import BEGIN, END
from autograder.course import CourseError, fingerprint, read_json, write_atomically
from autograder.judge.bundle import read_bundle
from autograder.judge.mistakes import parse


@dataclass(frozen=True)
class Material:
    """What submissions are made of.

    Attributes
    ----------
    release : dict
        The released notebook, as JSON gives it.
    solved, styled, wrong : dict of str to str
        An answer for every exercise: the reference, one in another style, a wrong one.
    """

    release: dict
    solved: dict
    styled: dict
    wrong: dict


def answers(path):
    """Read a percent script: `# %% NAME: what is different`, then the answer.

    Returns
    -------
    dict of str to list of (str, str)
        By exercise: what is different, and the source.
    """
    if not path.is_file():
        raise CourseError(f"{path} is missing: it holds the answers that the checks are tried on")
    return parse(path.read_text(encoding="utf-8"))


def solved_source(source):
    """Drop the solution markers from an instructor's cell."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))


def read_material(course, solutions, assignment):
    """Read what the submissions to one assignment are made of."""
    read_bundle(course, assignment)  # says so when the assignment is not released
    path = course.folder("release", assignment) / f"{assignment}.ipynb"
    release = json.loads(path.read_text(encoding="utf-8"))
    source = course.folder("source", assignment) / f"{assignment}.ipynb"
    solved = {
        exercise(cell): solved_source(cell.source)
        for cell in nbformat.read(source, as_version=4).cells
        if exercise(cell)
    }
    right = answers(Path(solutions) / assignment / "right.py")
    wrong = answers(Path(solutions) / assignment / "wrong.py")
    return Material(
        release,
        solved,
        {name: right[name][0][1] if name in right else solved[name] for name in solved},
        {name: wrong[name][0][1] for name in solved if name in wrong},
    )


def exercise(cell):
    """Name of the exercise that a solution cell answers, or None."""
    mark = cell["metadata"].get("nbgrader", {})
    return mark["grade_id"].removeprefix("solution_") if mark.get("solution") else None


def check_of(cell):
    """Name of the check that a cell holds, or None."""
    mark = cell["metadata"].get("nbgrader", {})
    return mark["grade_id"] if mark.get("grade") else None


def fill(release, answer):
    """Write answers into the solution cells of a released notebook."""
    notebook = json.loads(json.dumps(release))
    for cell in notebook["cells"]:
        if exercise(cell) in answer:
            cell["source"] = answer[exercise(cell)]
    return notebook


def to_bytes(notebook):
    return json.dumps(notebook, indent=1).encode()


def code_cell(source):
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def perfect(m):
    return to_bytes(fill(m.release, m.solved))


def other_style(m):
    return to_bytes(fill(m.release, m.styled))


def half_done(m):
    first_half = list(m.solved)[: len(m.solved) // 2]
    return to_bytes(fill(m.release, {name: m.solved[name] for name in first_half}))


def untouched(m):
    return to_bytes(m.release)


def wrong_answers(m):
    return to_bytes(fill(m.release, m.wrong))


def deleted_check(m):
    notebook = fill(m.release, m.solved)
    checks = [cell for cell in notebook["cells"] if check_of(cell)]
    notebook["cells"].remove(checks[0])
    notebook["cells"].remove(checks[-1])
    return to_bytes(notebook)


def duplicate_cells(m):
    """Every solution cell is there twice, the copy still untouched, and the first check too."""
    notebook, cells, doubled = fill(m.release, m.solved), [], False
    stubs = {exercise(cell): cell for cell in m.release["cells"] if exercise(cell)}
    for cell in notebook["cells"]:
        cells.append(cell)
        if exercise(cell):
            cells.append(dict(stubs[exercise(cell)]))
        elif check_of(cell) and not doubled:
            cells.append(dict(cell))
            doubled = True
    return to_bytes({**notebook, "cells": cells})


def from_colab(m):
    """As Colab saves it: its own metadata, no cell ids, and cells that only make sense there."""
    notebook = fill(m.release, m.solved)
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id", None)
        cell["metadata"] = {**cell["metadata"], "id": f"colab{number:08d}"}
        if cell["cell_type"] == "code":
            cell["metadata"]["executionInfo"] = {"status": "ok", "elapsed": 7, "timestamp": 0}
    mount = "from google.colab import drive\ndrive.mount('/content/drive')"
    extra = [code_cell("%pip install -q numpy\n!nvidia-smi"), code_cell(mount)]
    notebook["cells"] = extra + notebook["cells"]
    notebook["metadata"]["colab"] = {"provenance": [], "toc_visible": True}
    notebook["metadata"]["accelerator"] = "GPU"
    return to_bytes({**notebook, "nbformat": 4, "nbformat_minor": 0})


def stripped(m):
    """A tool removed all metadata and every id."""
    notebook = fill(m.release, m.solved)
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    return to_bytes({**notebook, "metadata": {}, "nbformat_minor": 4})


def reordered(m):
    notebook = fill(m.release, m.solved)
    return to_bytes({**notebook, "cells": notebook["cells"][::-1]})


def not_json(m):
    return perfect(m)[:-400]  # the upload broke off


def syntax_error(m):
    """All solved, but the first exercise lacks a parenthesis."""
    first = next(iter(m.solved))
    broken = m.solved[first].replace("):", ":", 1)
    return to_bytes(fill(m.release, {**m.solved, first: broken}))


@dataclass(frozen=True)
class Student:
    """One of the class: a made-up name, what happened to the file, and who makes it."""

    name: str
    story: str
    make: Callable


CLASS = (
    Student("amina", "everything right", perfect),
    Student("bo", "everything right, in other styles", other_style),
    Student("carla", "half done", half_done),
    Student("dmitri", "untouched", untouched),
    Student("esra", "wrong answers", wrong_answers),
    Student("farid", "right, but two check cells deleted", deleted_check),
    Student("greta", "right, with duplicate cells", duplicate_cells),
    Student("hana", "right, saved by Colab", from_colab),
    Student("ivo", "right, all metadata stripped", stripped),
    Student("jun", "right, cells in reverse order", reordered),
    Student("kofi", "not JSON: the upload broke off", not_json),
    Student("lena", "right, but a syntax error in the first exercise", syntax_error),
)


def sample_class(course, solutions, assignment):
    """Make the submissions, in memory.

    Returns
    -------
    dict of str to bytes
        By student.
    """
    material = read_material(course, solutions, assignment)
    return {student.name: student.make(material) for student in CLASS}


def write_sample_class(course, solutions, names):
    """Write the sample class into `submitted/`, and note its fingerprints beside the gradebook.

    Returns
    -------
    int
        Number of submissions.

    Raises
    ------
    CourseError
        If there is a submission of somebody else.
    """
    made = {
        course.folder("submitted", assignment, student) / f"{assignment}.ipynb": content
        for assignment in names
        for student, content in sample_class(course, solutions, assignment).items()
    }
    for old in sorted(course.root.glob("submitted/*/*/*.ipynb")):  # nobody wants them mixed
        if not old.is_file() or not course.is_sample(old.read_bytes()):
            raise CourseError(
                f"{old.parent} holds a submission that is not the sample class's: "
                "choose another --course for the sample class, or move it away"
            )
    for path, content in made.items():
        if path.parent.exists():
            shutil.rmtree(path.parent)
        write_atomically(path, content)
    known = read_json(course.sample_list, [])  # of other assignments, or an older release
    fingerprints = sorted({*known, *(fingerprint(content) for content in made.values())})
    write_atomically(course.sample_list, json.dumps(fingerprints, indent=1).encode())
    return len(made)
