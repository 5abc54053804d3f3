"""`python -m cnncourse summary`: counts, options and errors."""

from __future__ import annotations

import pytest
from command_line import refused, run

from cnncourse import models
from cnncourse.common.errors import Refused
from cnncourse.models import lookup


def test_summary(capsys):
    assert run("summary", "lenet5", "--input", "1x32x32") == 0
    printed = capsys.readouterr().out
    assert "61,706" in printed and "416,520" in printed and "multiply-add is one" in printed


def test_options_decide_the_image_shape(capsys):
    assert run("summary", "lenet5", "--option", "image_size=16", "--option", "in_channels=3") == 0
    assert "15,926" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["lenet6", "--input", "1x32x32"],
            "no model is called 'lenet6'; did you mean lenet5 or alexnet?",
        ),
        (
            ["lenet5", "--input", "1x15x15"],
            "lenet5 does not fit images of 1x15x15: image_size=15 is",
        ),
        (["lenet5", "--input", "1x28x32"], "; square images of 16x16 and larger fit"),
        (["lenet5", "--option", "num_classes=abc"], "num_classes must be a whole number of at"),
        (["lenet5", "--option", "num_classes=1e3"], "num_classes must be a whole number of at"),
        (["lenet5", "--option", "image_size=x"], "image_size must be a whole number of at most"),
        (["alexnet", "--option", "dropout=x"], "dropout must be a number of at most"),
        (["resnet18", "--option", "in_channels=2.5"], "in_channels must be a whole number of"),
        (["resnet18", "--option", "shortcut=3"], "shortcut must be one of ('A', 'B', 'C'), got 3"),
        (["lenet5", "--input", "3x4x4"], "image_size=4 is too small: layer c1"),
        (["lenet5", "--input", "32"], "'32' is not of the form CxHxW, such as 1x32x32"),
        (["lenet5", "--input", "1x0x32"], "'1x0x32' is not of the form CxHxW"),
    ],
)
def test_summary_errors(capsys, arguments, message):
    assert message in refused(capsys, "summary", *arguments)


def test_options_from_python():
    with pytest.raises(Refused, match="padding must be a whole number of at most .*, got True"):
        lookup.summarize(models.lenet5, (1, 32, 32), {"padding": True})
    same = lookup.summarize(models.lenet5, (1, 32, 32), {"padding": None, "width": 1})
    assert same.parameters == 61_706
