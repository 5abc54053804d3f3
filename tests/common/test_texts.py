"""Numbers with nouns in the messages of commands and errors."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cnncourse
from cnncourse import data
from cnncourse.__main__ import main
from cnncourse.common.texts import counted
from cnncourse.data import Split
from cnncourse.experiments import numbers
from cnncourse.train import Settings

ROOT = Path(cnncourse.__file__).parents[1]
ROOMS = [
    *(f"cnncourse/{room}" for room in ("commands", "runs", "train", "experiments", "data")),
    "autograder/commands",
]
COUNTED = (
    "batche?s?|byte|case|epoch|file|folder|image|label|page|row|run|seed|step|submission|value"
)


def test_one_is_singular_and_everything_else_plural():
    texts = [counted(number, "epoch") for number in (0, 1, 2, 1500)]
    assert texts == ["0 epochs", "1 epoch", "2 epochs", "1500 epochs"]


@pytest.mark.parametrize("room", ROOMS)
def test_no_message_hard_codes_a_plural_after_a_number(room):
    """`{n} epochs` gives "1 epochs"; `epoch {n} of {epochs}` does not."""
    found = [
        f"{path.name}: {text}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for text in re.findall(rf"\{{[^{{}}]+\}} (?:{COUNTED})s\b[^/].*", path.read_text("utf-8"))
    ]
    allowed = [text for text in found if "images of {H}x{W} take" in text]  # never a single image
    assert found == allowed


def test_a_run_of_one_epoch_uses_the_singular(tmp_path, capsys):
    command = ["train", "lenet5", "--data", "digits", "--epochs", "1", "--image-size", "16"]
    assert main([*command, "--out", str(tmp_path)]) == 0
    assert " s for 1 epoch; " in capsys.readouterr().out


def test_errors_and_reprs_use_the_singular():
    with pytest.raises(ValueError, match="^warmup must be shorter than the whole run of 1 epoch$"):
        Settings(epochs=1, warmup=1)
    with pytest.raises(ValueError, match="one row per image: 2 rows for 1 image$"):
        Split(np.zeros((1, 1, 2, 2)), np.zeros(2))
    digits = data.digits()
    one = replace(digits.train, images=digits.train.images[:1], targets=digits.train.targets[:1])
    assert repr(one) == "Split(1 image of shape (1, 32, 32))"
    assert numbers.count_of_seeds([{"run": {"settings": {"seed": 3}}}] * 2) == "1 seed"
