"""Training: show the network images and move its weights against the gradient of the loss.

    from cnncourse import data, models, train

    digits = data.digits()
    settings = train.Settings(epochs=5)
    learner = train.NumpyLearner(models.lenet5, digits, settings)
    history = train.fit(learner, digits, settings)
    print(train.evaluate(learner, digits.held_out).metrics["accuracy"])

`fit` works with every engine and every task. A learner is a network with its optimizer; a data set
names its task (see `cnncourse.tasks`). Everything random in an epoch is drawn from the seed and the
epoch number, so a run resumed from the weights and moments at the end of an epoch gives the same
bits as an uninterrupted one.
"""

from __future__ import annotations

from cnncourse.train.evaluation import Evaluation, evaluate
from cnncourse.train.learner import Learner
from cnncourse.train.loop import Diverged, fit, steps_per_epoch, train_epoch
from cnncourse.train.network import build, initial_network
from cnncourse.train.numpy_engine.learner import NumpyLearner
from cnncourse.train.recipes import recipe
from cnncourse.train.settings import Settings

__all__ = [
    "Diverged",
    "Evaluation",
    "Learner",
    "NumpyLearner",
    "Settings",
    "build",
    "evaluate",
    "fit",
    "initial_network",
    "recipe",
    "steps_per_epoch",
    "train_epoch",
]
