"""Training with torch in one process: precision, layout, memory and state."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from cnncourse import data, train
from cnncourse.models import lenet5
from cnncourse.train import NumpyLearner, fit
from cnncourse.train.torch_engine import Execution, OutOfMemory, TorchLearner
from cnncourse.train.torch_engine import learner as torch_learner
from cnncourse.train.torch_engine import state as torch_state
from cnncourse.train.torch_engine.group import Group

EVERYTHING = "affine=1, crop=4, flip, cutout=8, jitter=0.2, lighting=0.1"


def with_norm(nn, *, num_classes, in_channels, dropout=0.5):
    """A small network with all layers that behave differently in training."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 8, 5, stride=2),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 8, 3, groups=2),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Flatten(),
        nn.Linear(200, num_classes),
    )


def tiny(nn, *, num_classes, in_channels):
    """A minimal network to compile."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 2, 5, stride=4), nn.ReLU(), nn.Flatten(), nn.Linear(98, num_classes)
    )


def trained(few, settings, model=lenet5, **execution):
    """Train, and return the learner and its history."""
    learner = TorchLearner(model, few, settings, execution=Execution("cpu", **execution))
    return learner, fit(learner, few, settings)


def without_seconds(history):
    return [{**row, "seconds": None} for row in history]


def assert_same_state(a, b):
    assert a.keys() == b.keys() and a
    for name in a:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def test_bf16_learns_and_stays_close_to_fp32(digits):
    settings = train.Settings(epochs=3, batch_size=32, lr=0.03)
    learner, history = trained(digits, settings, precision="bf16")
    _, exact = trained(digits, settings)
    assert history[-1]["held_out_accuracy"] >= 0.85
    assert history[0]["train_loss"] == pytest.approx(exact[0]["train_loss"], rel=0.02)
    assert history[0]["train_loss"] != exact[0]["train_loss"]
    assert {w.dtype for w in learner.net.parameters()} == {torch.float32}
    assert learner.outputs(digits.held_out.images[:2]).dtype == np.float32


@pytest.mark.parametrize("channels_last", [False, True])
def test_bf16_gradients_are_those_of_fp32_up_to_rounding(few, short, channels_last):
    gradients = []
    for execution in (Execution("cpu", "fp32"), Execution("cpu", "bf16", channels_last)):
        learner = TorchLearner(lenet5, few, short, execution=execution)
        learner.step(*learner.batch(np.arange(40), np.random.default_rng(0)), 0.01)
        gradients.append([w.grad.double() for w in learner.net.parameters()])
    for exact, rough in zip(*gradients, strict=True):
        cosine = (exact * rough).sum() / (exact.norm() * rough.norm())
        assert 0.99 < cosine and torch.any(exact != rough)


def test_the_layout_changes_only_rounding(few, short):
    settings = replace(short, epochs=1, dropout=0.0)  # dropout masks are drawn in memory order
    results = [trained(few, settings, with_norm, channels_last=last) for last in (False, True)]
    weights = [learner.net[4].weight for learner, _ in results]
    assert weights[0].is_contiguous() and not weights[1].is_contiguous()
    assert weights[1].is_contiguous(memory_format=torch.channels_last)
    images, _ = results[1][0].batch(np.arange(3), np.random.default_rng(0))
    assert images.is_contiguous(memory_format=torch.channels_last)
    states = [learner.state() for learner, _ in results]
    for name, value in states[0].items():
        np.testing.assert_allclose(states[1][name], value, atol=1e-5, err_msg=name)


def test_images_need_not_stay_on_the_device(few, short):
    results = [trained(few, short, keep_on_device=keep) for keep in (True, False)]
    assert without_seconds(results[0][1]) == without_seconds(results[1][1])
    assert_same_state(results[0][0].state(), results[1][0].state())


@pytest.mark.skipif(
    not (shutil.which("g++") or shutil.which("clang++")),
    reason="torch.compile needs a C++ compiler",
)
@pytest.mark.skipif(" " in torch.__file__, reason="torch.compile cannot link: a space in its path")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own, about itself
def test_compiled_gives_the_same_up_to_rounding(few, short):
    settings = replace(short, epochs=1, batch_size=48)
    (plain, history), (compiled, same) = (
        trained(few, settings, tiny, compile=compile) for compile in (False, True)
    )
    assert compiled.run is not compiled.net
    assert compiled.state().keys() == plain.state().keys()
    for name, value in plain.state().items():
        np.testing.assert_allclose(compiled.state()[name], value, atol=1e-5, err_msg=name)
    assert same[0]["held_out_loss"] == pytest.approx(history[0]["held_out_loss"], rel=1e-4)


@pytest.mark.parametrize("channels_last", [False, True])
def test_resumed_equals_uninterrupted(few, short, channels_last):
    """With dropout, batch norm and AdamW; a new learner resumes the run after its second epoch."""
    settings = replace(short, optimizer="adamw", lr=0.003, augment=EVERYTHING)
    few = data.Dataset(
        **{**vars(few), "train": in_colour(few.train), "held_out": in_colour(few.held_out)}
    )
    execution = {"channels_last": channels_last}
    whole, history = trained(few, settings, with_norm, **execution)
    kept = {}
    first = TorchLearner(with_norm, few, settings, execution=Execution("cpu", **execution))
    fit(first, few, settings, after_epoch=lambda rows: kept.update({len(rows): first.state()}))
    second = TorchLearner(with_norm, few, settings, execution=Execution("cpu", **execution))
    second.load_state(kept[2])
    resumed = fit(second, few, settings, history=history[:2])
    assert without_seconds(resumed) == without_seconds(history)
    assert_same_state(second.state(), whole.state())
    assert np.any(kept[2]["mean/4.weight"] != whole.state()["mean/4.weight"])


def in_colour(split):
    """Turn grey images into images with three different channels."""
    factors = np.array([1, 0.5, -1], np.float32)[:, None, None]
    return data.Split(split.images * factors, split.targets)


def test_the_loss_scale_is_part_of_the_state(few, short):
    """fp16 needs a GPU, but its scaler does not."""
    learner = TorchLearner(lenet5, few, short, execution=Execution("cpu"))
    parts = (learner.net, learner.optimizer, "sgd")
    scaler, other = (torch.amp.GradScaler("cpu", growth_interval=3) for _ in range(2))
    for size in (1.0, 1.0, 1.0, 1.0, float("inf"), 1.0):
        loss = scaler.scale(size * sum(w.sum() for w in learner.net.parameters()))
        learner.optimizer.zero_grad()
        loss.backward()
        scaler.step(learner.optimizer)
        scaler.update()
    state = torch_state.read_state(*parts, scaler)
    assert state["loss_scale"].tolist() == [65536.0, 1.0]  # doubled, halved, and one good step
    torch_state.write_state(state, *parts, other)
    assert torch_state.read_state(*parts, other)["loss_scale"].tolist() == [65536.0, 1.0]
    learner.load_state(state)  # fp32 ignores it
    assert "loss_scale" not in learner.state()


def test_images_are_augmented_as_in_numpy(few, short):
    few = replace(few, train=in_colour(few.train), held_out=in_colour(few.held_out))
    settings = replace(short, augment=EVERYTHING)
    learners = [make(lenet5, few, settings) for make in (NumpyLearner, TorchLearner)]
    chosen = np.random.default_rng(3).permutation(96)[:30]
    (ours, labels), (theirs, same) = (
        learner.batch(chosen, np.random.default_rng(4)) for learner in learners
    )
    np.testing.assert_allclose(theirs.numpy(), ours, atol=1e-4)
    np.testing.assert_array_equal(same.numpy(), labels)
    assert np.abs(ours - few.train.images[chosen]).max() > 0.5


def test_a_nan_loss_stops_training(few, short):
    images = few.train.images.copy()
    images[50] = np.nan
    broken = replace(few, train=data.Split(images, few.train.targets))
    with pytest.raises(train.Diverged, match=r"the loss became nan in epoch 1: lr 0.03 or weig"):
        trained(broken, short)


class Small:
    """A network that claims to run out of memory beyond a number of images."""

    def __init__(self, net, room):
        self.net, self.room, self.tried = net, room, []

    def train(self):
        return self

    def __call__(self, images):
        self.tried.append(len(images))
        if len(images) > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")
        return self.net.train()(images)


@pytest.mark.parametrize(
    ("room", "advice", "tried"),
    [
        (11, "batch_size=10 fits", [20, 10]),
        (1, "batch_size=1 fits", [20, 10, 5, 2, 1]),
        (
            0,
            "not even one image fits: choose a smaller network or smaller images",
            [20, 10, 5, 2, 1],
        ),
    ],
)
def test_out_of_memory_names_a_batch_that_fits(few, short, room, advice, tried):
    learner = TorchLearner(lenet5, few, short, execution=Execution("cpu"))
    learner.run = Small(learner.net, room)
    message = f"^a batch of 20 images does not fit in the memory of cpu, fp32: {advice}$"
    with pytest.raises(OutOfMemory, match=message):
        fit(learner, few, short)
    assert learner.run.tried == tried


def test_out_of_memory_during_augmentation(few, short, monkeypatch):
    learner = TorchLearner(lenet5, few, short, execution=Execution("cpu"))

    def full(*arguments, **options):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(torch_learner.torch_changes, "affine", full)
    with pytest.raises(OutOfMemory, match="a batch of 20 images .* cpu, fp32: try batch_size=10$"):
        fit(learner, few, short)


def test_evaluation_splits_batches_if_memory_is_short(few, short, monkeypatch):
    learner = TorchLearner(lenet5, few, short, execution=Execution("cpu"))
    wanted = learner.outputs(few.held_out.images)
    sizes, forward = [], learner.net.forward

    def small(images):
        if len(images) > room:
            raise torch.OutOfMemoryError
        sizes.append(len(images))
        return forward(images)

    monkeypatch.setattr(learner.net, "forward", small)
    room = 13
    np.testing.assert_allclose(learner.outputs(few.held_out.images), wanted, atol=1e-5)
    assert sizes == [13, 12, 13, 12]
    room = 0
    with pytest.raises(OutOfMemory, match="one image does not fit in the memory of cpu"):
        learner.outputs(few.held_out.images)


def test_dropout_depends_only_on_seed_and_epoch(few, short):
    settings = replace(short, optimizer="adam", lr=0.003, epochs=1)
    states = []
    for torch_seed, seed in ((1, 5), (2, 5), (1, 6)):
        torch.manual_seed(torch_seed)
        learner, _ = trained(few, replace(settings, seed=seed), with_norm)
        states.append(learner.state())
    assert_same_state(states[0], states[1])
    assert np.any(states[0]["weights/8.weight"] != states[2]["weights/8.weight"])


def test_dropout_differs_between_epochs_and_processes(few, short):
    learner = TorchLearner(lenet5, few, short, execution=Execution("cpu"))

    def drawn(epoch, rank):
        learner.group = Group(rank, 2)
        with learner.computing():
            learner.begin_epoch(epoch)
            return tuple(torch.rand(4).tolist())

    assert drawn(1, 0) == drawn(1, 0)
    assert len({drawn(1, 0), drawn(2, 0), drawn(1, 1), drawn(2, 1)}) == 4
