"""Training in process: it learns, is reproducible, and validates its settings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cnncourse import data, layers, train
from cnncourse.models import lenet5
from cnncourse.train import NumpyLearner, Settings, fit
from cnncourse.train.schedules import rate
from cnncourse.train.torch_engine import TorchLearner

LEARNERS = [NumpyLearner, TorchLearner]


def assert_same_state(a, b):
    assert a.keys() == b.keys() and a
    for name in a:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def without_seconds(history):
    return [{**row, "seconds": None} for row in history]


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_short_run_classifies_nine_digits_in_ten(digits, learner_class):
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
    assert np.any(other["weights/c1.weight"] != state["weights/c1.weight"])


def test_both_engines_start_alike(few, short):
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


def test_evaluate_in_parts_against_the_whole_split(few, short):
    learner = NumpyLearner(lenet5, few, short)
    found = train.evaluate(learner, few.held_out, batch_size=7)
    logits = learner.outputs(few.held_out.images)
    loss, _ = layers.softmax_cross_entropy(logits, few.held_out.targets)
    assert found.loss == pytest.approx(float(loss), rel=1e-5)
    np.testing.assert_array_equal(found.predictions, logits.argmax(axis=1))
    np.testing.assert_allclose(found.outputs, logits, atol=1e-5)
    right = np.mean(logits.argmax(axis=1) == few.held_out.targets)
    assert found.metrics == {"accuracy": right}
    assert train.evaluate(learner, few.held_out, keep_outputs=False).outputs is None


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


def test_training_leaves_images_threads_and_random_state_alone(few, short):
    before, threads = few.train.images.copy(), torch.get_num_threads()
    random = torch.get_rng_state()
    for make in LEARNERS:
        fit(make(lenet5, few, short), few, replace(short, epochs=1))
    np.testing.assert_array_equal(few.train.images, before)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), random)


def test_held_out_images_do_not_affect_training(few, short):
    other = replace(few, held_out=data.Split(few.held_out.images * 0, few.held_out.targets))
    learners = [NumpyLearner(lenet5, few, short) for _ in range(2)]
    for learner, images in zip(learners, (few, other), strict=True):
        fit(learner, images, short)
    assert_same_state(learners[0].state(), learners[1].state())


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_loss_that_explodes(few, short, learner_class):
    wild = replace(short, lr=1e6)
    with pytest.raises(train.Diverged, match=r"the loss became .* in epoch 1: lr 1000000.0 or"):
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
        ({"batch_size": 1.5}, "batch_size must be a whole number, got 1.5"),
        ({"optimizer": "rmsprop"}, "optimizer must be one of sgd, adam, adamw, got 'rmsprop'"),
        (
            {"schedule": "linear"},
            "schedule must be one of constant, step, cosine, one_cycle, triangular",
        ),
        ({"initialization": "zeros"}, "initialization must be one of torch, he, glorot, whitened"),
        ({"momentum": 0.0}, "nesterov needs a momentum above 0"),
        ({"warmup": 30}, "warmup must be shorter than the whole run of 30 epochs"),
        ({"label_smoothing": 1.0}, "label_smoothing must be smaller than 1, got 1.0"),
        ({"dropout": 1.0}, "dropout must lie between 0 and 1, got 1.0"),
        ({"augment": 1.0}, "augment must be text such as 'affine=1', got 1.0"),
        ({"augment": "flipp"}, "no augmentation is called 'flipp'; did you mean flip"),
        ({"augment": "affine=4"}, "the strength of affine must be between 0 and 3, got 4"),
        ({"seed": -1}, "seed must be at least 0, got -1"),
    ],
)
def test_settings_out_of_range(setting, message):
    with pytest.raises(ValueError, match=message):
        Settings(**setting)


def test_settings_are_normalized():
    assert Settings(augment="crop=4,flip") == Settings(augment=" crop = 4 , flip ")
    assert Settings(augment="none") == Settings(augment="")
    assert Settings(momentum=0.0, nesterov=False).momentum == 0
    assert Settings(momentum=0.0, optimizer="adam").momentum == 0


def with_dropout(nn, *, num_classes, in_channels, image_size, dropout=0.5):
    return nn.Sequential(
        nn.Flatten(), nn.Dropout(dropout), nn.Linear(in_channels * image_size**2, num_classes)
    )


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_dropout_comes_from_the_settings_or_the_model(few, short, learner_class):
    for wanted, found in ((None, 0.5), (0.25, 0.25), (0.0, 0.0)):
        learner = learner_class(with_dropout, few, replace(short, dropout=wanted))
        assert learner.net[1].p == found
    with pytest.raises(ValueError, match="lenet5 has no dropout: leave the setting out"):
        learner_class(lenet5, few, replace(short, dropout=0.5))


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_an_augmentation_that_leaves_nothing_is_refused_at_once(few, short, learner_class):
    with pytest.raises(ValueError, match="crop=32 leaves nothing of images 32 pixels wide"):
        learner_class(lenet5, few, replace(short, augment="crop=32"))


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_initialization_and_label_smoothing_reach_the_network(few, short, learner_class):
    plain = learner_class(lenet5, few, short)
    he = learner_class(lenet5, few, replace(short, initialization="he"))
    state = he.state()
    assert np.all(state["weights/c1.bias"] == 0)
    assert np.any(state["weights/c1.weight"] != plain.state()["weights/c1.weight"])
    smooth = learner_class(lenet5, few, replace(short, label_smoothing=0.5))
    images, labels = plain.batch(np.arange(20), np.random.default_rng(0))
    logits = plain.outputs(np.asarray(images))
    expected, _ = layers.softmax_cross_entropy(logits, np.asarray(labels), label_smoothing=0.5)
    loss, _ = smooth.step(images, labels, 0.01)
    assert float(loss) == pytest.approx(float(expected), rel=1e-5)
    assert float(loss) != pytest.approx(float(plain.step(images, labels, 0.01)[0]), rel=1e-4)


def test_reading_losses_late_does_not_change_them(few, short):
    class Late(NumpyLearner):
        steps_between_readings = 3

    found = []
    for make in (NumpyLearner, Late):
        losses = []
        history = fit(
            make(lenet5, few, short),
            few,
            short,
            after_batch=lambda epoch, loss, images, losses=losses: losses.append((loss, images)),
        )
        found.append((losses, [{**row, "seconds": None} for row in history]))
    assert found[0] == found[1]
    assert [images for _, images in found[0][0][:5]] == [20, 20, 20, 20, 16]


def test_weights_that_explode_in_the_last_step(few, short):
    class Broken(NumpyLearner):
        def step(self, images, labels, lr):
            loss = super().step(images, labels, lr)
            self.net.parameters()[0][...] = np.nan
            return 1.0, loss[1]

    with pytest.raises(train.Diverged, match="the loss became nan in epoch 1"):
        fit(Broken(lenet5, few, short), few, short)


def test_a_history_row_is_the_mean_over_the_images(few, short):
    """With 96 images in batches of 20, the last batch counts less."""
    steps = []

    class Watcher(NumpyLearner):
        def step(self, images, labels, lr):
            loss, counts = super().step(images, labels, lr)
            steps.append((len(images), loss, *counts, lr))
            return loss, counts

    (row,) = fit(Watcher(lenet5, few, short), few, replace(short, epochs=1))
    assert [images for images, *_ in steps] == [20, 20, 20, 20, 16]
    assert row["train_loss"] == pytest.approx(sum(n * loss for n, loss, *_ in steps) / 96)
    assert row["train_accuracy"] == sum(right for *_, right, _ in steps) / 96
    assert row["lr"] == steps[-1][-1]


def test_every_step_uses_the_rate_of_the_schedule(few, short):
    rates = []

    class Watcher(NumpyLearner):
        def step(self, images, labels, lr):
            rates.append(lr)
            return super().step(images, labels, lr)

    settings = replace(short, schedule="cosine", warmup=1.4, epochs=3)
    fit(Watcher(lenet5, few, settings), few, settings)
    expected = [rate("cosine", step, 15, peak=settings.lr, warmup=7) for step in range(15)]
    assert rates == expected
