"""The settings of a training run."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from cnncourse import augment
from cnncourse.common.errors import Argument, Refused
from cnncourse.common.texts import counted
from cnncourse.train.optimizers import OPTIMIZERS

CHOICES = {
    "optimizer": tuple(OPTIMIZERS),
    "schedule": ("constant", "step", "cosine", "one_cycle", "triangular"),
    "initialization": ("torch", "he", "glorot", "whitened"),
}
WHOLE = ("epochs", "batch_size", "seed")
SMALLEST = {"epochs": 1, "batch_size": 1}


@dataclass(frozen=True)
class Settings:
    """The settings of a training run; equal settings give equal weights.

    Attributes
    ----------
    epochs : int
        How often every image is seen.
    batch_size : int
        Images per step.
    lr : float
        Peak learning rate.
    optimizer : {"sgd", "adam", "adamw"}
        See `cnncourse.train.optimizers`.
    momentum : float
        The share of its velocity that SGD keeps; for Adam and AdamW the first of the two betas.
    nesterov : bool
        Whether SGD looks ahead along its velocity; Adam and AdamW ignore it.
    weight_decay : float
        How strongly weights are pulled towards 0.
    schedule : {"constant", "step", "cosine", "one_cycle", "triangular"}
        How the learning rate changes from step to step; see `cnncourse.train.schedules.rate`.
    warmup : float
        Number of epochs before the schedule in which the learning rate rises linearly from
        almost 0.
    initialization : {"torch", "he", "glorot", "whitened"}
        How weights are drawn; see `initialization.initialize`. `"torch"` is torch's default.
    label_smoothing : float
        Share of the target that is spread over all classes.
    augment : str
        Random changes to the images, for example `"crop=4, flip"`, or `"none"`; see
        `augment.parse`.
    dropout : float or None
        Probability of every dropout layer; None keeps the model's own.
    seed : int
        Decides the initial weights, the order of the images, augmentation and dropout.

    Raises
    ------
    Refused
        A ValueError that names the setting out of range.
    """

    epochs: int = 30
    batch_size: int = 16
    lr: float = 0.02
    optimizer: str = "sgd"
    momentum: float = 0.9
    nesterov: bool = True
    weight_decay: float = 5e-4
    schedule: str = "one_cycle"
    warmup: float = 0.0
    initialization: str = "torch"
    label_smoothing: float = 0.0
    augment: str = "affine=1"
    dropout: float | None = None
    seed: int = 0

    def __post_init__(self):
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                self._refuse(name, f"one of {', '.join(choices)}")
        for name in (*WHOLE, "lr", "momentum", "weight_decay", "warmup", "label_smoothing"):
            value, smallest = getattr(self, name), SMALLEST.get(name, 0)
            if not (isfinite(value) and value >= smallest):
                self._refuse(name, f"at least {smallest}")
            if name in WHOLE and value != int(value):
                self._refuse(name, "a whole number")
        if self.lr == 0:
            raise Refused("{lr} must be above 0, or nothing is learned")
        for name in ("momentum", "label_smoothing"):
            if getattr(self, name) >= 1:
                self._refuse(name, "smaller than 1")
        if self.optimizer == "sgd" and self.nesterov and self.momentum == 0:
            raise Refused("{nesterov} needs a {momentum} above 0")
        if self.warmup >= self.epochs:
            raise Refused(
                "{warmup} must be shorter than the whole run of {whole}",
                whole=counted(self.epochs, "epoch"),
            )
        if self.dropout is not None and not 0 <= self.dropout < 1:
            raise Refused("{dropout} must lie between 0 and 1, got {value}", value=self.dropout)
        if not isinstance(self.augment, str):
            self._refuse("augment", "text such as 'affine=1'")
        object.__setattr__(self, "augment", str(augment.parse(self.augment)) or "none")

    def _refuse(self, name, wanted):
        raise Refused(
            "{setting} must be {wanted}, got {value!r}",
            setting=Argument(name),
            wanted=wanted,
            value=getattr(self, name),
        )
