"""The assignment, its answers, and `verify`, which grades the checks."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.answers import Answers
from autograder.authoring.in_process import in_this_process, try_check
from autograder.authoring.notebooks import solved_source
from autograder.authoring.verify import print_table
from cnncourse.checks import find, judge, names
from cnncourse.checks.convolution.checks import horizontal_edge_problem, vertical_edge_problem
from cnncourse.checks.convolution.exercises import conv2d_parameter_count
from cnncourse.checks.engine.answers import Answer
from cnncourse.checks.engine.compare import Difference

ASSIGNMENT = "01_convolution"
FOLDER = Path(__file__).resolve().parents[2] / "solutions" / ASSIGNMENT
ALL = names(ASSIGNMENT)
PASSES = "wrong answer passes:"


@pytest.mark.parametrize("name", ALL)
def test_right_and_wrong_answers(name, stages, exercises):
    result = try_check(find(name), stages[name], exercises[name], (0, 1), in_this_process)
    assert result.good, result.offenders


@pytest.mark.parametrize("name", ALL)
def test_wrong_answers_are_wrong_for_a_reason(name, stages, exercises):
    """A typing mistake in one would be rejected, too, and show nothing."""
    for answer in exercises[name].wrong:
        call = in_this_process(answer.source, find(name), stages[name])
        message = judge(find(name), call, 0).message
        assert not re.search("NameError|UnboundLocalError|SyntaxError|Attribute", message), answer


@pytest.mark.parametrize("name", ALL)
def test_a_function_stands_alone_in_the_notebook(name, stages, exercises):
    """Its source uses only names that the notebook defines before it."""
    reference = exercises[name].reference
    assert "import" not in reference
    assert judge(find(name), in_this_process(reference, find(name), stages[name]), 0).passed


def test_the_solved_notebook_runs_with_its_checks(instructor_notebook, capsys):
    variables = {"__name__": "__main__"}
    for cell in instructor_notebook.cells:
        if cell.cell_type == "code" and "%pip" not in cell.source and "plt." not in cell.source:
            exec(solved_source(cell.source), variables)
    shown = capsys.readouterr().out
    assert shown.count("✓") == len(ALL) and "✗" not in shown
    assert "2 4 6 3" in shown
    assert "[[19 25]\n [37 43]]" in shown
    assert "[[ 0 30 30  0]" in shown
    assert "(1, 1, 2, 2) [19 25 37 43]" in shown
    assert "2800" in shown


def test_every_exercise_has_its_help(instructor_notebook):
    text = (FOLDER / "assignment.md").read_text(encoding="utf-8")
    sections = re.split(r"^## \d\. ", text, flags=re.M)[1:]
    assert len(sections) == 7
    for section in sections:
        assert re.search(r"●.. · \d+ minutes · .*points?", section)
        assert re.findall("<summary>Hint (.)", section) == ["1", "2", "3"]
        assert section.count("<details>") == section.count("</details>")
    listed = sum(eval(cell) for cell in re.findall(r"\| ([\d +]+) \|$", text, flags=re.M))
    marks = [cell.metadata.get("nbgrader", {}) for cell in instructor_notebook.cells]
    assert listed == sum(mark["points"] for mark in marks if mark.get("grade")) == 20


def test_verify_catches_a_check_that_accepts_too_much(stages, exercises, capsys):
    """Each weakening lets a wrong answer through; verify must name it."""
    check = find("pad2d")

    def tried(**weaker):
        weak = dataclasses.replace(check, **weaker)
        return try_check(weak, stages["pad2d"], exercises["pad2d"], (0,), in_this_process)

    def without(group):
        return lambda rng: [case for case in check.cases(rng) if case.group != group]

    assert tried().good
    assert tried(dtype="kind").offenders == [
        f"{PASSES} The result is float64 whatever the image is."
    ]
    weaker = tried(cases=without("more axes"))
    assert f"{PASSES} The image is taken to have two axes." in " ".join(weaker.offenders)
    row = tried(cases=without("rows and columns"), rtol=1e9, dtype="kind")
    assert f"{PASSES} Only zeros are returned." in " ".join(row.offenders)
    assert print_table([row, tried()]) == 1
    shown = capsys.readouterr().out
    assert f"01_convolution, pad2d: {PASSES} Only zeros are returned." in shown
    assert "2 checks" in shown and "1 not good" in shown


def test_verify_catches_a_check_that_accepts_too_little(stages, exercises):
    check = dataclasses.replace(find("pad2d"), accept=lambda *given: Difference("no"))
    own = Answer("its own", "", exercises["pad2d"].reference)
    answers = dataclasses.replace(exercises["pad2d"], right=[own], wrong=[])
    row = try_check(check, stages["pad2d"], answers, (0,), in_this_process)
    assert row.offenders[:2] == ["the reference fails", "right answer fails: its own"]
    assert any("fewer than 5 wrong" in offender for offender in row.offenders)


def test_verify_catches_a_check_that_accepts_the_stub(stages, exercises):
    reference = exercises["pad2d"].reference
    answers = Answers(reference, stub=reference, right=[], wrong=[])
    row = try_check(find("pad2d"), stages["pad2d"], answers, (0,), in_this_process)
    assert "the stub passes" in row.offenders


def test_any_kernel_with_the_property_is_an_edge_kernel():
    rng = np.random.default_rng(0)
    for _ in range(20):
        free = rng.standard_normal((3, 3))
        free -= free.mean(axis=0)
        free -= free.mean(axis=1, keepdims=True)
        kernel = np.array([1, 0, -1]) + free
        assert vertical_edge_problem(kernel) is None
        assert horizontal_edge_problem(kernel.T) is None
        assert vertical_edge_problem(kernel.T) is not None
        assert vertical_edge_problem(kernel + 0.01) is not None
        assert vertical_edge_problem(kernel + 0.01 * rng.standard_normal((3, 3))) is not None


def test_parameter_counts_against_torch():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    for case in find("conv2d_parameter_count").cases(np.random.default_rng(1)):
        layer = torch.nn.Conv2d(*case.args, **case.kwargs)
        expected = sum(p.numel() for p in layer.parameters())
        assert conv2d_parameter_count(*case.args, **case.kwargs) == expected
