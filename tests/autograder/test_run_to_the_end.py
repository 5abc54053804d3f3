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
from cnncourse.checks.run_all import ENDED

SOLUTIONS = project_root() / "solutions"
BUILT_ON_OTHERS = [("09_training", 12)]
"""Exercises that run other answers of their notebook, by their place in it."""
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
    assert f"\n0 of {count} exercises pass: 0 of {worth:g} points.\n" in text_of(last)
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
    passing = [n % 2 == 0 and (name, n) not in BUILT_ON_OTHERS for n in range(count)]
    assert f"\n{sum(passing)} of {count} exercises pass: " in told
    assert "says what is wrong" in told.splitlines()[-1]
    grades = [determine_grade(cell) for cell in notebook.cells if is_check(cell)]
    assert [score == most for score, most in grades] == passing


@pytest.mark.parametrize("name", assignments(SOLUTIONS))
def test_whatever_a_cell_holds(name):
    """No output of type "error", at which VS Code ends a run; the error is shown all the same."""
    broken = ["def {name}(x\n    return x", "1 / 0", "import no_such_module"]

    def answer(number, source):
        return broken[number % 3].format(name=re.search(r"def (\w+)", source)[1])

    notebook = run_all(name, answer)
    count = sum(map(is_check, notebook.cells))
    assert f"\n0 of {count} exercises pass: 0 of " in text_of(notebook.cells[-1])
    for cell in notebook.cells:
        kinds = {output.output_type for output in cell.get("outputs", ())}
        assert "error" not in kinds
        if exercise_of(cell):
            assert text_of(cell).startswith(ENDED) and "Error" in text_of(cell)
        if is_check(cell):
            assert text_of(cell).startswith(f"✗ {cell.metadata.nbgrader.grade_id}: ")
            assert determine_grade(cell)[0] == 0


def test_progress_names_the_line_that_is_not_python():
    def answer(number, source):
        return (
            solved_source(source) if number else "def output_size(size, kernel_size)\n    return 1"
        )

    notebook = run_all("01_convolution", answer)
    row = text_of(notebook.cells[-1]).splitlines()[0]
    note = "line 1 of its cell is not valid Python: expected ':'"
    assert row == f"  output_size              ✗ 0 of 2   {note}"


def test_a_demonstration_that_fails_is_not_written_as_solved(tmp_path):
    notebook = made("01_convolution")
    cell = next(cell for cell in notebook.cells if cell.source.startswith("print(output_size("))
    cell.source += "\nprint(1 / 0)"
    course = Course(tmp_path)
    path = course.folder("source", "01_convolution") / "01_convolution.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match="notebook fails: ZeroDivisionError: division by zero$"):
        write_solved(course, "01_convolution", tmp_path / "solved.ipynb")


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
