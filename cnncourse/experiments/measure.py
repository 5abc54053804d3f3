"""One trial of an experiment, and the numbers that are kept of it."""

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
        As `fit_and_measure` gives it.
    """
    learner = make_learner(trial.model, dataset, trial.settings)
    return fit_and_measure(learner, trial, dataset, after_epoch)


def fit_and_measure(learner, trial, dataset, after_epoch):
    """Train a learner from where it is, and measure it.

    Returns
    -------
    dict
        `"history"`: for the learning rate, the losses and the metrics a list with one number an
        epoch, as `train.fit` gives them. `"train"` and `"held_out"`: loss and metrics of the
        finished network on the unchanged images, or None if the loss became infinite or not a
        number before the end; `"diverged"` says whether it did.
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
