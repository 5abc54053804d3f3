"""The learner of the numpy engine."""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.common.nested import map_arrays, rows
from cnncourse.train import optimizers
from cnncourse.train.augmentation import pipeline
from cnncourse.train.evaluation import joined
from cnncourse.train.fitting import require_fit
from cnncourse.train.network import initial_network
from cnncourse.train.numpy_engine.shards import Shards, smallest_part
from cnncourse.train.state import part, require_state, state_shapes


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
        If the model does not support a setting, or does not fit the data and its task.
    """

    steps_between_readings = 1

    def __init__(self, model, data, settings):
        self.data = data
        self.settings = settings
        data.task.training_loss(nn, settings)  # may reject the settings
        smallest = smallest_part(model, data)
        self.shards = Shards(lambda: initial_network(model, data, settings), smallest)
        self.net = self.shards.nets[0]
        self.optimizer = optimizers.make_optimizer(optimizers, self.net.parameters(), settings)
        self.augment = pipeline(data, settings)
        self.epoch = 1
        require_fit(self, model)

    def begin_epoch(self, epoch):
        """Seed dropout; see `Learner.begin_epoch`."""
        self.epoch = epoch
        rng = np.random.default_rng([self.settings.seed, epoch, 1])
        for net in self.shards.nets:
            net.seed(rng)

    def batch(self, indices, rng):
        """Return augmented training images and their targets; see `Learner.batch`."""
        images, targets = self.data.train.images[indices], rows(self.data.train.targets, indices)
        drawn = self.augment.draw(rng, images.shape, indices=indices, epoch=self.epoch)
        return self.augment.apply(images, drawn, background=self.data.background), targets

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
        """Compute the gradients of one part of a batch.

        Parameters
        ----------
        net : nn.Module
        images : ndarray
        targets : ndarray, or tuple or dict of them
        share : float
            The part's fraction of the batch.

        Returns
        -------
        loss : float
            The part's contribution to the mean loss of the batch.
        counts : ndarray of shape (K,)
        gradients : list of ndarray
            Gradients of that loss.
        """
        task = self.data.task
        criterion = task.training_loss(nn, self.settings)
        with np.errstate(over="ignore", invalid="ignore"):  # `fit` checks the loss
            outputs = net.train()(images)
            loss = criterion(outputs, targets)
            net.backward_parameters(
                map_arrays(lambda dout: dout * dout.dtype.type(share), criterion.backward())
            )
        counts = np.array(task.count(outputs, targets), float)
        return share * float(loss), counts, net.gradients()

    def outputs(self, images):
        """Compute the network's outputs for images, without learning; see `Learner.outputs`."""

        def look(net, images):
            with np.errstate(over="ignore", invalid="ignore"):
                return net.eval()(images)

        return joined(self.shards.map(look, images))

    def computing(self):
        """Use up to two cores inside the context; see `Shards`."""
        return self.shards.threads()

    def state(self):
        """Return a copy of everything the next epoch depends on; see `Learner.state`."""
        state = {f"weights/{name}": value for name, value in self.net.state_dict().items()}
        for moment in self.optimizer.moments:
            arrays = getattr(self.optimizer, moment)
            for (name, _), array in zip(self.net.named_parameters(), arrays, strict=True):
                state[f"{moment}/{name}"] = array.copy()
        for count in self.optimizer.counts:
            state[count] = np.array(getattr(self.optimizer, count))
        return state

    def load_state(self, state):
        """Restore what `state` returned; see `Learner.load_state`."""
        learned, optimizer = dict(self.net.named_parameters()), self.settings.optimizer
        require_state(state, state_shapes(self.net.state_dict(copy=False), learned, optimizer))
        self.net.load_state_dict(part(state, "weights"))
        for moment in self.optimizer.moments:
            for name, own in zip(learned, getattr(self.optimizer, moment), strict=True):
                own[...] = state[f"{moment}/{name}"]
        for count in self.optimizer.counts:
            setattr(self.optimizer, count, int(state[count]))
