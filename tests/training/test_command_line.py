"""`python -m cnncourse train`: what it prints, what it writes, and its errors."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command_line import FILES, SHORT, names, refused, run, start
from PIL import Image

from cnncourse.runs import checkpoint
from cnncourse.train import Settings


@pytest.mark.parametrize("engine", ["numpy", "torch"])
def test_train_writes_and_reports(tmp_path, capsys, engine):
    out = tmp_path / "a b"
    assert run("train", "lenet5", "--data", "digits", "--engine", engine, "--out", out, *SHORT) == 0
    assert names(out) == FILES
    lines = capsys.readouterr().out.splitlines()
    if engine == "torch":
        assert lines.pop(0).startswith("computing on ")
    assert [line[:9] for line in lines] == ["settings,", "epoch   1", "epoch   2", "held-out "]
    assert "the command line and the defaults: epochs=2, batch_size=64, lr=0.05, opt" in lines[0]
    history = list(csv.DictReader((out / "history.csv").read_text(encoding="utf-8").splitlines()))
    accuracy = float(history[-1]["held_out_accuracy"])
    assert f"held-out accuracy {100 * accuracy:.2f} % ({round(360 * accuracy)} of 360)" in lines[-1]
    assert "61,706 parameters" in lines[-1] and "for 2 epochs" in lines[-1]
    assert all(file in lines[-1] for file in (*FILES, str(out)))
    for picture in ("learning_curve.png", "confusion_matrix.png"):
        with Image.open(out / picture) as image:
            assert min(image.size) >= 500 and len(image.convert("RGB").getcolors(2**20)) > 10


def test_every_setting_is_an_option(tmp_path, capsys):
    wanted = {
        "epochs": 1,
        "batch_size": 300,
        "lr": 0.002,
        "optimizer": "adamw",
        "momentum": 0.8,
        "nesterov": False,
        "weight_decay": 0.01,
        "schedule": "cosine",
        "warmup": 0.5,
        "initialization": "he",
        "label_smoothing": 0.1,
        "augment": "crop=2, cutout=8",
        "dropout": None,
        "seed": 3,
    }
    options = [
        word
        for name, value in wanted.items()
        if name not in ("dropout", "nesterov")
        for word in (f"--{name.replace('_', '-')}", value)
    ]
    assert run("train", "lenet5", "--out", tmp_path, *options, "--no-nesterov") == 0
    kept = checkpoint.load(tmp_path / "checkpoint.npz")
    assert kept.run["settings"] == wanted
    assert kept.run["image_size"] == 32
    assert "mean/c1.weight" in kept.state
    assert "optimizer=adamw, momentum=0.8, nesterov=False" in capsys.readouterr().out


def test_options_of_the_model_are_kept(tmp_path, capsys):
    narrow = ["train", "lenet5", "--option", "width=0.5", "--out", tmp_path]
    assert run(*narrow, "--epochs", "1", "--batch-size", "400") == 0
    assert checkpoint.load(tmp_path / "checkpoint.npz").state["weights/c1.weight"].shape[0] == 3
    for resumed in (narrow, ["train", "lenet5", "--out", tmp_path]):
        assert run(*resumed, "--resume") == 0
    capsys.readouterr()
    message = refused(capsys, *narrow[:3], "width=0.25", *narrow[4:], "--resume")
    assert "is from a run with --option {'width': 0.5}, not {'width': 0.25}" in message


def test_a_recipe_is_the_default(tmp_path, capsys, monkeypatch):
    from cnncourse.train.recipes import RECIPES

    monkeypatch.setitem(RECIPES, ("lenet5", "digits"), Settings(epochs=1, batch_size=200, lr=0.01))
    assert run("train", "lenet5", "--out", tmp_path, "--lr", "0.02") == 0
    assert capsys.readouterr().out.startswith(
        "settings, from the command line and the recipe of lenet5 on digits: "
        "epochs=1, batch_size=200, lr=0.02, "
    )


def test_the_default_folder_is_named_after_the_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run("train", "lenet5", "--epochs", "1", "--batch-size", "200", "--seed", "3") == 0
    assert names(tmp_path / "runs" / "lenet5-digits-numpy-seed3") == FILES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lenet"], "no model is called 'lenet'; did you mean lenet5 or alexnet?"),
        (["transformer"], "no model is called 'transformer'; there are: "),
        (["../lenet5", "--resume"], "no model is called '../lenet5'"),
        (["lenet5", "--data", "digit"], "no data set is called 'digit'; did you mean digits?"),
        (["lenet5", "--data", "cats"], "no data set is called 'cats'; there are: digits"),
        (["lenet5", "--engine", "jax"], "argument --engine: invalid choice: 'jax'"),
        (["lenet5", "--epochs", "0"], "epochs must be at least 1, got 0"),
        (["lenet5", "--epochs", "many"], "argument --epochs: invalid int value: 'many'"),
        (["lenet5", "--lr", "-1"], "lr must be at least 0, got -1.0"),
        (["lenet5", "--lr", "nan"], "lr must be at least 0, got nan"),
        (
            ["lenet5", "--image-size", "14"],
            "lenet5 does not fit images of 1x14x14: --image-size=14 is",
        ),
        (["lenet5", "--option", "widht=2"], "lenet5 takes no option 'widht'; it takes num_classes"),
        (["lenet5", "--option", "width"], "'width' is not of the form NAME=VALUE"),
        (["lenet5", "--option", "width=0"], "width must be a number above 0, got 0"),
        (["lenet5", "--option", "width=inf"], "width must be a number of at most 1,000,000,000"),
        (["lenet5", "--option", "padding=1.5"], "padding must be a whole number of at most 1"),
        (["lenet5", "--option", "padding=True"], "padding must be a whole number of at most 1"),
        (["lenet5", "--option", "nn=3"], "lenet5 takes no option 'nn'; it takes num_classes"),
        (["lenet5", "--option", "width=1e9"], "parameters here, which take 725760000014592.0 GB"),
        (["lenet5", "--image-size", "99999"], "digits: 1797 images of 99999x99999 take 359392.8"),
        (["lenet5", "--option", "width=half"], "width must be a number of at most 1,000,"),
        (
            ["lenet5", "--option", "num_classes=3"],
            "--option cannot hold num_classes: it is set by --data",
        ),
        (["lenet5", "--image-size", "14"], "; --image-size=16 would do"),
        (["lenet5", "--image-size", "4"], "digits have 8x8 pixels; --image-size is 4"),
        (
            ["lenet5", "--resume"],
            "holds no run to resume: leave out --resume to begin one",
        ),
        (["lenet5", "--colour"], "unrecognized arguments: --colour"),
        ([], "the following arguments are required: MODEL"),
    ],
)
def test_refused_before_anything_is_written(tmp_path, monkeypatch, capsys, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert message in refused(capsys, "train", *arguments)
    assert names(tmp_path) == []


@pytest.mark.parametrize("resume", [[], ["--resume"]])
def test_a_folder_inside_a_file(tmp_path, capsys, resume):
    file = tmp_path / "file"
    file.write_text("not a folder")
    message = refused(capsys, "train", "lenet5", "--out", file / "run", *resume)
    wanted = "holds no run" if resume else "(Not a directory): choose another --out DIR"
    assert str(file / "run") in message and wanted in message
    assert file.read_text() == "not a folder" and names(tmp_path) == ["file"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc, always read-only")
def test_a_folder_that_is_read_only(capsys):
    message = refused(capsys, "train", "lenet5", "--out", "/proc/self")
    assert "cannot write to /proc/self (" in message and "another --out DIR" in message


def test_a_disk_that_fills_up(tmp_path, capsys, monkeypatch):
    def full(path, kept):
        if kept.history:
            raise OSError(28, "No space left on device", str(path))
        write(path, kept)

    write = checkpoint.save
    monkeypatch.setattr(checkpoint, "save", full)
    message = refused(capsys, "train", "lenet5", "--out", tmp_path, *SHORT, begun=True)
    assert f"cannot write {tmp_path / 'checkpoint.npz'} (No space left on device): fix" in message
    assert len(checkpoint.load(tmp_path / "checkpoint.npz").history) == 0


def test_a_loss_that_explodes(tmp_path, capsys):
    message = refused(capsys, "train", "lenet5", "--out", tmp_path, "--lr", "1e6", begun=True)
    assert "the loss became nan in epoch 1: --lr 1000000.0 or --weight-decay 0.0005 is" in message
    assert "is too large: try --lr 0.02 or a smaller --weight-decay, with another --out" in message


@pytest.mark.parametrize("engine", ["numpy", "torch"])
@pytest.mark.parametrize("batch_size", [1, 2, 1436])
def test_a_batch_too_small_for_batch_norm(tmp_path, capsys, engine, batch_size):
    narrow = ["train", "resnet18", "--option", "width=0.02", "--image-size", "32"]
    arguments = [*narrow, "--engine", engine, "--batch-size", batch_size, "--out", tmp_path]
    message = refused(capsys, *arguments)
    assert f"with --batch-size {batch_size} and 1437 images, a network gets a batch" in message
    assert "batch norm (layer layer4.0.bn1) cannot learn from one value per channel" in message
    assert names(tmp_path) == []


def test_one_image_is_enough_for_batch_norm_on_larger_maps(tmp_path):
    narrow = ["train", "resnet20", "--option", "width=0.07", "--image-size", "16"]
    once = ["--epochs", "1", "--batch-size", "1436", "--augment", "none", "--engine", "torch"]
    assert run(*narrow, *once, "--out", tmp_path) == 0


@pytest.mark.parametrize("batch_size", ["480", "1437"])
def test_a_warm_up_that_leaves_one_step(tmp_path, batch_size):
    short = ["--epochs", "1", "--batch-size", batch_size, "--warmup", "0.999"]
    assert run("train", "lenet5", "--out", tmp_path, *short) == 0
    assert len(checkpoint.load(tmp_path / "checkpoint.npz").history) == 1


def test_an_error_in_a_separate_process():
    process = start("train", "lenet6")
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 2 and out == ""
    message = "no model is called 'lenet6'; did you mean lenet5 or alexnet?"
    assert errors == f"python -m cnncourse train: {message}\n"
