"""Every task trains on both engines with equal gradients, resumes exactly, and is drawn."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from sample_tasks import EVERY, Pixels, WhatAndWhere, fully_convolutional, inked, placed, plain

from cnncourse import data, models, nn, runs, train
from cnncourse.__main__ import main
from cnncourse.common.errors import Refused
from cnncourse.common.nested import arrays, map_arrays, rows
from cnncourse.runs import checkpoint
from cnncourse.tasks import Classification, Metric, Task
from cnncourse.train import NumpyLearner, Settings, evaluate, fit
from cnncourse.train.numpy_engine.shards import share_weights
from cnncourse.train.optimizers import SGD
from cnncourse.train.torch_engine import Execution, TorchLearner

SETTINGS = Settings(epochs=3, batch_size=20, lr=0.02, seed=5, augment="jitter=0.2", momentum=0.5)
ENGINES = {
    "numpy": NumpyLearner,
    "torch": lambda *training: TorchLearner(*training, execution=Execution("cpu")),
}
TASKS = pytest.mark.parametrize(("model", "load"), EVERY.values(), ids=EVERY)
BOTH = pytest.mark.parametrize("engine", ENGINES)


def without_seconds(history):
    return [{**row, "seconds": None} for row in history]


def in_double(split):
    def doubled(array):
        return array.astype(np.float64) if array.dtype.kind == "f" else array

    return replace(split, images=doubled(split.images), targets=map_arrays(doubled, split.targets))


@TASKS
@pytest.mark.parametrize("count", [20, 7])
def test_both_engines_compute_the_same_gradients(model, load, count):
    """In double precision, through the learners; the numpy engine splits the batch."""
    digits = load()
    digits = replace(digits, train=in_double(digits.train), held_out=in_double(digits.held_out))
    settings = replace(SETTINGS, weight_decay=0.0, nesterov=False, augment="none")
    ours = NumpyLearner(model, digits, settings)
    theirs = TorchLearner(model, digits, settings, execution=Execution("cpu"))
    first, *others = [net.to(np.float64) for net in ours.shards.nets]
    for other in others:
        share_weights(first, other)
    ours.shards.smallest = 1
    ours.optimizer = SGD(first.parameters(), 0.01, momentum=0.5)
    theirs.net.double()

    chosen = np.random.default_rng(0).permutation(96)[:count]
    steps = []
    for learner in (ours, theirs):
        loss, counts = learner.step(*learner.batch(chosen, np.random.default_rng(1)), 0.01)
        steps.append((float(loss), counts.tolist()))
    assert steps[0][0] == pytest.approx(steps[1][0], rel=1e-12)
    np.testing.assert_allclose(*(counts for _, counts in steps), rtol=1e-12)
    for (name, w), ours_grad in zip(
        theirs.net.named_parameters(), ours.optimizer.velocity, strict=True
    ):
        assert ours_grad.dtype == np.float64 and np.abs(ours_grad).max() > 1e-6
        np.testing.assert_allclose(ours_grad, w.grad, rtol=0, atol=1e-9, err_msg=name)


@TASKS
def test_both_engines_train_alike(model, load):
    digits = load()
    histories = [fit(make(model, digits, SETTINGS), digits, SETTINGS) for make in ENGINES.values()]
    names = ["loss", *(metric.name for metric in digits.task.metrics)]
    columns = [f"{part}_{name}" for part in ("train", "held_out") for name in names]
    for ours, theirs in zip(*histories, strict=True):
        assert list(ours) == ["epoch", "lr", *columns, "seconds"]
        for name in columns:
            assert ours[name] == pytest.approx(theirs[name], rel=2e-3, abs=2e-2), name
    assert histories[0][-1]["train_loss"] < histories[0][0]["train_loss"]


@TASKS
@BOTH
def test_a_run_is_resumed_exactly_and_drawn(tmp_path, model, load, engine):
    """As in a notebook: with functions instead of names, and interrupted after one epoch."""
    request = runs.Request(model=model, data=load, engine=engine, settings=SETTINGS)
    execution = {"device": "cpu"} if engine == "torch" else None

    def opened(name):
        return runs.begin_or_resume(request, tmp_path / name, execution=execution)

    def disconnect(history):
        raise ConnectionError

    whole = opened("whole")
    evaluation, files = whole.train()
    with pytest.raises(ConnectionError):
        opened("cut").train(after_epoch=disconnect)
    cut = opened("cut")
    assert len(cut.history) == 1
    again, _ = cut.train()
    assert without_seconds(cut.history) == without_seconds(whole.history)
    for name, value in whole.learner.state().items():
        np.testing.assert_array_equal(cut.learner.state()[name], value, err_msg=name)
    map_arrays(np.testing.assert_array_equal, again.predictions, evaluation.predictions)

    task = whole.dataset.task
    drawn = {"Pixels": "masks.png", "Classification": "confusion_matrix.png"}
    expected = ["checkpoint.npz", "history.csv", "learning_curve.png"]
    expected += [drawn[type(task).__name__]] if type(task).__name__ in drawn else []
    assert [file.name for file in files] == expected
    assert all(file.stat().st_size > 1000 or file.suffix == ".csv" for file in files)
    kept = checkpoint.load(whole.checkpoint)
    assert kept.run["fingerprint"]["task"] == repr(task)
    assert kept.run["model"] == model.__name__ and kept.run["data"] == load.__name__


def test_a_run_of_another_task_is_left_alone(tmp_path):
    class Otherwise(Pixels):
        pass

    def loaded(task):
        def pixels(image_size=None):
            return replace(inked(image_size), task=task)

        return pixels

    requests = [
        runs.Request(model=fully_convolutional, data=loaded(task), settings=SETTINGS)
        for task in (Pixels(), Otherwise())
    ]
    run = runs.begin(requests[0], tmp_path)
    before = run.checkpoint.read_bytes()
    with pytest.raises(Refused, match=r"pixels has changed since the run of .* began \(task\): "):
        runs.begin_or_resume(requests[1], tmp_path)
    assert run.checkpoint.read_bytes() == before


def test_the_command_line_knows_no_task_by_name(tmp_path, monkeypatch, capsys):
    """The data decides the task: an author adds a network, data and a task, but no option."""
    found = {"inked": inked, "placed": placed}
    monkeypatch.setattr(data, "find", found.__getitem__)
    monkeypatch.setattr(models, "find", {m.__name__: m for m, _ in EVERY.values()}.__getitem__)
    short = ["--epochs", "2", "--batch-size", "32", "--augment", "none"]
    asked = ["train", "fully_convolutional", "--data", "inked", "--out", str(tmp_path / "run")]
    assert main([*asked, *short]) == 0
    _, first, _, last = capsys.readouterr().out.splitlines()
    table = (tmp_path / "run" / "history.csv").read_text(encoding="utf-8")
    history = list(csv.DictReader(table.splitlines()))
    accuracy, iou = (100 * float(history[0][f"held_out_{name}"]) for name in ("accuracy", "iou"))
    assert f", accuracy {accuracy:.2f} %, iou {iou:.2f} %   " in first
    assert last.startswith("held-out accuracy ") and last.endswith("learning_curve.png, masks.png")
    assert main([*asked, "--resume"]) == 0

    asked = ["train", "fully_convolutional", "--data", "inked", "--out", str(tmp_path / "other")]
    assert main([*asked, "--augment", "flip, jitter=0.1, crop=2"]) == 2
    wanted = "--augment='flip, crop=2' moves the content of the images, but the targets of Pixels"
    assert wanted in capsys.readouterr().err
    assert main([*asked, *short, "--label-smoothing", "0.1"]) == 2
    wanted = "the task Pixels does not use --label-smoothing: leave it out"
    assert wanted in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_counts_and_metrics_of_pixels_by_hand():
    logits = np.zeros((2, 3, 1, 4), np.float32)
    found = np.array([[[0, 1, 2, 2]], [[0, 0, 1, 1]]])
    np.put_along_axis(logits, found[:, np.newaxis], 1, axis=1)
    targets = np.array([[[0, 1, 2, 1]], [[0, 0, 0, 1]]])
    task = Pixels()
    counts = np.array(task.count(logits, targets), float)
    assert counts.tolist() == [1.5, 3, 2, 1, 4, 4, 2]
    measured = task.named(counts.tolist(), 2)
    assert measured == {"accuracy": 0.75, "iou": pytest.approx((3 / 4 + 2 / 4 + 1 / 2) / 3)}
    assert task.text(measured) == "accuracy 75.00 %, iou 58.33 %"
    tensors = task.count(torch.tensor(logits), torch.tensor(targets))
    assert [float(count) for count in tensors] == counts.tolist()


def test_evaluating_in_parts_gives_the_same_result():
    digits = placed()
    learner = NumpyLearner(EVERY["named heads"][0], digits, SETTINGS)
    parts = evaluate(learner, digits.held_out, batch_size=7)
    outputs = learner.outputs(digits.held_out.images)
    criterion = digits.task.loss(nn)
    assert parts.loss == pytest.approx(float(criterion(outputs, digits.held_out.targets)), rel=1e-5)
    apart = outputs["where"] - digits.held_out.targets["where"]
    right = outputs["what"].argmax(axis=1) == digits.held_out.targets["what"]
    distance = np.sqrt((apart**2).sum(axis=1)).mean()
    expected = {"accuracy": right.mean(), "distance": distance}
    assert parts.metrics == pytest.approx(expected, rel=1e-5)
    assert set(parts.outputs) == {"what", "where"} and parts.outputs["where"].shape == (50, 2)
    np.testing.assert_array_equal(parts.predictions["what"], outputs["what"].argmax(axis=1))


def test_auxiliary_heads_have_the_weight_of_the_task():
    model, load = EVERY["auxiliary head"]
    digits = load()
    losses = {}
    for weight in (0.0, 0.3, 1.0):
        task = Classification(auxiliary_weight=weight)
        learner = NumpyLearner(model, replace(digits, task=task), SETTINGS)
        losses[weight], _ = learner.step(digits.train.images, digits.train.targets, 0.01)
    whole = losses[1.0] - losses[0.0]
    assert losses[0.3] == pytest.approx(losses[0.0] + 0.3 * whole, rel=1e-6) and whole > 1
    learner = NumpyLearner(model, digits, SETTINGS)
    assert learner.outputs(digits.train.images).shape == (96, 10)


def test_half_precision_returns_float32_outputs():
    model, load = EVERY["named heads"]
    learner = TorchLearner(model, load(), SETTINGS, execution=Execution("cpu", "bf16"))
    batch = learner.batch(np.arange(8), np.random.default_rng(0))
    loss, _ = learner.step(*batch, 0.01)
    assert loss.dtype == torch.float32
    for array in arrays(learner.outputs(rows(learner.data.train.images, slice(8)))):
        assert array.dtype == np.float32


def test_a_numpy_loss_and_its_gradient_match_torch():
    @dataclass(frozen=True)
    class Squares(Task):
        by_hand: bool = True

        def model_arguments(self, data):
            return {"num_classes": 2}

        def loss(self, of):
            return (nn if self.by_hand else of).MSELoss()

    digits = EVERY["custom loss"][1]()
    steps = []
    for by_hand in (True, False):
        learner = TorchLearner(
            plain, replace(digits, task=Squares(by_hand)), SETTINGS, execution=Execution("cpu")
        )
        loss, counts = learner.step(*learner.batch(np.arange(8), np.random.default_rng(0)), 0.01)
        assert counts.tolist() == []
        steps.append((float(loss), [w.grad.numpy() for w in learner.net.parameters()]))
    assert steps[0][0] == pytest.approx(steps[1][0], rel=1e-6)
    for ours, theirs in zip(steps[0][1], steps[1][1], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_the_defaults_of_a_task():
    task, digits = Task(), data.digits(8)
    assert digits.task == Classification() and repr(digits.task) == (
        "Classification(auxiliary_weight=0.3)"
    )
    assert task.model_arguments(digits) == {"num_classes": 10}
    assert task.count(None, None) == () and task.named([], 3) == {}
    assert task.text({}) == "" and task.pictures(None, digits, "") == {}
    evaluation = train.Evaluation(0.12345, {}, None, None)
    assert task.text_of_result(evaluation, 5) == "loss 0.1235"
    with pytest.raises(NotImplementedError, match="Task must define loss"):
        task.loss(nn)
    assert Metric("distance", "").text(3.14159) == "distance 3.142"
    with pytest.raises(ValueError, match="Task measures 2 numbers, but has 0 metrics"):
        task.named([1.0, 2.0], 3)
    row = {"held_out_accuracy": 0.5, "held_out_distance": 2.0, "train_accuracy": 1.0}
    assert WhatAndWhere().text_of_epoch(row) == "accuracy 50.00 %, distance 2"
