"""Training with torch: the same `fit`, on a network of torch's own layers."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import torch

from cnncourse import torch_nn
from cnncourse.train.augmentation import pipeline
from cnncourse.train.network import build, initial_network
from cnncourse.train.state import COUNTS, MOMENTS, need_state, part, state_shapes

# Torch's names for what its optimizers remember.
TORCH_NAMES = {"velocity": "momentum_buffer", "mean": "exp_avg", "square": "exp_avg_sq"}


class TorchLearner:
    """A network of torch's layers, with torch's optimizer; begins as `NumpyLearner` does.

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
        weights = initial_network(model, data, settings).state_dict()
        shape, classes = data.image_shape, len(data.classes)
        with torch.random.fork_rng(devices=[]):  # torch draws weights that are replaced at once
            self.net = build(model, torch_nn, shape, classes, dropout=settings.dropout)
        self.net.load_state_dict(torch_nn.to_torch_state(weights))
        self.optimizer = make_optimizer(self.net.parameters(), settings)
        self.loss = torch.nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)
        self.augment = pipeline(data, settings)

    def begin_epoch(self, epoch):
        """Seed dropout; see `Learner.begin_epoch`."""
        rng = np.random.default_rng([self.settings.seed, epoch, 1])
        torch.manual_seed(int(rng.integers(2**63)))

    def batch(self, indices, rng):
        """Give training images, augmented, and their labels; see `Learner.batch`."""
        images, labels = self.data.train.images[indices], self.data.train.labels[indices]
        images = self.augment(images, rng, background=self.data.background)
        return torch.from_numpy(images), torch.from_numpy(labels)

    def step(self, images, labels, lr):
        """Learn from one batch; see `Learner.step`."""
        logits = self.net.train()(images)
        loss = self.loss(logits, labels)
        self.optimizer.zero_grad()
        loss.backward()
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.step()
        return loss.detach(), (logits.argmax(dim=1) == labels).sum()

    @torch.no_grad()
    def logits(self, images):
        """Give the logits, (N, num_classes), of images, (N, C, H, W), without learning."""
        return self.net.eval()(torch.from_numpy(images)).numpy()

    @contextmanager
    def computing(self):
        """Compute on one core, and leave torch's threads and random numbers as they were."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with torch.random.fork_rng(devices=[]):
                yield
        finally:
            torch.set_num_threads(threads)

    def state(self):
        """Give copies of all that a training needs to go on; see `Learner.state`."""
        arrays = torch_nn.from_torch_state(self.net.state_dict())
        state = {f"weights/{name}": value.copy() for name, value in arrays.items()}
        for moment in MOMENTS[self.settings.optimizer]:
            for name, w in self.net.named_parameters():
                kept = self.optimizer.state[w].get(TORCH_NAMES[moment])
                kept = torch.zeros_like(w) if kept is None else kept
                state[f"{moment}/{name}"] = kept.detach().numpy().copy()
        for count in COUNTS[self.settings.optimizer]:
            steps = self.optimizer.state[next(self.net.parameters())].get("step", torch.zeros(()))
            state[count] = steps.numpy().astype(int)
        return state

    def load_state(self, state):
        """Go back to what `state` gave; see `Learner.load_state`."""
        learned, optimizer = dict(self.net.named_parameters()), self.settings.optimizer
        need_state(state, state_shapes(self.net.state_dict(), learned, optimizer))
        self.net.load_state_dict(torch_nn.to_torch_state(part(state, "weights")))
        for name, w in learned.items():
            kept = self.optimizer.state[w]
            for moment in MOMENTS[optimizer]:
                kept[TORCH_NAMES[moment]] = torch.tensor(state[f"{moment}/{name}"])
            if COUNTS[optimizer]:
                kept["step"] = torch.tensor(float(state["steps"]))


def make_optimizer(parameters, settings):
    """Make the optimizer that the settings name, of torch's own."""
    decay = settings.weight_decay
    if settings.optimizer == "sgd":
        return torch.optim.SGD(
            parameters,
            settings.lr,
            momentum=settings.momentum,
            weight_decay=decay,
            nesterov=settings.nesterov,
        )
    make = torch.optim.Adam if settings.optimizer == "adam" else torch.optim.AdamW
    return make(parameters, settings.lr, betas=(settings.momentum, 0.999), weight_decay=decay)
