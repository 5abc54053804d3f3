"""Learning with the course's own numpy layers."""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.common.nested import map_arrays, rows
from cnncourse.train import optimizers
from cnncourse.train.augmentation import pipeline
from cnncourse.train.evaluation import joined
from cnncourse.train.fitting import need_fit
from cnncourse.train.network import initial_network
from cnncourse.train.numpy_engine.shards import Shards, smallest_part
from cnncourse.train.state import need_state, part, state_shapes


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
        If the settings ask for something that the model does not have, or the model does not fit
        the data and their task.
    """

    steps_between_readings = 1

    def __init__(self, model, data, settings):
        self.data = data
        self.settings = settings
        data.task.training_loss(nn, settings)  # which may refuse the settings
        smallest = smallest_part(model, data)
        self.shards = Shards(lambda: initial_network(model, data, settings), smallest)
        self.net = self.shards.nets[0]
        self.optimizer = optimizers.make_optimizer(optimizers, self.net.parameters(), settings)
        self.augment = pipeline(data, settings)
        need_fit(self, model)

    def begin_epoch(self, epoch):
        """Seed dropout; see `Learner.begin_epoch`."""
        rng = np.random.default_rng([self.settings.seed, epoch, 1])
        for net in self.shards.nets:
            net.seed(rng)

    def batch(self, indices, rng):
        """Give training images, augmented, and their targets; see `Learner.batch`."""
        images, targets = self.data.train.images[indices], rows(self.data.train.targets, indices)
        return self.augment(images, rng, background=self.data.background), targets

    def step(self, images, targets, lr):
        """Learn from one batch; see `Learner.step`."""
        batch = len(images)

        def learn(net, images, targets):
            return self.learn(net, images, targets, share=len(images) / batch)

        losses, counts, gradients = zip(*self.shards.map(learn, images, targets), strict=True)
        self.optimizer.lr = lr
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimizer.step([sum(parts) for parts in zip(*gradients, strict=True)])
        return sum(losses), sum(counts)

    def learn(self, net, images, targets, *, share):
        """Compute the gradients of one network's part of a batch.

        Parameters
        ----------
        net : nn.Module
        images : ndarray
        targets : ndarray, or tuple or dict of them
        share : float
            How much of the batch the part is.

        Returns
        -------
        loss : float
            What the part adds to the mean over the batch.
        counts : ndarray of shape (K,)
        gradients : list of ndarray
            Of that loss.
        """
        task = self.data.task
        criterion = task.training_loss(nn, self.settings)
        with np.errstate(over="ignore", invalid="ignore"):  # `fit` looks at the loss
            outputs = net.train()(images)
            loss = criterion(outputs, targets)
            net.backward_parameters(
                map_arrays(lambda dout: dout * dout.dtype.type(share), criterion.backward())
            )
        counts = np.array(task.count(outputs, targets), float)
        return share * float(loss), counts, net.gradients()

    def outputs(self, images):
        """Say what the network makes of images, without learning; see `Learner.outputs`."""

        def look(net, images):
            with np.errstate(over="ignore", invalid="ignore"):
                return net.eval()(images)

        return joined(self.shards.map(look, images))

    def computing(self):
        """Compute on up to two cores, while the context lasts; see `Shards`."""
        return self.shards.threads()

    def state(self):
        """Give copies of all that the next epoch depends on; see `Learner.state`."""
        state = {f"weights/{name}": value for name, value in self.net.state_dict().items()}
        for moment in self.optimizer.moments:
            arrays = getattr(self.optimizer, moment)
            for (name, _), array in zip(self.net.named_parameters(), arrays, strict=True):
                state[f"{moment}/{name}"] = array.copy()
        for count in self.optimizer.counts:
            state[count] = np.array(getattr(self.optimizer, count))
        return state

    def load_state(self, state):
        """Go back to what `state` gave; see `Learner.load_state`."""
        learned, optimizer = dict(self.net.named_parameters()), self.settings.optimizer
        need_state(state, state_shapes(self.net.state_dict(copy=False), learned, optimizer))
        self.net.load_state_dict(part(state, "weights"))
        for moment in self.optimizer.moments:
            for name, own in zip(learned, getattr(self.optimizer, moment), strict=True):
                own[...] = state[f"{moment}/{name}"]
        for count in self.optimizer.counts:
            setattr(self.optimizer, count, int(state[count]))
