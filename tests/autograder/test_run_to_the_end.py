"""*Run all* in a kernel: from the first cell to the last, whatever is unsolved."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from autograder.authoring.build import assignments, make_notebooks
from autograder.authoring.notebooks import solved_source, stub_source
from autograder.authoring.solved import write_solved
from autograder.course import Course, CourseError, project_root
from autograder.submissions.marks import exercise_of, is_check

SOLUTIONS = project_root() / "solutions"
# Jupyter warns about itself; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def made(name):
    return make_notebooks(SOLUTIONS, [name], repository="https://x/y")[name]


def run_all(name, answers):
    """Run a released notebook as Jupyter does, without allowing errors.

    Parameters
    ----------
    name : str
    answers : callable
        `answers(number, source)` gives what a student has in the cell of an exercise.
    """
    notebook = made(name)
    exercises = [cell for cell in notebook.cells if exercise_of(cell)]
    for number, cell in enumerate(exercises):
        cell.source = answers(number, cell.source)
    NotebookClient(notebook, timeout=300).execute()
    return notebook


def text_of(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("name", assignments(SOLUTIONS))
def test_with_nothing_written(name):
    notebook = run_all(name, lambda number, source: stub_source(source))
    last = notebook.cells[-1]
    worth = sum(float(cell.metadata.nbgrader.points) for cell in notebook.cells if is_check(cell))
    count = sum(map(is_check, notebook.cells))
    assert text_of(last).startswith(f"0 of {count} exercises pass: 0 of {worth:g} points.\n")
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error"
        if is_check(cell):
            assert text_of(cell).startswith(f"✗ {cell.metadata.nbgrader.grade_id}: it still raises")
            assert determine_grade(cell)[0] == 0  # by nbgrader's own rules
    shown = [text_of(cell) for cell in notebook.cells if cell.cell_type == "code"]
    needs = [text for text in shown if re.match("○ This cell needs `\\w+`, which is not", text)]
    assert needs and all(text.count("\n") == 1 for text in needs)


@pytest.mark.parametrize("name", assignments(SOLUTIONS))
def test_with_every_second_exercise_broken(name):
    def answer(number, source):
        if number % 2:
            return stub_source(source).replace("raise NotImplementedError()", "return 1 / 0")
        return solved_source(source)

    notebook = run_all(name, answer)
    told = text_of(notebook.cells[-1])
    count = sum(map(is_check, notebook.cells))
    assert told.startswith(f"{(count + 1) // 2} of {count} exercises pass: ")
    assert "says what is wrong" in told.splitlines()[-1]
    grades = [determine_grade(cell) for cell in notebook.cells if is_check(cell)]
    assert [score == most for score, most in grades] == [n % 2 == 0 for n in range(count)]


def test_a_reference_that_fails_its_own_check_is_not_written_as_solved(tmp_path):
    notebook = made("01_convolution")
    cell = next(cell for cell in notebook.cells if exercise_of(cell) == "output_size")
    cell.source = cell.source.replace("### BEGIN SOLUTION", "return 0")
    course = Course(tmp_path)
    path = course.folder("source", "01_convolution") / "01_convolution.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match="the reference fails its own check: ✗ output_size"):
        write_solved(course, "01_convolution", tmp_path / "solved.ipynb")
    assert not (tmp_path / "solved.ipynb").exists()
