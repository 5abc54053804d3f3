"""The loop: epoch after epoch, batch after batch, the same for every engine."""

from __future__ import annotations

import time
from math import ceil, isfinite

import numpy as np

from cnncourse.train import schedules
from cnncourse.train.evaluation import evaluate


class Diverged(ArithmeticError):
    """The loss became infinite or not a number."""


def fit(learner, data, settings, *, history=(), after_batch=None, after_epoch=None):
    """Train, epoch after epoch, and measure after each.

    Parameters
    ----------
    learner : Learner
        At the state in which `history` ends.
    data : Dataset
    settings : Settings
    history : list of dict
        The epochs that lie behind, as an earlier `fit` gave them.
    after_batch : function, optional
        Called as `after_batch(epoch, loss, images)` for every step, once its loss is known;
        `images` is their number in the batch.
    after_epoch : function, optional
        Called as `after_epoch(history)` after every epoch.

    Returns
    -------
    list of dict
        One an epoch: `epoch` (from 1), `lr` (of the last step), `train_loss` and
        `train_accuracy` (means over the augmented images while the weights moved),
        `held_out_loss`, `held_out_accuracy`, `seconds`. Losses in nats.

    Raises
    ------
    Diverged
        If the loss is no longer a finite number.
    """
    history = list(history)
    for epoch in range(len(history) + 1, settings.epochs + 1):
        begun = time.perf_counter()
        with learner.computing():
            lr, loss, accuracy = train_epoch(learner, data, settings, epoch, after_batch)
        held_out = evaluate(learner, data.held_out)
        need_finite(held_out.loss, epoch, settings)
        history.append(
            {
                "epoch": epoch,
                "lr": lr,
                "train_loss": loss,
                "train_accuracy": accuracy,
                "held_out_loss": held_out.loss,
                "held_out_accuracy": held_out.accuracy,
                "seconds": time.perf_counter() - begun,
            }
        )
        if after_epoch:
            after_epoch(history)
    return history


def train_epoch(learner, data, settings, epoch, after_batch=None):
    """Show every training image once, in random order, a little changed.

    Parameters
    ----------
    learner, data, settings, after_batch
        As of `fit`.
    epoch : int
        From 1.

    Returns
    -------
    lr, loss, accuracy : float
        The last learning rate, and means over the images.
    """
    rng = np.random.default_rng([settings.seed, epoch])
    order = rng.permutation(len(data.train))
    batches = steps_per_epoch(data, settings)
    learner.begin_epoch(epoch)
    total_loss = total_right = 0
    unread = []
    for batch in range(batches):
        chosen = order[batch * settings.batch_size : (batch + 1) * settings.batch_size]
        lr = learning_rate((epoch - 1) * batches + batch, batches, settings)
        loss, right = learner.step(*learner.batch(chosen, rng), lr)
        unread.append((len(chosen), loss, right))
        if len(unread) < learner.steps_between_readings and batch < batches - 1:
            continue
        for images, loss, right in unread:
            loss = float(loss)
            need_finite(loss, epoch, settings)
            total_loss += loss * images
            total_right += int(right)
            if after_batch:
                after_batch(epoch, loss, images)
        unread.clear()
    return lr, total_loss / len(order), total_right / len(order)


def learning_rate(step, steps_an_epoch, settings):
    """Give the learning rate of a step, counted from the first of the training.

    The warm-up is rounded to whole steps, of which the last is always left to the schedule.
    """
    steps = settings.epochs * steps_an_epoch
    warmup = min(round(settings.warmup * steps_an_epoch), steps - 1)
    return schedules.rate(settings.schedule, step, steps, peak=settings.lr, warmup=warmup)


def steps_per_epoch(data, settings):
    """Count the batches that show every training image once; the last may be smaller."""
    return ceil(len(data.train) / settings.batch_size)


def need_finite(loss, epoch, settings):
    """Stop a training whose loss says nothing any more."""
    if not isfinite(loss):
        raise Diverged(
            f"the loss became {loss} in epoch {epoch}: lr {settings.lr} or weight_decay "
            f"{settings.weight_decay} is too large"
        )
