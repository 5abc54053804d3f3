"""One training of an experiment, and the numbers that are kept of it."""

from __future__ import annotations

from cnncourse import train

KEPT = ("lr", "train_loss", "train_accuracy", "held_out_loss", "held_out_accuracy")


def train_once(run, dataset, make_learner, after_epoch):
    """Train a network and measure it.

    Parameters
    ----------
    run : Run
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
    learner = make_learner(run.model, dataset, run.settings)
    return fit_and_measure(learner, run, dataset, after_epoch)


def fit_and_measure(learner, run, dataset, after_epoch):
    """Train a learner from where it is, and measure it.

    Returns
    -------
    dict
        `"history"`: for every quantity of `KEPT` a list with one number an epoch, as `train.fit`
        gives them. `"train"` and `"held_out"`: loss and accuracy of the finished network on the
        unchanged images, or None if the loss became infinite or not a number before the end;
        `"diverged"` says whether it did.
    """
    history = []

    def keep(epochs):
        history[:] = epochs
        after_epoch()

    numbers = {"diverged": False, "train": None, "held_out": None}
    try:
        train.fit(learner, dataset, run.settings, after_epoch=keep)
        for part in ("train", "held_out"):
            result = train.evaluate(learner, getattr(dataset, part))
            numbers[part] = {"loss": result.loss, "accuracy": result.accuracy}
    except train.Diverged:
        numbers["diverged"] = True
    return {**numbers, "history": {name: [row[name] for row in history] for name in KEPT}}
