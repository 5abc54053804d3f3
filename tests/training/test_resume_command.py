"""The command line on an existing run: Ctrl-C, exact resuming, and errors."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from command_line import FILES, SHORT, names, refused, run, start

from cnncourse import models
from cnncourse.models.families import find_models
from cnncourse.runs import checkpoint


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A finished run of two epochs."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    assert run("train", "lenet5", "--out", folder, *SHORT) == 0
    return folder


@pytest.fixture
def copied(finished, tmp_path):
    """A copy of the finished run, to be damaged."""
    folder = tmp_path / "run"
    folder.mkdir()
    for file in FILES:
        (folder / file).write_bytes((finished / file).read_bytes())
    return folder


def test_resuming_a_finished_run_changes_no_weight(copied, capsys):
    before = checkpoint.load(copied / "checkpoint.npz")
    assert run("train", "lenet5", "--out", copied, "--resume") == 0
    after = checkpoint.load(copied / "checkpoint.npz")
    assert before.history == after.history
    for name, value in before.state.items():
        np.testing.assert_array_equal(value, after.state[name])
    assert "holds epoch 2 of 2" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_then_resume_equals_uninterrupted(tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    command = ["train", "lenet5", "--epochs", "4", "--batch-size", "48"]
    assert run(*command, "--out", whole) == 0

    process = start(*command, "--out", cut)
    for line in process.stdout:
        if line.startswith("epoch   2"):
            process.send_signal(signal.SIGINT)
            break
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    done = len(checkpoint.load(cut / "checkpoint.npz").history)
    assert done in (2, 3)  # stopped in the epoch after
    assert errors == (
        f"stopped: {cut / 'checkpoint.npz'} holds epoch {done} of 4; "
        "to continue, repeat the command with --resume\n"
    )
    assert "held-out accuracy" not in rest
    assert names(cut) == ["checkpoint.npz", "history.csv"]

    assert run("train", "lenet5", "--out", cut, "--resume") == 0
    assert names(cut) == FILES
    wanted, found = (checkpoint.load(path / "checkpoint.npz") for path in (whole, cut))
    assert len(found.history) == 4 and found.state.keys() == wanted.state.keys()
    for name, value in wanted.state.items():
        np.testing.assert_array_equal(found.state[name], value, err_msg=name)


def test_ctrl_c_in_the_first_epoch_can_be_resumed(tmp_path, capsys, monkeypatch):
    from cnncourse.train import NumpyLearner

    def interrupt(self, images, labels, lr):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(NumpyLearner, "step", interrupt)
        assert run("train", "lenet5", "--out", tmp_path, *SHORT) == 130
    assert "holds epoch 0 of 2" in capsys.readouterr().err
    assert names(tmp_path) == ["checkpoint.npz"]
    assert run("train", "lenet5", "--out", tmp_path, "--resume") == 0


def test_a_run_in_a_folder_that_became_read_only(copied, capsys, monkeypatch):
    def read_only(*paths):
        raise OSError(30, "Read-only file system", str(paths[0]))

    monkeypatch.setattr(os, "replace", read_only)
    message = refused(capsys, "train", "lenet5", "--out", copied, "--resume")
    assert f"cannot write to {copied} (Read-only file system): make it writable, or cop" in message
    assert names(copied) == FILES


def test_a_run_is_not_overwritten(copied, capsys):
    before = (copied / "checkpoint.npz").read_bytes()
    message = refused(capsys, "train", "lenet5", "--out", copied)
    wanted = f"{copied} already holds a run: continue it with --resume, or choose another --out DIR"
    assert wanted in message
    assert (copied / "checkpoint.npz").read_bytes() == before and names(copied) == FILES


@pytest.mark.parametrize("damage", [lambda b: b[:1000], lambda b: b"", lambda b: b"x" + b[1:]])
def test_a_damaged_checkpoint(copied, capsys, damage):
    path = copied / "checkpoint.npz"
    path.write_bytes(damage(path.read_bytes()))
    before = path.read_bytes()
    message = refused(capsys, "train", "lenet5", "--out", copied, "--resume")
    assert f"{path} is not a readable checkpoint: delete {copied} and begin again" in message
    assert path.read_bytes() == before and names(copied) == FILES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--seed", "4"], "with --seed 0, not 4: resume it as it began"),
        (["--epochs", "30"], "with --epochs 2, not 30"),
        (["--lr", "0.01"], "with --lr 0.05, not 0.01"),
        (["--engine", "torch"], "with --engine numpy, not torch"),
        (["--image-size", "33"], "with --image-size 32, not 33"),
    ],
)
def test_a_checkpoint_of_other_settings(copied, capsys, arguments, message):
    assert message in refused(capsys, "train", "lenet5", "--out", copied, "--resume", *arguments)


def test_a_checkpoint_of_another_model(copied, capsys, monkeypatch):
    monkeypatch.setitem(find_models(), "other", models.lenet5)
    message = refused(capsys, "train", "other", "--out", copied, "--resume")
    assert "is from a run with model lenet5, not other" in message


def test_a_checkpoint_with_other_weights(copied, capsys):
    path = copied / "checkpoint.npz"
    kept = checkpoint.load(path)
    kept.state["weights/c1.weight"] = np.zeros((1, 2, 3, 4), np.float32)
    checkpoint.save(path, kept)
    message = refused(capsys, "train", "lenet5", "--out", copied, "--resume")
    assert f"{path} was not saved from lenet5: weights/c1.weight has shape" in message


@pytest.mark.parametrize(
    "change", [{"settings": {"epochs": 0}}, {"settings": {"speed": 1}}, {"colour": "blue"}]
)
def test_a_checkpoint_of_another_program(copied, capsys, change):
    path = copied / "checkpoint.npz"
    kept = checkpoint.load(path)
    kept.run.update(change)
    checkpoint.save(path, kept)
    message = refused(capsys, "train", "lenet5", "--out", copied, "--resume")
    assert f"{path} records a run that this version cannot read" in message


def test_a_checkpoint_of_an_older_version(copied, capsys, monkeypatch):
    kept = checkpoint.load(copied / "checkpoint.npz")
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "VERSION", 3)
        checkpoint.save(copied / "checkpoint.npz", kept)
    message = refused(capsys, "train", "lenet5", "--out", copied, "--resume")
    why = "its layers are numbered, not named"
    assert f"checkpoint.npz is a checkpoint of version 3, not 4 ({why})" in message
    assert message.endswith(f"delete {copied} and begin again")
