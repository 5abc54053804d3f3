"""Training in process: what it learns, that it repeats itself, and that it goes on exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cnncourse import checkpoint, data, layers, train
from cnncourse.models import lenet5
from cnncourse.torch_train import TorchLearner
from cnncourse.train import NumpyLearner, Settings, fit

LEARNERS = [NumpyLearner, TorchLearner]


def assert_same_state(a, b):
    assert a.keys() == b.keys() and a
    for name in a:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def without_seconds(history):
    return [{**row, "seconds": None} for row in history]


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_short_training_reads_nine_digits_in_ten(digits, learner_class):
    settings = Settings(epochs=4, batch_size=32, lr=0.03, seed=0)
    learner = learner_class(lenet5, digits, settings)
    history = fit(learner, digits, settings)
    assert [row["epoch"] for row in history] == [1, 2, 3, 4]
    assert history[-1]["held_out_accuracy"] >= 0.90
    assert history[-1]["held_out_loss"] < history[0]["held_out_loss"] / 3
    assert history[-1]["train_loss"] < history[0]["train_loss"] / 3


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_the_seed_decides_every_bit(few, short, learner_class):
    def trained(settings):
        learner = learner_class(lenet5, few, settings)
        return without_seconds(fit(learner, few, settings)), learner.state()

    (first, state), (again, same) = trained(short), trained(short)
    assert first == again
    assert_same_state(state, same)
    _, other = trained(replace(short, seed=6))
    assert np.any(other["weights/0.weight"] != state["weights/0.weight"])


def with_batch_norm(nn, *, num_classes, in_channels):
    """A network with buffers, which are part of its state and have no velocity."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 3, 5, stride=3),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(300, num_classes),
    )


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_buffers_are_part_of_the_state(few, short, learner_class):
    learner, other = (learner_class(with_batch_norm, few, short) for _ in range(2))
    fit(learner, few, short)
    state = learner.state()
    assert np.any(state["weights/1.running_mean"] != 0)
    assert "velocity/1.running_mean" not in state and "velocity/1.weight" in state
    other.load_state(state)
    assert_same_state(other.state(), state)


@pytest.mark.parametrize("learner_class", LEARNERS)
@pytest.mark.parametrize("cut", [1, 3])
def test_resumed_equals_uninterrupted(tmp_path, few, short, learner_class, cut):
    whole = learner_class(lenet5, few, short)
    history = fit(whole, few, short)

    class Stop(Exception):
        pass

    def keep_then_stop(history):
        if len(history) == cut:
            kept = checkpoint.Checkpoint({}, history, first.state())
            checkpoint.save(tmp_path / "c.npz", kept)
        if len(history) == cut + 1:
            raise Stop  # an epoch after the checkpoint: it must be done again

    first = learner_class(lenet5, few, short)
    with pytest.raises(Stop):
        fit(first, few, short, after_epoch=keep_then_stop)
    kept = checkpoint.load(tmp_path / "c.npz")
    second = learner_class(lenet5, few, short)
    second.load_state(kept.state)
    resumed = fit(second, few, short, history=kept.history)
    assert without_seconds(resumed) == without_seconds(history)
    assert_same_state(second.state(), whole.state())


def test_both_engines_begin_alike(few, short):
    ours, theirs = (make(lenet5, few, short) for make in LEARNERS)
    assert_same_state(ours.state(), theirs.state())
    first = ([], [])
    for learner, losses in zip((ours, theirs), first, strict=True):

        def note(epoch, loss, images, losses=losses):
            losses.append(loss)

        fit(learner, few, replace(short, epochs=1), after_batch=note)
    assert len(first[0]) == len(first[1]) == 5
    np.testing.assert_allclose(first[0], first[1], rtol=1e-4)
    for name, value in theirs.state().items():
        np.testing.assert_allclose(ours.state()[name], value, atol=1e-4, err_msg=name)


