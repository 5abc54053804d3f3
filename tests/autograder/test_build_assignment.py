"""Building the instructor's notebook from its source, and errors in the source."""

from __future__ import annotations

import inspect

import nbformat
import pytest

from autograder.authoring.build import build_notebook, undefined_names
from autograder.course import METADATA, CourseError
from cnncourse.common.edition import VERSION
from cnncourse.layers.conv.loops import pad2d


def marked(notebook):
    cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells}


def test_cells_carry_nbgraders_metadata_and_points(demo_source):
    cells = marked(demo_source())
    assert list(cells) == ["solution_output_size", "output_size", "solution_pad2d", "pad2d"]
    solution, check = cells["solution_pad2d"].metadata.nbgrader, cells["pad2d"].metadata.nbgrader
    assert (solution.solution, solution.grade, solution.locked) == (True, False, False)
    assert (check.solution, check.grade, check.locked, check.points) == (False, True, True, 3)


def test_a_solution_is_the_functions_source_with_markers_below_the_docstring(demo_source):
    lines = marked(demo_source())["solution_pad2d"].source.splitlines()
    begin, end = lines.index("    ### BEGIN SOLUTION"), lines.index("    ### END SOLUTION")
    assert lines[begin - 1].strip() == '"""' and end == len(lines) - 1
    kept = [line for line in lines if "SOLUTION" not in line]
    assert "\n".join(kept) == inspect.getsource(pad2d).rstrip()


def test_the_same_source_gives_the_same_notebook(demo_source):
    first, second = demo_source(), demo_source()
    nbformat.validate(first)
    assert nbformat.writes(first) == nbformat.writes(second)
    ids = [cell.id for cell in first.cells]
    assert len(set(ids)) == len(ids)
    assert {"solution_pad2d", "check_pad2d"} <= set(ids)


def test_the_first_code_cell_installs_the_course_on_colab(demo_source):
    code = [cell for cell in demo_source().cells if cell.cell_type == "code"]
    assert '%pip install --quiet "cnncourse @ git+https://x/y' in code[0].source
    assert f'expect("{VERSION}"' in code[0].source and code[0].id == "install"


def test_the_last_cell_adds_up_the_points(demo_source):
    last = demo_source(":points: 3", ":points: 2.5").cells[-1]
    assert last.id == "progress"
    points = {}
    call = last.source.removeprefix("from cnncourse.checks import progress\n\n")
    exec(call, {"progress": points.update})
    assert points == {"output_size": 2, "pad2d": 2.5}


def test_exercises_that_count_nothing_are_left_out_there(demo_source):
    last = demo_source(":points: 3", ":points: 0").cells[-1]
    assert '"output_size": 2,' in last.source and "pad2d" not in last.source


def test_title_and_provided_modules_travel_with_the_notebook(demo_source):
    mine = demo_source().metadata[METADATA]
    assert mine["title"] == "Demo: *two* functions" and mine["provides"] == [
        "cnncourse.layers.shapes"
    ]


def test_an_exercise_can_be_worth_nothing_or_be_void(demo_source):
    built = demo_source(":tags: [check]\n:points: 3", ":tags: [check, void]\n:points: 0")
    assert marked(built)["pad2d"].metadata.nbgrader.points == 0
    assert built.metadata[METADATA]["void"] == ["pad2d"]
    assert "void" not in demo_source().metadata[METADATA]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("import pad2d", "import pad3d", "cnncourse.layers.conv.loops has no function 'pad3d'"),
        ("layers.conv.loops", "layers.conv.lops", "cannot import cnncourse.layers.conv.lops"),
        ("import pad2d", "import pad2d as p", "an exercise is one line"),
        ("import pad2d", "import np", "cnncourse.layers.conv.loops.np is not a function"),
        ("import pad2d", "import (", "the exercise is not Python"),
        (
            ":tags: [check]\n:points: 3",
            ":tags: [check, viod]",
            "unknown tag 'viod' (did you mean void",
        ),
        (":points: 3", ":pionts: 3", "unknown option 'pionts' (did you mean points"),
        ("provides:", "dta: [a]\nprovides:", "unknown key 'dta' (did you mean data"),
        ("provides:", "title: Demo\nprovides:", "unknown key 'title' (there are: provides, data"),
        (":points: 3\n", "", "the check of 'pad2d' needs `:points:`"),
        (":points: 3", ":points: .inf", "the check of 'pad2d' needs `:points:`"),
        (":points: 3", ":points: -1", "the check of 'pad2d' needs `:points:`"),
        (":points: 3", ":points: three", "the check of 'pad2d' needs `:points:`"),
        ('check("pad2d")', 'check("output_size")', "a second check of 'output_size'"),
        ('check("pad2d")', 'check("pad9d")', "cnncourse.checks has no check 'pad9d'"),
        ('check("pad2d")', 'check("pad2d", 1)', "a check is one line"),
        ("import pad2d", "import output_size", "a second exercise 'output_size'"),
        (":tags: [check]\n:points: 3\n", "", "no check cell for pad2d"),
        ("import numpy as np", "", "the notebook uses np but never defines or imports it"),
        ("import numpy as np", "import numpy as", "a code cell is not Python"),
        ("provides:", "title: [\nprovides:", "cannot be read as MyST Markdown"),
    ],
)
def test_a_wrong_source_is_named(demo_source, old, new, message):
    with pytest.raises(CourseError) as caught:
        demo_source(old, new)
    assert message in str(caught.value)
    assert "assignment.md" in str(caught.value) and "\n" not in str(caught.value)


def test_a_check_before_its_exercise_is_named(tmp_path):
    path = tmp_path / "assignment.md"
    path.write_text('```{code-cell}\n:tags: [check]\n:points: 1\ncheck("pad2d")\n```\n')
    with pytest.raises(CourseError, match="comes before its exercise"):
        build_notebook(path, known_checks=["pad2d"], repository="https://x/y")


def test_names_are_found_in_functions_comprehensions_and_below_magics():
    source = (
        "%pip install x\nimport math\n[n for n in range(3)]\ndef f(a):\n    return a + math.pi + b"
    )
    assert undefined_names([nbformat.v4.new_code_cell(source)]) == ["b"]
