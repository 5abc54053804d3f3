"""Training with torch: the same `fit`, on a network of torch's own layers."""

from __future__ import annotations

from contextlib import contextmanager

import torch

from cnncourse import torch_nn
from cnncourse.train import initial_network, split_state


class TorchLearner:
    """A network of torch's layers, with torch's optimizer; begins as `NumpyLearner` does.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset
        Says how many channels and classes there are.
    settings : Settings
    """

    def __init__(self, model, data, settings):
        weights = initial_network(model, data, settings.seed).state_dict()
        self.net = model(torch_nn, num_classes=len(data.classes), in_channels=data.image_shape[0])
        self.net.load_state_dict({name: torch.from_numpy(w) for name, w in weights.items()})
        self.optimizer = torch.optim.SGD(
            self.net.parameters(),
            settings.lr,
            momentum=settings.momentum,
            weight_decay=settings.weight_decay,
            nesterov=True,
        )

    def step(self, images, labels, lr):
        """Learn from one batch; see `NumpyLearner.step`."""
        logits = self.net.train()(torch.from_numpy(images))
        loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels))
        self.optimizer.zero_grad()
        loss.backward()
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.step()
        return loss.item(), logits.detach().numpy()

    @torch.no_grad()
    def logits(self, images):
        """Give the logits, (N, num_classes), of images, (N, C, H, W), without learning."""
        return self.net.eval()(torch.from_numpy(images)).numpy()

    @contextmanager
    def one_thread(self):
        """Compute on one core, while the context lasts; see `NumpyLearner.one_thread`."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)

    def state(self):
        """Give copies of all that a training needs to go on; see `NumpyLearner.state`."""
        state = {f"weights/{name}": w.numpy().copy() for name, w in self.net.state_dict().items()}
        for name, w in self.net.named_parameters():
            velocity = self.optimizer.state[w].get("momentum_buffer")
            velocity = torch.zeros_like(w) if velocity is None else velocity
            state[f"velocity/{name}"] = velocity.detach().numpy().copy()
        return state

    def load_state(self, state):
        """Go back to what `state` gave; see `NumpyLearner.load_state`."""
        learned = dict(self.net.named_parameters())
        weights, velocities = split_state(state, self.net.state_dict(), learned)
        self.net.load_state_dict({name: torch.from_numpy(w) for name, w in weights.items()})
        for name, w in learned.items():
            velocity = torch.from_numpy(velocities[name].copy())
            self.optimizer.state[w]["momentum_buffer"] = velocity
