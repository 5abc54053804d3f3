"""What the tests of process groups compute, in a single process and in each of several.

python -m torch.distributed.run --standalone --nproc-per-node 2 group_worker.py FOLDER
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from sample_tasks import inked, placed, two_heads

from cnncourse import data, models, train
from cnncourse.common.nested import arrays
from cnncourse.train.torch_engine import Execution, TorchLearner
from cnncourse.train.torch_engine import group as torch_group

# With two processes: split evenly, split unevenly, and too small for both.
BATCHES = (20, 7, 1)
SETTINGS = train.Settings(epochs=2, batch_size=47, lr=0.03, seed=5, augment="affine=1, cutout=6")


def images():
    """95 digits to train on, so that the last batch of 47 has a single image, and 31 held out."""
    digits = data.digits()
    return replace(
        digits,
        train=data.Split(digits.train.images[:95], digits.train.targets[:95]),
        held_out=data.Split(digits.held_out.images[:31], digits.held_out.targets[:31]),
    )


def with_norm(nn, *, num_classes, in_channels):
    """A network with batch norm."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, stride=3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(400, num_classes),
    )


def to_pixels(nn, *, num_classes, in_channels):
    """A network with one output per pixel, without batch norm."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, padding=2), nn.ReLU(), nn.Conv2d(4, num_classes, 3, padding=1)
    )


def compute_other_tasks(group):
    """Take single steps and compute outputs, with outputs of other structures.

    Returns
    -------
    dict of str to ndarray
    """
    found = {}
    for name, model, pictures in (("heads", two_heads, placed()), ("pixels", to_pixels, inked())):
        for count in BATCHES:
            learner = make(model, pictures, group, replace(SETTINGS, augment="jitter=0.1"))
            loss, counts = learner.step(
                *learner.batch(np.arange(count), np.random.default_rng(0)), 0
            )
            found[f"{name}/{count}/loss"] = np.array([float(loss), *counts.tolist()])
            for place, w in learner.net.named_parameters():
                found[f"{name}/{count}/gradient/{place}"] = w.grad.numpy().copy()
            outputs = arrays(learner.outputs(pictures.held_out.images[:count]))
            found |= {f"{name}/{count}/output/{i}": array for i, array in enumerate(outputs)}
    return found


def compute(group):
    """Take single steps, train and evaluate, with LeNet and with batch norm.

    Returns
    -------
    dict of str to ndarray
    """
    found, pictures = {}, images()
    for name, model in (("lenet5", models.lenet5), ("norm", with_norm)):
        for count in BATCHES:
            learner = make(model, pictures, group)
            batch = learner.batch(np.arange(count), np.random.default_rng(0))
            found[f"{name}/{count}/images"] = batch[0].numpy()
            loss, counts = learner.step(*batch, 0.01)
            found[f"{name}/{count}/loss"] = np.array([float(loss), *counts.tolist()])
            for place, w in learner.net.named_parameters():
                found[f"{name}/{count}/gradient/{place}"] = w.grad.numpy().copy()
            found[f"{name}/{count}/logits"] = learner.outputs(pictures.held_out.images[:5])
            for place, buffer in learner.net.named_buffers():
                found[f"{name}/{count}/buffer/{place}"] = buffer.numpy().copy()
        learner = make(model, pictures, group)
        history = train.fit(learner, pictures, SETTINGS)
        found[f"{name}/history"] = np.array([list(row.values())[:-1] for row in history])
        found |= {f"{name}/state/{place}": value for place, value in learner.state().items()}
        evaluation = train.evaluate(learner, pictures.held_out, batch_size=6)  # ends with 1 image
        found[f"{name}/evaluation"] = np.array([evaluation.loss, evaluation.metrics["accuracy"]])
        found[f"{name}/logits"] = learner.outputs(pictures.held_out.images)
    return found | compute_other_tasks(group)


def make(model, pictures, group, settings=SETTINGS):
    return TorchLearner(model, pictures, settings, execution=Execution("cpu"), group=group)


if __name__ == "__main__":
    group, _ = torch_group.join("cpu")
    np.savez(Path(sys.argv[1], f"{group.rank}.npz"), **compute(group))
    torch_group.leave()
