"""Training: show the network images, and move its weights against the gradient of the loss.

    from cnncourse import data, models, train

    digits = data.digits()
    settings = train.Settings(epochs=5)
    learner = train.NumpyLearner(models.lenet5, digits, settings)
    history = train.fit(learner, digits, settings)
    print(train.evaluate(learner, digits.held_out).accuracy)

`fit` is the same for every engine; a learner is a network with its optimizer. Everything random in
an epoch is drawn from the seed and the epoch's number, so a training that goes on from the
weights and velocities at the end of an epoch gives the same bits as one that never stopped.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from math import ceil, isfinite

import numpy as np
from threadpoolctl import threadpool_limits

from cnncourse import layers, nn
from cnncourse.augment import random_affine
from cnncourse.optim import SGD
from cnncourse.schedule import one_cycle

# The strengths of augmentation at Settings.augment = 1, for images of 32x32 pixels.
ROTATION, ZOOM, SHEAR, SHIFT = 12.0, 0.12, 0.15, 2.0


@dataclass(frozen=True)
class Settings:
    """What decides how a training goes; with the same settings it gives the same weights.

    Attributes
    ----------
    epochs : int
        How often every image is seen.
    batch_size : int
        How many images make one step.
    lr : float
        The peak of the learning rate, which follows `schedule.one_cycle`.
    momentum, weight_decay : float
        Of stochastic gradient descent with Nesterov's momentum; see `optim.SGD`.
    augment : float
        The strength of augmentation: 0 is none, 1 the usual.
    seed : int
        Of weights, order and augmentation.

    Raises
    ------
    ValueError
        Naming the setting that is out of range.
    """

    epochs: int = 30
    batch_size: int = 16
    lr: float = 0.02
    momentum: float = 0.9
    weight_decay: float = 5e-4
    augment: float = 1.0
    seed: int = 0

    def __post_init__(self):
        smallest = {"epochs": 1, "batch_size": 1}
        for name, value in asdict(self).items():
            if not (isfinite(value) and value >= smallest.get(name, 0)):
                raise ValueError(f"{name} must be at least {smallest.get(name, 0)}, got {value}")
        if self.lr == 0:
            raise ValueError("lr must be above 0, or nothing is learned")
        if not 0 < self.momentum < 1:
            raise ValueError(f"momentum must lie between 0 and 1, got {self.momentum}")
        if self.augment > 3:
            raise ValueError(f"augment must be at most 3, got {self.augment}")


class Diverged(ArithmeticError):
    """The loss became infinite or not a number."""


@dataclass(frozen=True)
class Evaluation:
    """How well a network does on images that it does not learn from.

    Attributes
    ----------
    loss : float
        Mean cross-entropy in nats.
    accuracy : float
        The share of images whose largest logit is that of the true class.
    predictions : ndarray of int, shape (N,)
    """

    loss: float
    accuracy: float
    predictions: np.ndarray


class NumpyLearner:
    """A network of the course's own numpy layers, with its optimizer.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset
        Says how many channels and classes there are.
    settings : Settings
    """

    def __init__(self, model, data, settings):
        self.net = initial_network(model, data, settings.seed)
        self.optimizer = SGD(
            self.net.parameters(),
            settings.lr,
            momentum=settings.momentum,
            weight_decay=settings.weight_decay,
            nesterov=True,
        )

    def step(self, images, labels, lr):
        """Learn from one batch.

        Parameters
        ----------
        images : ndarray of float32, shape (N, C, H, W)
        labels : ndarray of int, shape (N,)
        lr : float
            The learning rate of this step.

        Returns
        -------
        loss : float
            Before the step.
        logits : ndarray of shape (N, num_classes)
        """
        logits = self.net.train()(images)
        loss, dlogits = layers.softmax_cross_entropy(logits, labels)
        self.net.backward(dlogits)
        self.optimizer.lr = lr
        self.optimizer.step(self.net.gradients())
        return float(loss), logits

    def logits(self, images):
        """Give the logits, (N, num_classes), of images, (N, C, H, W), without learning."""
        return self.net.eval()(images)

    def one_thread(self):
        """Compute on one core, while the context lasts.

        The matrix products of a small network take microseconds; handing them to a second core
        takes longer, many times so where that core is busy. It also makes the bits independent
        of the machine's number of cores.
        """
        return threadpool_limits(limits=1, user_api="blas")

    def state(self):
        """Give copies of all that a training needs to go on.

        Returns
        -------
        dict of str to ndarray
            `"weights/NAME"` for every parameter and buffer, `"velocity/NAME"` for every
            parameter; the same for all engines.
        """
        state = {f"weights/{name}": value for name, value in self.net.state_dict().items()}
        learned = dict(self.net.named_parameters())
        for name, velocity in zip(learned, self.optimizer.velocities, strict=True):
            state[f"velocity/{name}"] = velocity.copy()
        return state

    def load_state(self, state):
        """Go back to what `state` gave.

        Raises
        ------
        ValueError
            If names or shapes are not those of this network; nothing is changed then.
        """
        learned = dict(self.net.named_parameters())
        weights, velocities = split_state(state, self.net.state_dict(copy=False), learned)
        self.net.load_state_dict(weights)
        for own, name in zip(self.optimizer.velocities, learned, strict=True):
            own[...] = velocities[name]


def initial_network(model, data, seed):
    """Build a numpy network, with the weights that every engine begins with.

    Parameters
    ----------
    model : function
    data : Dataset
    seed : int

    Returns
    -------
    nn.Module
    """
    net = model(nn, num_classes=len(data.classes), in_channels=data.image_shape[0])
    net.reset_parameters(np.random.default_rng(seed))
    return net


def split_state(state, wanted, learned):
    """Take the state of a training apart, and check that it is that of a network.

    Parameters
    ----------
    state : mapping of str to ndarray
        As a learner's `state` gives it.
    wanted : mapping of str to ndarray
        The weights of the network, buffers included.
    learned : iterable of str
        Names of those that are learned, and so have a velocity.

    Returns
    -------
    weights, velocities : dict of str to ndarray
        In the order of `wanted` and of `learned`.

    Raises
    ------
    ValueError
        Naming the first entry that is missing, unexpected or of another shape.
    """
    parts = {"weights": wanted, "velocity": {name: wanted[name] for name in learned}}
    shapes = {f"{p}/{n}": tuple(v.shape) for p, values in parts.items() for n, v in values.items()}
    for name, shape in shapes.items():
        if name not in state:
            raise ValueError(f"{name} is missing")
        if state[name].shape != shape:
            raise ValueError(f"{name} has shape {state[name].shape}, not {shape}")
    if unexpected := state.keys() - shapes.keys():
        raise ValueError(f"{min(unexpected)} is unexpected")
    return tuple({n: state[f"{p}/{n}"] for n in values} for p, values in parts.items())


def evaluate(learner, split, *, batch_size=256):
    """Measure how well a network knows images, without learning from them.

    Parameters
    ----------
    learner : NumpyLearner or TorchLearner
    split : Split
    batch_size : int
        How many images go through the network at a time.

    Returns
    -------
    Evaluation
    """
    starts = range(0, len(split), batch_size)
    with learner.one_thread():
        logits = [learner.logits(split.images[start : start + batch_size]) for start in starts]
    logits = np.concatenate(logits)
    loss, _ = layers.softmax_cross_entropy(logits, split.labels)
    predictions = logits.argmax(axis=1)
    accuracy = float((predictions == split.labels).mean())
    return Evaluation(float(loss), accuracy, predictions)


def fit(learner, data, settings, *, history=(), after_batch=None, after_epoch=None):
    """Train, epoch after epoch, and measure after each.

    Parameters
    ----------
    learner : NumpyLearner or TorchLearner
        At the state in which `history` ends.
    data : Dataset
    settings : Settings
    history : list of dict
        The epochs that lie behind, as an earlier `fit` gave them.
    after_batch : function, optional
        Called as `after_batch(epoch, loss)` after every step.
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
        with learner.one_thread():
            lr, loss, accuracy = train_epoch(learner, data, settings, epoch, after_batch)
        held_out = evaluate(learner, data.held_out)
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
    total_loss = correct = 0
    for batch in range(batches):
        chosen = order[batch * settings.batch_size : (batch + 1) * settings.batch_size]
        images, labels = data.train.images[chosen], data.train.labels[chosen]
        images = augmented(images, rng, settings.augment, data.background)
        step = (epoch - 1) * batches + batch
        lr = one_cycle(step, settings.epochs * batches, peak=settings.lr)
        with np.errstate(over="ignore", invalid="ignore"):  # reported in the next lines
            loss, logits = learner.step(images, labels, lr)
        if not isfinite(loss):
            raise Diverged(
                f"the loss became {loss} in epoch {epoch}: lr {settings.lr} is too large"
            )
        total_loss += loss * len(chosen)
        correct += int((logits.argmax(axis=1) == labels).sum())
        if after_batch:
            after_batch(epoch, loss)
    return lr, total_loss / len(order), correct / len(order)


def steps_per_epoch(data, settings):
    """Count the batches that show every training image once; the last may be smaller."""
    return ceil(len(data.train) / settings.batch_size)


def augmented(images, rng, strength, background):
    """Change images as another hand might have written them."""
    if strength == 0:
        return images
    return random_affine(
        images,
        rng,
        rotation=strength * ROTATION,
        zoom=strength * ZOOM,
        shear=strength * SHEAR,
        shift=strength * SHIFT * images.shape[-1] / 32,
        fill=background,
    )
