"""What is special about the assignment on VGG."""

from __future__ import annotations

import re

import pytest

from autograder.authoring.notebooks import solved_source
from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.checks.vgg import ASSIGNMENT
from cnncourse.models.families.vggs import COLUMNS

DECLARED = "column_from_counts"


def message(name, answer):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    told = judge(check, call, 0, likely=likely_mistake(check, 0)).message
    return " ".join(told.split())


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "stack_cost",
        "largest_middle",
        "vgg",
        DECLARED,
        "stage_costs",
        "fields_of_stacks",
        "dense_everywhere",
    ]


def test_seven_sections_give_twenty_five_points(material):
    known = material(ASSIGNMENT)
    assert len(re.findall(r"^## \d+\. ", known.source, flags=re.M)) == 7
    marks = [cell.metadata.get("nbgrader", {}) for cell in known.notebook.cells]
    assert sum(mark["points"] for mark in marks if mark.get("grade")) == 25
    minutes = [int(n) for n in re.findall(r"[●○]{3} · (\d+) minutes", known.source)]
    listed = [int(n) for n in re.findall(r"\| [●○]{3} \| (\d+) \|", known.source)]
    assert minutes == listed and sum(minutes) == 160


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    told = shown(ASSIGNMENT)
    for line in (
        "162 225\n221184 204800\n",
        "118 7\n",
        "A  132,863,336 parameters 7,609,090,048 multiply-adds\n",
        "E  143,667,240 parameters 19,632,062,464 multiply-adds\n",
        "(2, 10)\n",
        "D   1.9   2.8   4.6   4.6   1.4 billion\n",
        "D 6 16 44 100 212\n",
        "[[-4. -4.]\n [-4. -4.]]\n",
    ):
        assert line in told, line


def test_the_notebooks_columns_are_the_papers(material):
    cells = [cell.source for cell in material(ASSIGNMENT).notebook.cells]
    variables = {}
    exec(solved_source(next(cell for cell in cells if "COLUMNS = {" in cell)), variables)
    assert variables["COLUMNS"] == {k: v for k, v in COLUMNS.items() if k != "A-LRN"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stack_cost", 162),
        ("largest_middle", 118),
        ("stage_costs", (1936392192, 2774532096, 4624220160, 4624220160, 1387266048)),
        ("fields_of_stacks", (6, 16, 44, 100, 212)),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    check = find(name, ASSIGNMENT)
    case = draw(check, 0)[0]
    assert check.reference(*case.args, **case.kwargs) == expected


def test_the_check_of_the_network_draws_other_columns():
    check = find("vgg", ASSIGNMENT)
    columns = [case.kwargs["column"] for seed in range(3) for case in draw(check, seed)]
    assert len(set(columns)) > 8 and not set(columns) & set(COLUMNS.values())


def test_mistakes_are_named():
    def only_out(channels, kernel_size):
        return sum(kernel_size**2 * after for after in channels[1:])

    def without_jumps(column):
        fields, field = [], 1
        for entry in column:
            if entry == "M":
                field += 1
                fields.append(field)
            else:
                field += (entry[1] if isinstance(entry, tuple) else 3) - 1
        return tuple(fields)

    assert "Only the channels out are counted" in message("stack_cost", only_out)
    assert "The jump stays the same" in message("fields_of_stacks", without_jumps)


def test_the_declared_answer_is_not_shown():
    told = message(DECLARED, lambda: (16, 0))
    assert "That is column E" in told and "10" not in told


def test_a_column_that_is_read_as_numbers_is_explained():
    def numbers_only(column, *, in_channels=3, image_size=224):
        return tuple(9 * in_channels * entry for entry in column if entry > 0)

    def no_pairs(column, *, in_channels=3, image_size=224):
        costs, cost = [], 0
        for entry in column:
            if entry == "M":
                costs.append(cost)
                cost, image_size = 0, image_size // 2
            else:
                cost += 9 * in_channels * image_size**2 * int(entry)
                in_channels = entry
        return tuple(costs)

    assert "ask for it first" in message("stage_costs", numbers_only)
    assert "isinstance(entry, tuple)" in message("stage_costs", no_pairs)
