"""Runs on your own images: recognized when resumed, and stored in a folder with a safe name."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PIL import Image

from cnncourse.__main__ import main
from cnncourse.commands.train import short_name
from cnncourse.runs import checkpoint

ONCE = ["--epochs", "1", "--batch-size", "8"]


@pytest.fixture
def cats(tmp_path, monkeypatch):
    """A folder of pictures beside the current folder."""
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    rng = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / "my cats" / name).mkdir(parents=True)
        for i in range(6):
            picture = Image.fromarray(rng.integers(0, 256, (16, 16), np.uint8))
            picture.save(tmp_path / "my cats" / name / f"{i}.png")
    return tmp_path / "my cats"


def train(*arguments):
    return main(["train", "lenet5", *map(str, arguments)])


def test_the_default_folder_has_a_safe_name_and_any_path_resumes_it(cats, capsys):
    assert train("--data", "folder:../my cats", *ONCE) == 0
    (folder,) = os.listdir("runs")
    assert folder.startswith("lenet5-my_cats-") and folder.endswith("-numpy-seed0")
    for path in (cats, f"{cats}/", "../here/../my cats"):
        assert train("--data", f"folder:{path}", "--resume") == 0
    assert train("--data", f"folder:{cats}", "--resume", "--option", "width=1") == 0  # the default
    assert os.listdir("runs") == [folder]
    assert short_name("digits") == "digits"
    assert short_name("folder:/a/cats") != short_name("folder:/b/cats")


def test_a_run_whose_data_has_changed_is_not_resumed(cats, capsys):
    wanted = ["--data", f"folder:{cats}", "--out", "run"]
    assert train(*wanted, *ONCE) == 0
    Image.new("L", (16, 16)).save(cats / "dog" / "more.png")
    before = checkpoint.load("run/checkpoint.npz")
    assert train(*wanted, "--resume") == 2
    message = capsys.readouterr().err
    assert f"folder:{cats} has changed since the run of run/checkpoint.npz began" in message
    assert "began (number of images): restore the images, or begin a new run" in message
    assert checkpoint.load("run/checkpoint.npz").history == before.history
