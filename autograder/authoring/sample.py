"""The sample class: a dozen submissions, some right, some wrong, some damaged.

They are made from the assignment's source and its right and wrong answers, so the class follows
the assignment, and the same sources give the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from autograder.authoring.assignment import read_assignment
from autograder.authoring.notebooks import code_cell, fill, to_bytes
from autograder.course import CourseError, fingerprint, read_json, write_atomically
from autograder.judge.bundle import read_bundle
from autograder.submissions.marks import exercise_of, is_check


@dataclass(frozen=True)
class Material:
    """The ingredients of the submissions.

    Attributes
    ----------
    release : dict
        The released notebook, as JSON gives it.
    solved, styled, wrong : dict of str to str
        By exercise: the reference, an answer in another style and a wrong answer, where one exists.
    """

    release: dict
    solved: dict
    styled: dict
    wrong: dict


def read_material(course, solutions, assignment):
    """Read the ingredients of the submissions to one assignment."""
    read_bundle(course, assignment)  # raises an error if the assignment is not released
    path = course.folder("release", assignment) / f"{assignment}.ipynb"
    release = json.loads(path.read_text(encoding="utf-8"))
    exercises = read_assignment(solutions, assignment).exercises
    return Material(
        release,
        {name: one.reference for name, one in exercises.items()},
        {name: one.right[0].source for name, one in exercises.items() if one.right},
        {name: one.wrong[0].source for name, one in exercises.items() if one.wrong},
    )


def perfect(m):
    return to_bytes(fill(m.release, m.solved))


def other_style(m):
    return to_bytes(fill(m.release, {**m.solved, **m.styled}))


def half_done(m):
    first_half = list(m.solved)[: len(m.solved) // 2]
    return to_bytes(fill(m.release, {name: m.solved[name] for name in first_half}))


def untouched(m):
    return to_bytes(m.release)


def wrong_answers(m):
    return to_bytes(fill(m.release, m.wrong))


def deleted_check(m):
    notebook = fill(m.release, m.solved)
    checks = [cell for cell in notebook["cells"] if is_check(cell)]
    gone = checks[0], checks[-1]
    cells = [cell for cell in notebook["cells"] if not any(cell is one for one in gone)]
    return to_bytes({**notebook, "cells": cells})


def duplicate_cells(m):
    """Every solution cell appears twice, the second one unanswered; so does the first check."""
    notebook, cells, doubled = fill(m.release, m.solved), [], False
    stubs = {exercise_of(cell): cell for cell in m.release["cells"] if exercise_of(cell)}
    for cell in notebook["cells"]:
        cells.append(cell)
        if exercise_of(cell):
            cells.append(dict(stubs[exercise_of(cell)]))
        elif is_check(cell) and not doubled:
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
    return perfect(m)[:-400]  # the upload was cut off


def syntax_error(m):
    """Everything solved, but a parenthesis is missing in the first exercise."""
    first = next(iter(m.solved))
    broken = m.solved[first].replace("):", ":", 1)
    return to_bytes(fill(m.release, {**m.solved, first: broken}))


@dataclass(frozen=True)
class Student:
    """One student: a made-up name, the story of the file, and the function that makes it."""

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
    Student("kofi", "not JSON: the upload was cut off", not_json),
    Student("lena", "right, but a syntax error in the first exercise", syntax_error),
)


def sample_class(course, solutions, assignment):
    """Make the submissions in memory.

    Returns
    -------
    dict of str to bytes
        By student.
    """
    material = read_material(course, solutions, assignment)
    return {student.name: student.make(material) for student in CLASS}


def write_sample_class(course, solutions, names):
    """Write the sample class into `submitted/`, and record its fingerprints beside the gradebook.

    Returns
    -------
    int
        Number of submissions.

    Raises
    ------
    CourseError
        If `submitted/` holds any other submission.
    """
    made = {
        course.folder("submitted", assignment, student) / f"{assignment}.ipynb": content
        for assignment in names
        for student, content in sample_class(course, solutions, assignment).items()
    }
    for old in sorted(course.root.glob("submitted/*/*/*.ipynb")):  # never mix in real students
        if not old.is_file() or not course.is_sample(old.read_bytes()):
            raise CourseError(
                f"{old.parent} holds a submission that does not belong to the sample class: "
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
