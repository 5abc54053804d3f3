"""Carrying out one trial of an experiment and measuring its numbers."""

from __future__ import annotations

from cnncourse import train

PARTS = ("train", "held_out")


def train_once(trial, dataset, make_learner, after_epoch):
    """Train a network and measure it.

    Parameters
    ----------
    trial : Trial
    dataset : Dataset
    make_learner : function
        `make_learner(model, dataset, settings)`.
    after_epoch : function
        Called after every epoch, without arguments.

    Returns
    -------
    dict
        As returned by `fit_and_measure`.
    """
    learner = make_learner(trial.model, dataset, trial.settings)
    return fit_and_measure(learner, trial, dataset, after_epoch)


def fit_and_measure(learner, trial, dataset, after_epoch):
    """Train a learner from its current state, and measure it.

    Returns
    -------
    dict
        `"history"`: lists of the learning rates, losses and metrics, one number per epoch, as in
        `train.fit`. `"train"` and `"held_out"`: loss and metrics of the finished network on the
        images without augmentation, or None if the run diverged. `"diverged"`: whether the loss
        became infinite or NaN.
    """
    measured = ["loss", *(metric.name for metric in dataset.task.metrics)]
    columns = ["lr", *(f"{part}_{name}" for part in PARTS for name in measured)]
    history = []

    def keep(epochs):
        history[:] = epochs
        after_epoch()

    numbers = {"diverged": False, "train": None, "held_out": None}
    try:
        train.fit(learner, dataset, trial.settings, after_epoch=keep)
        for part in PARTS:
            result = train.evaluate(learner, getattr(dataset, part), keep_outputs=False)
            numbers[part] = {"loss": result.loss, **result.metrics}
    except train.Diverged:
        numbers["diverged"] = True
    return {**numbers, "history": {name: [row[name] for row in history] for name in columns}}
