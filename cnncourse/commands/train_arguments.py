"""The options of `python -m cnncourse train`."""

from __future__ import annotations

import argparse
from pathlib import Path

from cnncourse.commands.summary import add_options
from cnncourse.train import Settings
from cnncourse.train.settings import CHOICES

EXECUTION = ("device", "precision", "channels_last", "compile")
OPTIONS = (
    ("epochs", int, "how often every image is seen"),
    ("batch_size", int, "how many images make one step"),
    ("lr", float, "peak of the learning rate"),
    ("optimizer", str, "how a gradient becomes a step"),
    ("momentum", float, "of SGD's velocity; of Adam the first beta"),
    ("nesterov", bool, "whether SGD looks ahead along its velocity"),
    ("weight_decay", float, "how strongly weights are pulled towards 0"),
    ("schedule", str, "how the learning rate moves"),
    ("warmup", float, "epochs in which the learning rate rises evenly before that"),
    ("initialization", str, "of the weights"),
    ("label_smoothing", float, "share of the target that all classes get"),
    ("augment", str, 'changes of the images, such as "crop=4, flip", or none'),
    ("dropout", float, "probability of every dropout layer"),
    ("seed", int, "of weights, order, augmentation and dropout"),
)


def add_arguments(training):
    """Describe all that can be said about a run."""
    training.add_argument("model", metavar="MODEL", help="for example lenet5")
    training.add_argument("--data", default="digits", metavar="NAME", help="for example digits")
    training.add_argument(
        "--engine", choices=("numpy", "torch"), help="whose layers run (numpy: the course's own)"
    )
    training.add_argument(
        "--image-size", type=int, metavar="N", help="height and width (of the images as they are)"
    )
    add_options(training)
    settings = training.add_argument_group(
        "settings",
        "They decide the weights. Defaults are in brackets; a network and data with a recipe of "
        "their own (cnncourse/train/recipes.py) begin with that.",
    )
    for name, kind, text in OPTIONS:
        add_setting(settings, name, kind, text)
    add_execution(training.add_argument_group("with --engine torch", "They decide the speed."))
    training.add_argument(
        "--out", type=Path, metavar="DIR", help="the folder (runs/MODEL-DATA-ENGINE-seedN)"
    )
    training.add_argument(
        "--resume", action="store_true", help="go on from the last checkpoint, with its settings"
    )


def add_setting(group, name, kind, text):
    """Describe an option that is a field of `Settings`, with its default."""
    flag, default = "--" + name.replace("_", "-"), getattr(Settings, name)
    text = f"{text} ({'of the model' if default is None else default})"
    if kind is bool:
        group.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=text)
    elif name in CHOICES:
        group.add_argument(flag, choices=CHOICES[name], help=text)
    else:
        metavar = {int: "N", float: "X", str: "TEXT"}[kind]
        group.add_argument(flag, type=kind, metavar=metavar, help=text)


def add_execution(group):
    """Describe the options that say where and how torch computes, and what it logs."""
    group.add_argument(
        "--device", metavar="NAME", help="cpu, cuda, cuda:1, mps, or auto: a GPU if there is one"
    )
    group.add_argument(
        "--precision",
        choices=("auto", "fp32", "bf16", "fp16"),
        help="of matrix products and convolutions (auto: bf16 or fp16 on a GPU, fp32 elsewhere)",
    )
    group.add_argument(
        "--channels-last",
        action=argparse.BooleanOptionalAction,
        help="whether channels lie side by side in memory (on a GPU in half precision)",
    )
    group.add_argument(
        "--compile",
        action="store_const",
        const=True,
        help="let torch.compile write kernels for the network",
    )
    group.add_argument(
        "--tensorboard",
        action="store_const",
        const=True,
        help="log for TensorBoard, into DIR/tensorboard",
    )
