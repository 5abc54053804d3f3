"""What is special about the assignment on residual networks."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.checks.resnet import ASSIGNMENT


def message(name, answer):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    return " ".join(judge(check, call, 0, likely=likely_mistake(check, 0)).message.split())


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "residual_forward",
        "residual_backward",
        "residual_block_backward",
        "shortcut_a",
        "identity_weights",
        "block_costs",
        "basic_block",
        "bottleneck",
        "resnet_cifar",
    ]


def test_nine_sections_give_twenty_eight_points(material):
    known = material(ASSIGNMENT)
    assert len(re.findall(r"^## \d+\. ", known.source, flags=re.M)) == 9
    marks = [cell.metadata.get("nbgrader", {}) for cell in known.notebook.cells]
    assert sum(mark["points"] for mark in marks if mark.get("grade")) == 28
    minutes = [int(n) for n in re.findall(r"[●○]{3} · (\d+) minutes", known.source)]
    listed = [int(n) for n in re.findall(r"\| [●○]{3} \| (\d+) \|", known.source)]
    assert minutes == listed and sum(minutes) == 165


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    printed = shown(ASSIGNMENT)
    for numbers in (
        "[[52.  0. 30.]\n [31.  0. 22.]\n [ 0. 62. 10.]]",
        "[[ 1.  0. -1.]\n [ 3.  0.  2.]\n [ 0.  1.  4.]]\n",
        "[[0. 2.]]\n[[0. 1.]\n [0. 2.]]\n[[0. 0.]\n [0. 2.]]\n",
        "[[[ 0.  2.]\n  [ 8. 10.]]\n\n [[ 0.  0.]\n  [ 0.  0.]]]",
        "[[0. 0. 0.]\n [0. 1. 0.]\n [0. 0. 0.]] 2 0",
        "(231211008, 218365952)",
        "[379392, 379392]\n77070336\n",
        "ResNet-20: 269,722 40,551,040\nResNet-110: 1,727,962 252,887,680\n(2, 10)\n",
    ):
        assert numbers in printed, numbers
    assert re.search(r"total +304 ", printed)
    sizes = [float(n) for n in re.findall(r"after 50 (\S+)\n", printed)]
    assert sizes[0] > 0.1 and sizes[1] < 1e-20  # with and without the shortcut


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("residual_forward", [[52, 0, 30], [31, 0, 22], [0, 62, 10]]),
        ("residual_backward", [[1, 0, -1], [3, 0, 2], [0, 1, 4]]),
        ("residual_block_backward", [[0, 2]]),
        ("shortcut_a", [[[[0, 2], [8, 10]], [[0, 0], [0, 0]]]]),
        ("block_costs", 231_211_008),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    check = find(name, ASSIGNMENT)
    got = check.reference(*draw(check, 0)[0].args)
    np.testing.assert_array_equal(got[0] if isinstance(got, tuple) else got, expected)


def test_mistakes_are_named():
    early = message(
        "residual_forward", lambda x, change: (x + np.maximum(change, 0), (x + change,))
    )
    assert "The ReLU comes before the sum." in early

    def halved(dout, cache):
        return dout * (cache[0] > 0) / 2, dout * (cache[0] > 0) / 2

    assert "shared out between the two" in message("residual_backward", halved)


def test_a_block_without_its_shortcut_is_told_what_differs():
    def plain(nn, in_channels, out_channels, stride):
        return nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
        )

    told = message("basic_block", plain)
    assert "with the same weights" in told and "use nn.Residual" in told
