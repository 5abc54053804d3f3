"""`python -m cnncourse train --engine torch`: its own options and their errors."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch

from cnncourse.__main__ import main
from cnncourse.runs import checkpoint
from cnncourse.train.torch_engine import TorchLearner

TORCH = ["--engine", "torch", "--device", "cpu"]
SHORT = ["--epochs", "2", "--batch-size", "240", "--lr", "0.02"]


def run(*arguments):
    """Run the command line in this process, and return the exit code."""
    try:
        return main([str(argument) for argument in ("train", "lenet5", *arguments)])
    except SystemExit as end:
        return end.code


def refused(capsys, *arguments):
    """Run a command that must fail with exit code 2, and return its one line of error."""
    assert run(*arguments) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    return message


def test_the_first_line_names_the_device(tmp_path, capsys):
    options = ["--precision", "bf16", "--channels-last"]
    assert run(*TORCH, *options, *SHORT, "--out", tmp_path / "run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "computing on cpu, bf16, channels last"
    assert lines[1].startswith("settings, from the command line and the defaults")
    assert lines[2].endswith(" left") and "images/s, 00:0" in lines[2]
    assert lines[3].endswith(" images/s, 00:00 left")
    options = ["--precision", "fp32", "--no-channels-last", "--resume"]
    assert run(*TORCH, *options, "--out", tmp_path / "run") == 0
    assert capsys.readouterr().out.splitlines()[0] == "computing on cpu, fp32"


def test_tensorboard_shows_the_history_of_a_resumed_run(tmp_path, monkeypatch):
    pytest.importorskip("tensorboard", reason="the log is read with tensorboard, which is missing")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    out = tmp_path / "run"
    step = TorchLearner.step

    def cut(self, *arguments):
        if (out / "history.csv").exists():
            raise KeyboardInterrupt
        return step(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(TorchLearner, "step", cut)
        assert run(*TORCH, *SHORT, "--tensorboard", "--out", out) == 130
    assert run(*TORCH, "--tensorboard", "--resume", "--out", out) == 0
    log = EventAccumulator(str(out / "tensorboard")).Reload()
    history = checkpoint.load(out / "checkpoint.npz").history
    for name, key in {
        "loss/train": "train_loss",
        "loss/held_out": "held_out_loss",
        "accuracy/train": "train_accuracy",
        "accuracy/held_out": "held_out_accuracy",
        "lr": "lr",
        "seconds": "seconds",
    }.items():
        points = [(point.step, point.value) for point in log.Scalars(name)]
        np.testing.assert_allclose(points, [(row["epoch"], row[key]) for row in history], rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--device", "cpu"], "--device: only for --engine torch, but the engine is numpy"),
        (
            ["--precision", "fp32", "--no-channels-last", "--compile", "--tensorboard"],
            "--precision, --channels-last, --compile, --tensorboard: only for --engine torch",
        ),
        (["--engine", "torch", "--device", "gpu"], "device 'gpu' is unknown: choose auto, cpu,"),
        ([*TORCH, "--precision", "fp16"], "precision fp16 needs a CUDA GPU; on cpu"),
        ([*TORCH, "--precision", "fp8"], "argument --precision: invalid choice: 'fp8'"),
    ],
)
def test_refused_before_anything_is_written(tmp_path, capsys, arguments, message):
    assert message in refused(capsys, *arguments, "--out", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_torch_options_for_a_numpy_run(tmp_path, capsys):
    assert run("--epochs", "1", "--batch-size", "480", "--out", tmp_path) == 0
    before = (tmp_path / "checkpoint.npz").read_bytes()
    capsys.readouterr()
    message = refused(capsys, "--resume", "--tensorboard", "--out", tmp_path)
    assert "--tensorboard: only for --engine torch, but the engine is numpy" in message
    assert (tmp_path / "checkpoint.npz").read_bytes() == before
    assert not (tmp_path / "tensorboard").exists()


def test_tensorboard_is_missing(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    message = refused(capsys, *TORCH, "--tensorboard", "--out", tmp_path / "run")
    assert message.endswith("--tensorboard needs tensorboard: pip install tensorboard\n")
    assert not (tmp_path / "run").exists()


def test_several_processes_with_numpy(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    message = refused(capsys, "--out", tmp_path / "run")
    assert "training in several processes needs --engine torch" in message


def test_out_of_memory_is_one_line(tmp_path, capsys, monkeypatch):
    gradients = TorchLearner._gradients

    def small(self, images, targets):
        if len(images) > 50:
            raise torch.OutOfMemoryError
        return gradients(self, images, targets)

    monkeypatch.setattr(TorchLearner, "_gradients", small)
    message = refused(capsys, *TORCH, "--batch-size", "128", "--out", tmp_path)
    assert (
        "a batch of 128 images does not fit in the memory of cpu, fp32: --batch-size=32 fits; "
        f"choose another --batch-size, with another --out DIR ({tmp_path / 'checkpoint.npz'} holds "
        "epoch 0)\n"
    ) in message
