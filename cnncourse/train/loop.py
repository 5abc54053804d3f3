"""The training loop, the same for every engine."""

from __future__ import annotations

import time
from math import ceil, isfinite

import numpy as np

from cnncourse.common.errors import NamesArguments
from cnncourse.train import schedules
from cnncourse.train.evaluation import evaluate


class Diverged(NamesArguments, ArithmeticError):
    """The loss became infinite or NaN."""


def fit(learner, data, settings, *, history=(), after_batch=None, after_epoch=None):
    """Train, and evaluate after every epoch.

    Parameters
    ----------
    learner : Learner
        In the state at the end of `history`.
    data : Dataset
    settings : Settings
    history : list of dict
        The epochs so far, as returned by an earlier `fit`.
    after_batch : function, optional
        Called as `after_batch(epoch, loss, images)` for every step, once its loss is known;
        `images` is the number of images in the batch.
    after_epoch : function, optional
        Called as `after_epoch(history)` after every epoch.

    Returns
    -------
    list of dict
        One per epoch: `epoch` (from 1), `lr` (of the last step), `train_loss`, `held_out_loss`,
        `seconds`, and for every metric of the task, such as accuracy, `train_accuracy` (measured
        on the augmented images while the weights moved) and `held_out_accuracy`.

    Raises
    ------
    Diverged
        If the loss is no longer finite.
    """
    history = list(history)
    for epoch in range(len(history) + 1, settings.epochs + 1):
        begun = time.perf_counter()
        with learner.computing():
            lr, train = train_epoch(learner, data, settings, epoch, after_batch)
        evaluation = evaluate(learner, data.held_out, keep_outputs=False)
        require_finite(evaluation.loss, epoch, settings)
        held_out = {"loss": evaluation.loss, **evaluation.metrics}
        history.append(
            {
                "epoch": epoch,
                "lr": lr,
                **{f"train_{name}": value for name, value in train.items()},
                **{f"held_out_{name}": value for name, value in held_out.items()},
                "seconds": time.perf_counter() - begun,
            }
        )
        if after_epoch:
            after_epoch(history)
    return history


def train_epoch(learner, data, settings, epoch, after_batch=None):
    """Show every training image once, in random order, augmented.

    Parameters
    ----------
    learner, data, settings, after_batch
        As in `fit`.
    epoch : int
        From 1.

    Returns
    -------
    lr : float
        The learning rate of the last step.
    measured : dict of str to float
        The mean `"loss"` over the images and the task's metrics.
    """
    rng = np.random.default_rng([settings.seed, epoch])
    order = rng.permutation(len(data.train))
    batches = steps_per_epoch(data, settings)
    learner.begin_epoch(epoch)
    total, totals, unread = 0.0, 0.0, []
    for batch in range(batches):
        chosen = order[batch * settings.batch_size : (batch + 1) * settings.batch_size]
        lr = learning_rate((epoch - 1) * batches + batch, batches, settings)
        loss, counts = learner.step(*learner.batch(chosen, rng), lr)
        unread.append((len(chosen), loss, counts))
        if len(unread) < learner.steps_between_readings and batch < batches - 1:
            continue
        for images, loss, counts in unread:
            loss = float(loss)
            require_finite(loss, epoch, settings)
            total += loss * images
            totals = totals + np.array(counts.tolist())
            if after_batch:
                after_batch(epoch, loss, images)
        unread.clear()
    metrics = data.task.named(totals.tolist(), len(order))
    return lr, {"loss": total / len(order), **metrics}


def learning_rate(step, steps_an_epoch, settings):
    """Return the learning rate of a step, counted from the start of the run.

    The warm-up is rounded to whole steps and always leaves the last step to the schedule.
    """
    steps = settings.epochs * steps_an_epoch
    warmup = min(round(settings.warmup * steps_an_epoch), steps - 1)
    return schedules.rate(settings.schedule, step, steps, peak=settings.lr, warmup=warmup)


def steps_per_epoch(data, settings):
    """Count the batches in an epoch; the last may be smaller than the others."""
    return ceil(len(data.train) / settings.batch_size)


def require_finite(loss, epoch, settings):
    """Raise `Diverged` if the loss is infinite or NaN."""
    if not isfinite(loss):
        raise Diverged(
            "the loss became {loss} in epoch {epoch}: {lr} {rate} or {weight_decay} {decay} is "
            "too large",
            loss=loss,
            epoch=epoch,
            rate=settings.lr,
            decay=settings.weight_decay,
        )
