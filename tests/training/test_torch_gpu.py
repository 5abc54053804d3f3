"""Training on a GPU."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cnncourse import train
from cnncourse.models import lenet5
from cnncourse.train import fit
from cnncourse.train.torch_engine import Execution, TorchLearner

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU (cuda)")


def learner_of(images, settings, **execution):
    return TorchLearner(lenet5, images, settings, execution=Execution("cuda", **execution))


@pytest.mark.parametrize("precision", ["fp32", "fp16", "auto"])
def test_every_precision_learns(digits, precision):
    settings = train.Settings(epochs=4, batch_size=32, lr=0.03)
    learner = learner_of(digits, settings, precision=precision)
    history = fit(learner, digits, settings)
    assert history[-1]["held_out_accuracy"] >= 0.9
    assert {w.device.type for w in learner.net.parameters()} == {"cuda"}


def test_the_gpu_starts_like_the_cpu(few, short):
    losses = []
    for device in ("cpu", "cuda"):
        execution = Execution(device, "fp32")
        history = fit(TorchLearner(lenet5, few, short, execution=execution), few, short)
        losses.append(history[0]["train_loss"])
    assert losses[0] == pytest.approx(losses[1], rel=1e-2)


def test_images_from_pinned_memory_are_the_same(few, short):
    batches = []
    for keep in (True, False):
        learner = learner_of(few, short, keep_on_device=keep)
        assert learner.images.is_cuda == keep
        batches.append(learner.batch(np.arange(30), np.random.default_rng(0)))
    for kept, brought in zip(*batches, strict=True):
        assert kept.is_cuda and torch.equal(kept, brought)


def test_fp16_resumes_with_its_loss_scale(few, short):
    settings = replace(short, epochs=2)
    first, second = (learner_of(few, settings, precision="fp16") for _ in range(2))
    fit(first, few, settings)
    state = first.state()
    assert state["loss_scale"][0] > 1 and state["velocity/c1.weight"].any()
    second.load_state(state)
    for name, value in second.state().items():
        np.testing.assert_array_equal(value, state[name], err_msg=name)
