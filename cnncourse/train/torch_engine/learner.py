"""Training with torch: the same `fit`, on a network of torch's own layers, on any device.

from cnncourse import data, models, train
from cnncourse.train.torch_engine.learner import Execution, TorchLearner

images, settings = data.find("digits")(), train.Settings(epochs=5)
learner = TorchLearner(models.resnet20, images, settings, execution=Execution("cuda"))
history = train.fit(learner, images, settings)
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext

import numpy as np
import torch

from cnncourse import torch_nn
from cnncourse.augment import torch_changes
from cnncourse.train.augmentation import pipeline
from cnncourse.train.network import build, initial_network
from cnncourse.train.state import MOMENTS
from cnncourse.train.torch_engine.execution import Execution
from cnncourse.train.torch_engine.group import Group
from cnncourse.train.torch_engine.state import make_optimizer, read_state, write_state


class OutOfMemory(MemoryError):
    """A batch does not fit into the device's memory; the message says what to do.

    The learner is of no use afterwards: go on from a checkpoint.
    """


class TorchLearner:
    """A network of torch's layers, with torch's optimizer; begins as `NumpyLearner` does.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset
    settings : Settings
    execution : Execution, optional
        Where and how to compute.
    group : Group, optional
        The processes that train together. All make the same calls in the same order, but for
        `state`, which is that of the first.

    Attributes
    ----------
    execution : Execution
        Resolved for this machine.
    net : torch.nn.Module

    Raises
    ------
    ValueError
        If the settings ask for something that the model does not have, or the execution for
        something that the machine does not have.
    """

    def __init__(self, model, data, settings, *, execution=None, group=None):
        self.data, self.settings, self.group = data, settings, group or Group()
        self.images = torch.from_numpy(data.train.images)
        self.execution = (execution or Execution()).resolved(image_bytes=self.images.nbytes)
        self.device = torch.device(self.execution.device)
        self.steps_between_readings = 1 if self.device.type == "cpu" else 25
        self.augment = pipeline(data, settings)
        self.net = self._initial_net(model)
        self.run = self.group.wrap(self.net, self.device)
        if self.execution.compile:
            self.run = torch.compile(self.run)
        self.optimizer = make_optimizer(self.net.parameters(), settings)
        scaled = self.execution.precision == "fp16"
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=scaled)
        self.labels = torch.from_numpy(data.train.labels).to(self.device)
        if self.execution.keep_on_device:
            self.images = self.images.to(self.device)
        self.weight = 1.0  # of the mean loss over what `batch` gave last, see `Group.weight`
        self.buffers_differ = False  # from those of the group's first process

    def _initial_net(self, model):
        """Build the network with the weights that every engine begins with."""
        weights = initial_network(model, self.data, self.settings).state_dict()
        shape, classes = self.data.image_shape, len(self.data.classes)
        with torch.random.fork_rng(devices=[]):  # torch draws weights that are replaced at once
            net = build(model, torch_nn, shape, classes, dropout=self.settings.dropout)
        net.load_state_dict(torch_nn.to_torch_state(weights))
        return net.to(self.device, memory_format=self._layout())

    def begin_epoch(self, epoch):
        """Seed dropout; see `Learner.begin_epoch`. Every process of a group draws its own.

        Torch's dropout takes no generator: it draws from the one of the device, which `computing`
        gives back as it was.
        """
        rng = np.random.default_rng([self.settings.seed, epoch, 1, self.group.rank])
        torch.manual_seed(int(rng.integers(2**63)))

    def batch(self, indices, rng):
        """Give training images, augmented, and their labels; see `Learner.batch`.

        A process of a group gets its share of the images, with the changes that one process alone
        would have drawn for them.

        Raises
        ------
        OutOfMemory
            If the batch does not fit into the device's memory.
        """
        shape = (len(indices), *self.data.image_shape)
        places = self.group.share(len(indices))
        drawn = rows_of(self.augment.draw(rng, shape), places)
        self.weight = self.group.weight(len(indices))
        images = fitting(self._augmented, torch.from_numpy(indices[places]), drawn)
        if images is None:
            raise OutOfMemory(self._too_large())
        return images, self.labels[torch.from_numpy(indices[places]).to(self.device)]

    def _augmented(self, indices, drawn):
        """Take training images, change them as drawn, and lay them out."""
        if self.execution.keep_on_device:
            images = self.images[indices.to(self.device)]
        else:  # from pinned memory, the copy goes on while the device still computes
            pinned = self.device.type == "cuda"
            images = torch.empty((len(indices), *self.data.image_shape), pin_memory=pinned)
            torch.index_select(self.images, 0, indices, out=images)
            images = images.to(self.device, non_blocking=True)
        background = self.data.background
        images = self.augment.apply(images, drawn, background=background, using=torch_changes)
        return images.contiguous(memory_format=self._layout())

    def step(self, images, labels, lr):
        """Learn from one batch; see `Learner.step`.

        Raises
        ------
        OutOfMemory
            If the batch does not fit into the device's memory.
        """
        self.buffers_differ = True
        learned = fitting(self._learn, images, labels, lr)
        if learned is None:
            raise OutOfMemory(self._too_large(images, labels))
        return self.group.total(*learned)

    def _learn(self, images, labels, lr):
        """Take a step, and give what this process adds to the loss and to the number right."""
        loss, logits = self._gradients(images, labels)
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = lr
        self.scaler.step(self.optimizer)
        self.scaler.update()
        right = (logits.argmax(dim=1) == labels).sum() * (self.weight > 0)
        return loss.detach() / self.group.size, right

    def _gradients(self, images, labels):
        """Compute loss, logits and, in the parameters, the gradients."""
        self.optimizer.zero_grad()
        with self._mixed():
            logits = self.run.train()(images).float()
        loss = self.weight * torch.nn.functional.cross_entropy(
            logits, labels, label_smoothing=self.settings.label_smoothing
        )
        self.scaler.scale(loss).backward()
        return loss, logits

    def _too_large(self, images=(), labels=()):
        """Say which batch size fits, by trying smaller ones.

        One process of a group cannot try alone: the others would wait for it.
        """
        fits = self.settings.batch_size // 2
        advice = f"try batch_size={fits}"
        if len(images) and self.group.size == 1:
            fits = len(images) // 2
            while fits and fitting(self._attempt, images[:fits], labels[:fits]) is None:
                fits //= 2
            advice = f"batch_size={fits} fits"
        if not fits:
            advice = "not even one fits: choose a smaller network or smaller images"
        return (
            f"{self.settings.batch_size} images at a time do not fit into the memory of "
            f"{self.execution.describe()}: {advice}"
        )

    def _attempt(self, images, labels):
        """Compute gradients beside what the optimizer will remember."""
        self.optimizer.zero_grad()
        torch.cuda.empty_cache()
        missing = [w for w in self.net.parameters() if not self.optimizer.state.get(w)]
        moments = [torch.empty_like(w) for w in missing for _ in MOMENTS[self.settings.optimizer]]
        return self._gradients(images, labels), moments

    @torch.no_grad()
    def logits(self, images):
        """Give the logits, (N, num_classes), of images, (N, C, H, W), without learning."""
        if self.buffers_differ:
            self.group.follow_first(self.net.buffers())
            self.buffers_differ = False
        own = torch.from_numpy(images[self.group.share(len(images))])
        logits = self._look(own)[: len(own) * self.group.has_part(len(images))]
        return self.group.gather(logits, len(images)).cpu().numpy()

    def _look(self, images):
        """Compute logits, in halves where the device has no room for all."""
        logits = fitting(self._forward, images)
        if logits is None and len(images) == 1:
            raise OutOfMemory(f"one image does not fit into the memory of {self.device}")
        if logits is None:
            torch.cuda.empty_cache()
            return torch.cat([self._look(half) for half in images.tensor_split(2)])
        return logits

    def _forward(self, images):
        with self._mixed():
            images = images.to(self.device).contiguous(memory_format=self._layout())
            return self.net.eval()(images).float()

    def _layout(self):
        return torch.channels_last if self.execution.channels_last else torch.contiguous_format

    def _mixed(self):
        if self.execution.precision == "fp32":
            return nullcontext()
        return torch.autocast(self.device.type, self.execution.dtype)

    @contextmanager
    def computing(self):
        """Compute on one core where small networks gain nothing by more, and leave torch's
        threads and random numbers as they were."""
        threads = torch.get_num_threads()
        if self.device.type == "cpu":
            torch.set_num_threads(1)
        devices = [self.device] if self.device.type == "cuda" else []
        try:
            with torch.random.fork_rng(devices=devices):
                yield
        finally:
            torch.set_num_threads(threads)

    def state(self):
        """Give copies of all that a training needs to go on; see `Learner.state`.

        With fp16 also `"loss_scale"`.
        """
        return read_state(self.net, self.optimizer, self.settings.optimizer, self.scaler)

    def load_state(self, state):
        """Go back to what `state` gave; see `Learner.load_state`."""
        write_state(state, self.net, self.optimizer, self.settings.optimizer, self.scaler)


def fitting(compute, *arguments):
    """Call a function, and give None where the device's memory does not suffice.

    The error itself keeps alive all that was computed before it: only when it is gone, which is
    when this returns, is there room for another attempt.
    """
    try:
        return compute(*arguments)
    except torch.OutOfMemoryError:
        return None


def rows_of(drawn, places):
    """Take the rows of some images out of what a pipeline drew.

    Parameters
    ----------
    drawn : list
        As `Pipeline.draw` gives it: arrays, or tuples of arrays, with one row an image.
    places : ndarray of int

    Returns
    -------
    list
        Of the same form.
    """
    return [
        tuple(values[places] for values in piece) if isinstance(piece, tuple) else piece[places]
        for piece in drawn
    ]
