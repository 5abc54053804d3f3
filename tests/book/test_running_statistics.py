"""What the training pages say about batch norm after the first epoch, measured."""

from __future__ import annotations

import re

import pytest
import torch
from contents import source

from cnncourse import runs, train

RECIPE = {"batch_size": 32, "initialization": "he"}
RUNS = {  # TINY on the pages
    "4_architectures/train_vgg": runs.Request(
        model="vgg16_bn",
        data="digits",
        engine="torch",
        image_size=32,
        settings=train.Settings(epochs=3, lr=0.05, dropout=0.0, **RECIPE),
        options={"width": 0.125},
    ),
    "4_architectures/train_resnet": runs.Request(
        model="resnet20",
        data="digits",
        engine="torch",
        image_size=16,
        settings=train.Settings(epochs=4, lr=0.1, **RECIPE),
        options={"width": 0.5},
    ),
}


class FirstEpochOver(Exception):
    """Ends a run."""


def losses_after_one_epoch(request, folder):
    """Give the held-out loss with running mean and variance, and with measured ones."""

    def stop(history):
        raise FirstEpochOver

    run = runs.begin_or_resume(request, folder)
    with pytest.raises(FirstEpochOver):
        run.train(after_epoch=stop)
    running = train.evaluate(run.learner, run.dataset.held_out).loss
    net = run.learner.net.train()
    for layer in net.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None  # the mean over all batches
    with torch.no_grad():
        for batch in torch.as_tensor(run.dataset.train.images).split(128):
            net(batch)
    return running, train.evaluate(run.learner, run.dataset.held_out).loss


@pytest.mark.parametrize("page", RUNS)
def test_the_running_statistics_lag_behind(page, tmp_path):
    """The numbers of the text are those of one run of this test; rounding changes them a little."""
    text = source(page).replace("the held-out loss ", "it ").replace(" after the first epoch", "")
    told = re.search(r"In one such run it was (\d+);.*for the same weights it was (\d\.\d)", text)
    told = [float(number) for number in told.groups()]
    for running, measured in (told, losses_after_one_epoch(RUNS[page], tmp_path)):
        assert running > 10 > 2 > measured