def test_a_state_goes_from_one_engine_to_the_other(few, short):
    ours, theirs = (make(lenet5, few, short) for make in LEARNERS)
    fit(ours, few, replace(short, epochs=1))
    theirs.load_state(ours.state())
    assert_same_state(ours.state(), theirs.state())
    images = few.held_out.images
    np.testing.assert_allclose(ours.logits(images), theirs.logits(images), atol=1e-4)


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_state_is_a_copy(few, short, learner_class):
    learner = learner_class(lenet5, few, short)
    state = learner.state()
    before = {name: value.copy() for name, value in state.items()}
    fit(learner, few, replace(short, epochs=1))
    assert_same_state(state, before)
    learner.load_state(state)
    fit(learner, few, replace(short, epochs=1))
    assert_same_state(state, before)


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_state_that_does_not_fit_changes_nothing(few, short, learner_class):
    learner = learner_class(lenet5, few, short)
    good = learner.state()
    for change, message in (
        ({"weights/0.weight": np.ones((6, 1, 3, 3))}, r"weights/0.weight has shape \(6, 1, 3, 3\)"),
        ({"weights/99.weight": np.ones(1)}, "weights/99.weight is unexpected"),
        ({"velocity/11.bias": None}, "velocity/11.bias is missing"),
    ):
        state = {k: v for k, v in {**good, **change}.items() if v is not None}
        state["weights/3.bias"] = state["weights/3.bias"] + 1
        with pytest.raises(ValueError, match=message):
            learner.load_state(state)
        assert_same_state(learner.state(), good)


def test_evaluate_against_the_whole_at_once(few, short):
    learner = NumpyLearner(lenet5, few, short)
    found = train.evaluate(learner, few.held_out, batch_size=7)
    logits = learner.logits(few.held_out.images)
    loss, _ = layers.softmax_cross_entropy(logits, few.held_out.labels)
    assert found.loss == pytest.approx(float(loss), rel=1e-5)
    np.testing.assert_array_equal(found.predictions, logits.argmax(axis=1))
    assert found.accuracy == np.mean(logits.argmax(axis=1) == few.held_out.labels)


def test_an_epoch_shows_every_image_once_in_another_order(few, short):
    seen = []

    class Watcher(NumpyLearner):
        def step(self, images, labels, lr):
            seen.extend(images[:, 0].reshape(len(images), -1))
            return super().step(images, labels, lr)

    plain = replace(short, augment="none", epochs=2)
    fit(Watcher(lenet5, few, plain), few, plain)
    first, second = np.array(seen[:96]), np.array(seen[96:])
    everything = few.train.images.reshape(96, -1)
    for epoch in (first, second):
        np.testing.assert_array_equal(np.sort(epoch, axis=0), np.sort(everything, axis=0))
    assert np.any(first != second) and np.any(first != everything)


def test_neither_images_nor_torch_threads_are_changed(few, short):
    before, threads = few.train.images.copy(), torch.get_num_threads()
    for make in LEARNERS:
        fit(make(lenet5, few, short), few, replace(short, epochs=1))
    np.testing.assert_array_equal(few.train.images, before)
    assert torch.get_num_threads() == threads


def test_held_out_images_teach_nothing(few, short):
    other = replace(few, held_out=data.Split(few.held_out.images * 0, few.held_out.labels))
    learners = [NumpyLearner(lenet5, few, short) for _ in range(2)]
    for learner, images in zip(learners, (few, other), strict=True):
        fit(learner, images, short)
    assert_same_state(learners[0].state(), learners[1].state())


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_loss_that_explodes(few, short, learner_class):
    wild = replace(short, lr=1e6)
    with pytest.raises(train.Diverged, match=r"the loss became .* in epoch 1: lr 1000000.0 is"):
        fit(learner_class(lenet5, few, wild), few, wild)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"lr": -1.0}, "lr must be at least 0, got -1.0"),
        ({"lr": 0.0}, "lr must be above 0, or nothing is learned"),
        ({"lr": float("nan")}, "lr must be at least 0, got nan"),
        ({"momentum": 1.0}, "momentum must be smaller than 1, got 1.0"),
        ({"weight_decay": float("inf")}, "weight_decay must be at least 0, got inf"),
        ({"augment": "affine=4"}, "the strength of affine must be between 0 and 3, got 4"),
        ({"seed": -1}, "seed must be at least 0, got -1"),
    ],
)
def test_settings_out_of_range(setting, message):
    with pytest.raises(ValueError, match=message):
        Settings(**setting)
