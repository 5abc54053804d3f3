"""Learning with the course's own numpy layers."""

from __future__ import annotations

import numpy as np

from cnncourse import layers
from cnncourse.train import optimizers
from cnncourse.train.augmentation import pipeline
from cnncourse.train.network import initial_network
from cnncourse.train.numpy_engine.shards import Shards, smallest_part
from cnncourse.train.state import COUNTS, MOMENTS, need_state, part, state_shapes


class NumpyLearner:
    """A network of the course's own numpy layers, with its optimizer; a `Learner`.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset
    settings : Settings

    Raises
    ------
    ValueError
        If the settings ask for something that the model does not have.
    """

    steps_between_readings = 1

    def __init__(self, model, data, settings):
        self.data = data
        self.settings = settings
        smallest = smallest_part(model, data.image_shape, len(data.classes))
        self.shards = Shards(lambda: initial_network(model, data, settings), smallest)
        self.net = self.shards.nets[0]
        self.optimizer = make_optimizer(self.net.parameters(), settings)
        self.augment = pipeline(data, settings)

    def begin_epoch(self, epoch):
        """Seed dropout; see `Learner.begin_epoch`."""
        rng = np.random.default_rng([self.settings.seed, epoch, 1])
        for net in self.shards.nets:
            net.seed(rng)

    def batch(self, indices, rng):
        """Give training images, augmented, and their labels; see `Learner.batch`."""
        images, labels = self.data.train.images[indices], self.data.train.labels[indices]
        return self.augment(images, rng, background=self.data.background), labels

    def step(self, images, labels, lr):
        """Learn from one batch; see `Learner.step`."""
        batch = len(labels)

        def learn(net, images, labels):
            return self.learn(net, images, labels, share=len(labels) / batch)

        losses, rights, gradients = zip(*self.shards.map(learn, images, labels), strict=True)
        self.optimizer.lr = lr
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimizer.step([sum(parts) for parts in zip(*gradients, strict=True)])
        return sum(losses), sum(rights)

    def learn(self, net, images, labels, *, share):
        """Compute the gradients of one network's part of a batch.

        Parameters
        ----------
        net : nn.Module
        images, labels : ndarray
        share : float
            How much of the batch the part is.

        Returns
        -------
        loss : float
            What the part adds to the mean over the batch.
        right : int
        gradients : list of ndarray
            Of that loss.
        """
        with np.errstate(over="ignore", invalid="ignore"):  # `fit` looks at the loss
            logits = net.train()(images)
            loss, dlogits = layers.softmax_cross_entropy(
                logits, labels, label_smoothing=self.settings.label_smoothing
            )
            net.backward_parameters(dlogits * dlogits.dtype.type(share))
        right = np.count_nonzero(logits.argmax(axis=1) == labels)
        return share * float(loss), right, net.gradients()

    def logits(self, images):
        """Give the logits, (N, num_classes), of images, (N, C, H, W), without learning."""

        def look(net, images):
            with np.errstate(over="ignore", invalid="ignore"):
                return net.eval()(images)

        return np.concatenate(self.shards.map(look, images))

    def computing(self):
        """Compute on up to two cores, while the context lasts; see `Shards`."""
        return self.shards.threads()

    def state(self):
        """Give copies of all that a training needs to go on; see `Learner.state`."""
        state = {f"weights/{name}": value for name, value in self.net.state_dict().items()}
        for moment in MOMENTS[self.settings.optimizer]:
            arrays = getattr(self.optimizer, moment)
            for (name, _), array in zip(self.net.named_parameters(), arrays, strict=True):
                state[f"{moment}/{name}"] = array.copy()
        for count in COUNTS[self.settings.optimizer]:
            state[count] = np.array(getattr(self.optimizer, count))
        return state

    def load_state(self, state):
        """Go back to what `state` gave; see `Learner.load_state`."""
        learned, optimizer = dict(self.net.named_parameters()), self.settings.optimizer
        need_state(state, state_shapes(self.net.state_dict(copy=False), learned, optimizer))
        self.net.load_state_dict(part(state, "weights"))
        for moment in MOMENTS[optimizer]:
            for name, own in zip(learned, getattr(self.optimizer, moment), strict=True):
                own[...] = state[f"{moment}/{name}"]
        for count in COUNTS[optimizer]:
            setattr(self.optimizer, count, int(state[count]))


def make_optimizer(parameters, settings):
    """Make the optimizer that the settings name, for numpy's arrays."""
    decay = settings.weight_decay
    if settings.optimizer == "sgd":
        return optimizers.SGD(
            parameters,
            settings.lr,
            momentum=settings.momentum,
            weight_decay=decay,
            nesterov=settings.nesterov,
        )
    make = optimizers.Adam if settings.optimizer == "adam" else optimizers.AdamW
    return make(parameters, settings.lr, betas=(settings.momentum, 0.999), weight_decay=decay)
