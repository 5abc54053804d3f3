"""Runs on images of one's own: known again when they are resumed, and kept in a folder of a name
that is safe."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from cnncourse import data
from cnncourse.__main__ import main
from cnncourse.commands.train import short_name
from cnncourse.data.identity import difference, fingerprint
from cnncourse.runs import checkpoint
from cnncourse.tasks import Classification

ONCE = ["--epochs", "1", "--batch-size", "8"]


@pytest.fixture
def cats(tmp_path, monkeypatch):
    """A folder of pictures beside the folder in which we are."""
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


def changed(dataset, **parts):
    split = replace(dataset.train, **parts)
    return difference(fingerprint(dataset), fingerprint(replace(dataset, train=split)))


def test_a_fingerprint_names_what_has_changed(few):
    images, targets = few.train.images, few.train.targets
    assert difference(fingerprint(few), json.loads(json.dumps(fingerprint(few)))) is None
    assert changed(few, images=images * np.float32(1 + 1e-7)) is None  # rounding
    assert changed(few, images=images[..., ::-1]) == "images"
    assert changed(few, images=images[::-1]) == "images"
    assert changed(few, targets=targets[::-1]) == "targets"
    assert changed(few, images=images[:90], targets=targets[:90]) == "number of images"
    other = replace(few, classes=tuple("abcdefghij"))
    assert difference(fingerprint(few), fingerprint(other)) == "classes"
    other = replace(few, task=Classification(auxiliary_weight=0.5))
    assert difference(fingerprint(few), fingerprint(other)) == "task"


def test_a_fingerprint_of_targets_of_any_form(few):
    """Whole numbers must be the same; others may be rounded otherwise, on another machine."""
    boxes = np.random.default_rng(0).uniform(0, 32, (96, 4)).astype(np.float32)
    masks = np.random.default_rng(1).integers(0, 3, (96, 8, 8), np.uint8)

    def with_targets(boxes, masks):
        return replace(few, train=replace(few.train, targets={"box": boxes, "mask": masks}))

    kept = json.loads(json.dumps(fingerprint(with_targets(boxes, masks))))
    assert difference(kept, fingerprint(with_targets(boxes * np.float32(1 + 1e-7), masks))) is None
    moved = fingerprint(with_targets(boxes + 1, masks))
    assert difference(kept, moved) == "numbers in its targets"
    masks[50, 3, 3] += 1
    assert difference(kept, fingerprint(with_targets(boxes, masks))) == "targets"


def test_the_default_folder_is_safe_and_resumed_by_any_path(cats, capsys):
    assert train("--data", "folder:../my cats", *ONCE) == 0
    (folder,) = os.listdir("runs")
    assert folder.startswith("lenet5-my_cats-") and folder.endswith("-numpy-seed0")
    for path in (cats, f"{cats}/", "../here/../my cats"):
        assert train("--data", f"folder:{path}", "--resume") == 0
    assert train("--data", f"folder:{cats}", "--resume", "--option", "width=1") == 0  # the default
    assert os.listdir("runs") == [folder]
    assert short_name("digits") == "digits"
    assert short_name("folder:/a/cats") != short_name("folder:/b/cats")


def test_data_that_have_changed_are_not_gone_on_with(cats, capsys):
    wanted = ["--data", f"folder:{cats}", "--out", "run"]
    assert train(*wanted, *ONCE) == 0
    Image.new("L", (16, 16)).save(cats / "dog" / "more.png")
    before = checkpoint.load("run/checkpoint.npz")
    assert train(*wanted, "--resume") == 2
    message = capsys.readouterr().err
    assert f"folder:{cats} has changed since the run of run/checkpoint.npz began, in" in message
    assert "in its number of images: bring the images back, or begin another run" in message
    assert checkpoint.load("run/checkpoint.npz").history == before.history


def test_names_of_the_same_data():
    assert data.same("digits", "digits") and not data.same("digits", "mnist")
    assert data.same("folder:a/../b", f"folder:{os.path.abspath('b')}/")
    assert not data.same("folder:a", "folder:b") and not data.same("folder:digits", "digits")
