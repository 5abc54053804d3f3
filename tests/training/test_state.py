"""The state of a learner: a run resumes exactly with every optimizer, dropout and batch norm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnncourse.models import lenet5
from cnncourse.runs import checkpoint
from cnncourse.train import NumpyLearner, fit
from cnncourse.train.torch_engine import TorchLearner

LEARNERS = [NumpyLearner, TorchLearner]
KEPT = {"sgd": ["velocity"], "adam": ["mean", "square", "steps"]}
KEPT["adamw"] = KEPT["adam"]


def with_dropout(nn, *, num_classes, in_channels, dropout=0.5):
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, stride=3),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Flatten(),
        nn.Linear(400, num_classes),
    )


def with_batch_norm(nn, *, num_classes, in_channels):
    """A network with buffers, which are part of its state but have no moments."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 3, 5, stride=3),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(300, num_classes),
    )


@pytest.fixture(params=["sgd", "adam", "adamw"])
def settings(request, short):
    lr = 0.03 if request.param == "sgd" else 0.003
    return replace(short, optimizer=request.param, lr=lr)


def assert_same_state(a, b):
    assert a.keys() == b.keys() and a
    for name in a:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def without_seconds(history):
    return [{**row, "seconds": None} for row in history]


@pytest.mark.parametrize("learner_class", LEARNERS)
@pytest.mark.parametrize("model", [lenet5, with_dropout, with_batch_norm])
def test_resumed_equals_uninterrupted(tmp_path, few, settings, learner_class, model):
    """A run interrupted in its third epoch resumes from the end of the second."""
    whole = learner_class(model, few, settings)
    history = fit(whole, few, settings)

    class Cut(Exception):
        pass

    def cut(epoch, loss, images):
        if epoch == 3:
            raise Cut

    def keep(history):
        kept = checkpoint.Checkpoint({}, history, first.state())
        checkpoint.save(tmp_path / "c.npz", kept)

    first = learner_class(model, few, settings)
    with pytest.raises(Cut):
        fit(first, few, settings, after_batch=cut, after_epoch=keep)
    kept = checkpoint.load(tmp_path / "c.npz")
    assert len(kept.history) == 2
    second = learner_class(model, few, settings)
    second.load_state(kept.state)
    resumed = fit(second, few, settings, history=kept.history)
    assert without_seconds(resumed) == without_seconds(history)
    assert_same_state(second.state(), whole.state())


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_the_entries_of_a_state(few, settings, learner_class):
    learner = learner_class(lenet5, few, settings)
    fit(learner, few, replace(settings, epochs=1))
    state = learner.state()
    assert {name.split("/")[0] for name in state} == {"weights", *KEPT[settings.optimizer]}
    if "steps" in state:
        assert state["steps"] == 5  # 96 images, 20 at a time
    for name in learner.state():
        assert np.any(state[name] != 0), name


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_state_has_buffers_without_moments(few, settings, learner_class):
    learner, other = (learner_class(with_batch_norm, few, settings) for _ in range(2))
    fit(learner, few, settings)
    state = learner.state()
    assert np.any(state["weights/1.running_mean"] != 0)
    moment = KEPT[settings.optimizer][0]
    assert f"{moment}/1.running_mean" not in state and f"{moment}/1.weight" in state
    other.load_state(state)
    assert_same_state(other.state(), state)


@pytest.mark.parametrize(("giver", "taker"), [LEARNERS, LEARNERS[::-1]])
def test_a_state_moves_from_one_engine_to_the_other(few, settings, giver, taker):
    given, taken = giver(lenet5, few, settings), taker(lenet5, few, settings)
    history = fit(given, few, replace(settings, epochs=1))
    taken.load_state(given.state())
    assert_same_state(given.state(), taken.state())
    images = few.held_out.images
    np.testing.assert_allclose(given.outputs(images), taken.outputs(images), atol=1e-4)
    rows = [fit(learner, few, settings, history=history)[1] for learner in (given, taken)]
    assert rows[0]["train_loss"] == pytest.approx(rows[1]["train_loss"], rel=1e-3)


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_state_is_a_copy(few, settings, learner_class):
    learner = learner_class(lenet5, few, settings)
    state = learner.state()
    before = {name: value.copy() for name, value in state.items()}
    fit(learner, few, replace(settings, epochs=1))
    assert_same_state(state, before)
    learner.load_state(state)
    fit(learner, few, replace(settings, epochs=1))
    assert_same_state(state, before)


@pytest.mark.parametrize("learner_class", LEARNERS)
def test_a_state_that_does_not_fit_changes_nothing(few, settings, learner_class):
    learner = learner_class(lenet5, few, settings)
    good = learner.state()
    moment = KEPT[settings.optimizer][0]
    for change, message in (
        (
            {"weights/c1.weight": np.ones((6, 1, 3, 3))},
            r"weights/c1.weight has shape \(6, 1, 3, 3\)",
        ),
        ({"weights/99.weight": np.ones(1)}, "weights/99.weight is unexpected"),
        ({f"{moment}/output.bias": None}, f"{moment}/output.bias is missing"),
    ):
        state = {k: v for k, v in {**good, **change}.items() if v is not None}
        state["weights/c3.bias"] = state["weights/c3.bias"] + 1
        with pytest.raises(ValueError, match=message):
            learner.load_state(state)
        assert_same_state(learner.state(), good)


def test_the_state_of_another_optimizer(few, short):
    state = NumpyLearner(lenet5, few, short).state()
    other = NumpyLearner(lenet5, few, replace(short, optimizer="adamw"))
    with pytest.raises(ValueError, match="mean/c1.weight is missing"):
        other.load_state(state)
