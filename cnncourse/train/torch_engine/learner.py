"""The learner of the torch engine: the same `fit`, on torch's layers, on any device.

from cnncourse import data, models, train
from cnncourse.train.torch_engine import Execution, TorchLearner

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
from cnncourse.common.nested import arrays, map_arrays, rows
from cnncourse.train.augmentation import pipeline
from cnncourse.train.fitting import require_fit
from cnncourse.train.network import build, initial_network
from cnncourse.train.optimizers import OPTIMIZERS, make_optimizer
from cnncourse.train.torch_engine.execution import Execution
from cnncourse.train.torch_engine.group import Group
from cnncourse.train.torch_engine.losses import training_loss
from cnncourse.train.torch_engine.memory import OutOfMemory, if_it_fits, too_large
from cnncourse.train.torch_engine.state import read_state, write_state


class TorchLearner:
    """A network of torch's layers with torch's optimizer; a `Learner`.

    It starts from the same weights as `NumpyLearner`.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset
    settings : Settings
    execution : Execution, optional
        Where and how to compute.
    group : Group, optional
        The processes that train together. All must make the same calls in the same order, except
        for `state`, which only the first needs to call.

    Attributes
    ----------
    execution : Execution
        Resolved for this machine.
    net : torch.nn.Module

    Raises
    ------
    ValueError
        If the model does not support a setting, the machine does not support the execution, or the
        model does not fit the data and its task.
    """

    def __init__(self, model, data, settings, *, execution=None, group=None):
        self.data, self.settings, self.group = data, settings, group or Group()
        self.images = torch.from_numpy(data.train.images)
        self.targets = map_arrays(torch.from_numpy, data.train.targets)
        size = sum(tensor.nbytes for tensor in (self.images, *arrays(self.targets)))
        self.execution = (execution or Execution()).resolved(image_bytes=size)
        self.device = torch.device(self.execution.device)
        self.steps_between_readings = 1 if self.device.type == "cpu" else 25
        self.augment = pipeline(data, settings)
        self.criterion = training_loss(data.task, settings)
        self.net = self._initial_net(model)
        self.run = self.group.wrap(self.net, self.device)
        if self.execution.compile:
            self.run = torch.compile(self.run)
        self.optimizer = make_optimizer(torch.optim, self.net.parameters(), settings)
        scaled = self.execution.precision == "fp16"
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=scaled)
        if self.execution.keep_on_device:
            self.images = self.images.to(self.device)
            self.targets = map_arrays(lambda tensor: tensor.to(self.device), self.targets)
        self.epoch = 1
        self.weight = 1.0  # of the mean loss over the latest `batch`, see `Group.weight`
        self.buffers_differ = False  # from those of the group's first process
        require_fit(self, model)

    def _initial_net(self, model):
        """Build the network with the initial weights that every engine starts from."""
        weights = initial_network(model, self.data, self.settings).state_dict()
        with torch.random.fork_rng(devices=[]):  # torch's own weights are replaced below
            net = build(model, torch_nn, self.data, dropout=self.settings.dropout)
        net.load_state_dict(torch_nn.to_torch_state(weights))
        return net.to(self.device, memory_format=self._layout())

    def begin_epoch(self, epoch):
        """Seed dropout, differently in every process of a group; see `Learner.begin_epoch`.

        Torch's dropout takes no generator argument: it draws from the device's generator, whose
        state `computing` restores.
        """
        self.epoch = epoch
        rng = np.random.default_rng([self.settings.seed, epoch, 1, self.group.rank])
        torch.manual_seed(int(rng.integers(2**63)))

    def batch(self, indices, rng):
        """Return augmented training images and their targets; see `Learner.batch`.

        A process of a group gets its share of the images, augmented as a single process would
        augment them.

        Raises
        ------
        OutOfMemory
            If the batch does not fit in the device's memory.
        """
        shape = (len(indices), *self.data.image_shape)
        places = self.group.share(len(indices))
        drawn = self.augment.draw(rng, shape, indices=indices, epoch=self.epoch)
        drawn = [rows(piece, places) for piece in drawn]
        self.weight = self.group.weight(len(indices))
        indices = torch.from_numpy(indices[places])
        images = if_it_fits(self._augmented, indices, drawn)
        if images is None:
            raise too_large(self.settings.batch_size, self.execution.describe())
        targets = map_arrays(lambda tensor: self._taken(tensor, indices), self.targets)
        return images, map_arrays(to_long, targets)

    def _augmented(self, indices, drawn):
        """Take training images, apply the augmentation drawn for them, and set the layout."""
        images, background = self._taken(self.images, indices), self.data.background
        images = self.augment.apply(images, drawn, background=background, using=torch_changes)
        return images.contiguous(memory_format=self._layout())

    def _taken(self, tensor, indices):
        """Copy rows of a training tensor to the device."""
        if self.execution.keep_on_device:
            return tensor[indices.to(self.device)]
        # A copy from pinned memory overlaps with computation on the device.
        pinned = self.device.type == "cuda"
        taken = tensor.new_empty((len(indices), *tensor.shape[1:]), pin_memory=pinned)
        torch.index_select(tensor, 0, indices, out=taken)
        return taken.to(self.device, non_blocking=True)

    def step(self, images, targets, lr):
        """Learn from one batch; see `Learner.step`.

        Raises
        ------
        OutOfMemory
            If the batch does not fit in the device's memory.
        """
        self.buffers_differ = True
        learned = if_it_fits(self._learn, images, targets, lr)
        if learned is None:

            def attempt(size):
                return self._attempt(images[:size], rows(targets, slice(size)))

            alone = self.group.size == 1  # while one process tries, the others would wait
            where = self.execution.describe()
            raise too_large(self.settings.batch_size, where, attempt if alone else None)
        return self.group.total(*learned)

    def _learn(self, images, targets, lr):
        """Take a step, and return this process's contribution to the loss and the counts."""
        loss, outputs = self._gradients(images, targets)
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = lr
        self.scaler.step(self.optimizer)
        self.scaler.update()
        with torch.no_grad():
            counts = self.data.task.count(outputs, targets)
        counts = [torch.as_tensor(count, device=self.device) for count in counts]
        counts = torch.stack(counts) if counts else loss.new_empty(0)
        return loss.detach() / self.group.size, counts * (self.weight > 0)

    def _gradients(self, images, targets):
        """Return loss and outputs, leaving the gradients in the parameters."""
        self.optimizer.zero_grad()
        with self._mixed():
            outputs = map_arrays(to_full_precision, self.run.train()(images))
        loss = self.weight * self.criterion(outputs, targets)
        self.scaler.scale(loss).backward()
        return loss, outputs

    def _attempt(self, images, targets):
        """Compute gradients while also holding the memory that the optimizer will need."""
        self.optimizer.zero_grad()
        torch.cuda.empty_cache()
        missing = [w for w in self.net.parameters() if not self.optimizer.state.get(w)]
        moments = OPTIMIZERS[self.settings.optimizer].moments
        moments = [torch.empty_like(w) for w in missing for _ in moments]
        return self._gradients(images, targets), moments

    @torch.no_grad()
    def outputs(self, images):
        """Compute the network's outputs for images, without learning; see `Learner.outputs`."""
        if self.buffers_differ:
            self.group.copy_from_first(self.net.buffers())
            self.buffers_differ = False
        count = len(images)
        own = torch.from_numpy(images[self.group.share(count)])
        part = slice(len(own) * self.group.has_part(count))
        return map_arrays(
            lambda tensor: self.group.gather(tensor[part], count).cpu().numpy(), self._look(own)
        )

    def _look(self, images):
        """Compute outputs, in halves if the batch does not fit in the device's memory."""
        outputs = if_it_fits(self._forward, images)
        if outputs is None and len(images) == 1:
            raise OutOfMemory("one image does not fit in the memory of {at}", at=self.device)
        if outputs is None:
            torch.cuda.empty_cache()
            halves = [self._look(half) for half in images.tensor_split(2)]
            return map_arrays(lambda *parts: torch.cat(parts), *halves)
        return outputs

    def _forward(self, images):
        with self._mixed():
            images = images.to(self.device).contiguous(memory_format=self._layout())
            return map_arrays(to_full_precision, self.net.eval()(images))

    def _layout(self):
        return torch.channels_last if self.execution.channels_last else torch.contiguous_format

    def _mixed(self):
        if self.execution.precision == "fp32":
            return nullcontext()
        return torch.autocast(self.device.type, self.execution.dtype)

    @contextmanager
    def computing(self):
        """Use one core on a CPU, where small networks gain nothing from more, and restore torch's
        threads and random state at the end."""
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
        """Return a copy of everything the next epoch depends on; see `Learner.state`.

        With fp16 this includes `"loss_scale"`.
        """
        return read_state(self.net, self.optimizer, self.settings.optimizer, self.scaler)

    def load_state(self, state):
        """Restore what `state` returned; see `Learner.load_state`."""
        write_state(state, self.net, self.optimizer, self.settings.optimizer, self.scaler)


def to_long(tensor):
    """Convert an integer tensor to int64, which torch's losses require."""
    return tensor if tensor.is_floating_point() else tensor.long()


def to_full_precision(tensor):
    """Convert a half-precision tensor to float32."""
    return tensor.float() if tensor.dtype in (torch.bfloat16, torch.float16) else tensor
