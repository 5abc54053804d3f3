"""Training with torch: the same `fit`, on a network of torch's own layers, on any device.

from cnncourse import data, models, train
from cnncourse.torch_train import Execution, TorchLearner

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
from cnncourse.torch_execution import Execution
from cnncourse.torch_group import Group
from cnncourse.train.augmentation import pipeline
from cnncourse.train.network import build, initial_network
from cnncourse.train.state import COUNTS, MOMENTS, need_state, part, state_shapes

# Torch's names for what its optimizers remember.
TORCH_NAMES = {"velocity": "momentum_buffer", "mean": "exp_avg", "square": "exp_avg_sq"}
SCALE = "loss_scale"  # of fp16, in a state


class OutOfMemory(MemoryError):
    """A batch does not fit into the device's memory; the message names a size that does."""


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
        The processes that train together.

    Raises
    ------
    ValueError
        If the settings ask for something that the model does not have, or the execution for
        something that the machine does not have.
    """

    def __init__(self, model, data, settings, *, execution=None, group=None):
        self.data, self.settings, self.group = data, settings, group or Group()
        images = data.train.images
        self.execution = (execution or Execution()).resolved(image_bytes=images.nbytes)
        self.device = torch.device(self.execution.device)
        self.steps_between_readings = 1 if self.device.type == "cpu" else 25
        self.augment = pipeline(data, settings)
        self.weight = 1.0  # of the last batch's mean loss, see `Group.weight`
        self.net = self._initial_net(model)
        self.run = self.group.wrap(self.net, self.device)
        if self.execution.compile:
            self.run = torch.compile(self.run)
        self.optimizer = make_optimizer(self.net.parameters(), settings)
        self.scaler = torch.amp.GradScaler(
            self.device.type, enabled=self.execution.precision == "fp16"
        )
        self.images, self.labels = torch.from_numpy(images), torch.from_numpy(data.train.labels)
        if self.execution.keep_on_device:
            self.images, self.labels = self._here(self.images), self._here(self.labels)

    def _initial_net(self, model):
        """Build the network with the weights that every engine begins with."""
        weights = initial_network(model, self.data, self.settings).state_dict()
        shape, classes = self.data.image_shape, len(self.data.classes)
        with torch.random.fork_rng(devices=[]):  # torch draws weights that are replaced at once
            net = build(model, torch_nn, shape, classes, dropout=self.settings.dropout)
        net.load_state_dict(torch_nn.to_torch_state(weights))
        layout = torch.channels_last if self.execution.channels_last else torch.contiguous_format
        return net.to(self.device, memory_format=layout)

    def begin_epoch(self, epoch):
        """Seed dropout; see `Learner.begin_epoch`. Every process of a group draws its own."""
        rng = np.random.default_rng([self.settings.seed, epoch, 1, self.group.rank])
        torch.manual_seed(int(rng.integers(2**63)))

    def batch(self, indices, rng):
        """Give training images, augmented, and their labels; see `Learner.batch`.

        A process of a group gets its share of the images, with the changes that one process alone
        would have drawn for them.
        """
        shape = (len(indices), *self.data.image_shape)
        places = self.group.share(len(indices))
        drawn = rows_of(self.augment.draw(rng, shape), places)
        chosen = torch.from_numpy(indices[places]).to(self.images.device)
        images, labels = self._here(self.images[chosen]), self._here(self.labels[chosen])
        background = self.data.background
        images = self.augment.apply(images, drawn, background=background, using=torch_changes)
        self.weight = self.group.weight(len(indices))
        return self._laid_out(images), labels

    def step(self, images, labels, lr):
        """Learn from one batch; see `Learner.step`.

        Raises
        ------
        OutOfMemory
            If the batch does not fit into the device's memory.
        """
        try:
            loss, logits = self._gradients(images, labels)
        except torch.OutOfMemoryError as error:
            raise OutOfMemory(self._too_large(images, labels)) from error
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.scaler.step(self.optimizer)
        self.scaler.update()
        right = (logits.argmax(dim=1) == labels).sum() * (self.weight > 0)
        loss, right = self.group.total(loss.detach() / self.group.size, right)
        return loss, right

    def _gradients(self, images, labels):
        """Compute loss, logits and, in the parameters, the gradients."""
        self.optimizer.zero_grad()
        with self._mixed():
            logits = self.run.train()(images)
            loss = torch.nn.functional.cross_entropy(
                logits.float(), labels, label_smoothing=self.settings.label_smoothing
            )
        loss = loss * self.weight
        self.scaler.scale(loss).backward()
        return loss, logits

    def _too_large(self, images, labels):
        """Say which batch size fits, by trying smaller ones; weights are not changed."""
        kept = {name: value.clone() for name, value in self.net.state_dict().items()}
        tried = len(images)
        while tried > 1:
            tried //= 2
            self.optimizer.zero_grad()
            torch.cuda.empty_cache()
            try:
                self._gradients(images[:tried], labels[:tried])
            except torch.OutOfMemoryError:
                continue
            fits = f"batch_size={tried * self.group.size} fits"
            break
        else:
            fits = "not even a single image fits: choose a smaller network or smaller images"
        self.net.load_state_dict(kept)
        return (
            f"{self.settings.batch_size} images at a time do not fit into the memory of "
            f"{self.execution.describe()}: {fits}"
        )

    @torch.no_grad()
    def logits(self, images):
        """Give the logits, (N, num_classes), of images, (N, C, H, W), without learning."""
        own = torch.from_numpy(images[self.group.share(len(images))])
        with self._mixed():
            logits = self.net.eval()(self._laid_out(self._here(own))).float()
        if not self.group.has_part(len(images)):
            logits = logits[:0]
        return self.group.gather(logits, len(images)).cpu().numpy()

    def _here(self, tensor):
        """Bring a tensor to the device; from pinned memory that goes on while others compute."""
        if self.device.type == "cuda" and tensor.device.type == "cpu":
            return tensor.pin_memory().to(self.device, non_blocking=True)
        return tensor.to(self.device)

    def _laid_out(self, images):
        if not self.execution.channels_last:
            return images
        return images.contiguous(memory_format=torch.channels_last)

    def _mixed(self):
        if self.execution.precision == "fp32":
            return nullcontext()
        return torch.autocast(self.device.type, self.execution.dtype)

    @contextmanager
    def computing(self):
        """Compute on one core where small networks gain nothing by more, and leave torch's
        threads and random numbers as they were."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        devices = [self.device] if self.device.type == "cuda" else []
        try:
            with torch.random.fork_rng(devices=devices):
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
                state[f"{moment}/{name}"] = kept.detach().cpu().numpy().copy()
        for count in COUNTS[self.settings.optimizer]:
            steps = self.optimizer.state[next(self.net.parameters())].get("step", torch.zeros(()))
            state[count] = steps.cpu().numpy().astype(int)
        if self.scaler.is_enabled():
            state[SCALE] = np.array([self.scaler.get_scale(), self.scaler._get_growth_tracker()])
        return state

    def load_state(self, state):
        """Go back to what `state` gave; see `Learner.load_state`."""
        learned, optimizer = dict(self.net.named_parameters()), self.settings.optimizer
        state = dict(state)
        scale = state.pop(SCALE, None)  # a run may go on in another precision
        need_state(state, state_shapes(self.net.state_dict(), learned, optimizer))
        self.net.load_state_dict(torch_nn.to_torch_state(part(state, "weights")))
        for name, w in learned.items():
            kept = self.optimizer.state[w]
            for moment in MOMENTS[optimizer]:
                value = torch.tensor(state[f"{moment}/{name}"])
                kept[TORCH_NAMES[moment]] = torch.empty_like(w).copy_(value)
            if COUNTS[optimizer]:
                kept["step"] = torch.tensor(float(state["steps"]))
        if scale is not None and self.scaler.is_enabled():
            growth = {"scale": float(scale[0]), "_growth_tracker": int(scale[1])}
            self.scaler.load_state_dict({**self.scaler.state_dict(), **growth})


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
