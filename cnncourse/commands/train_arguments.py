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
    ("batch_size", int, "images per step"),
    ("lr", float, "peak learning rate"),
    ("optimizer", str, "how a gradient becomes a step"),
    ("momentum", float, "momentum of SGD; for Adam and AdamW, the first beta"),
    ("nesterov", bool, "whether SGD looks ahead along its velocity"),
    ("weight_decay", float, "how strongly weights are pulled towards 0"),
    ("schedule", str, "how the learning rate changes"),
    ("warmup", float, "epochs of linearly rising learning rate before that"),
    ("initialization", str, "how weights are drawn"),
    ("label_smoothing", float, "share of the target that is spread over all classes"),
    ("augment", str, 'random changes to the images, such as "crop=4, flip", or none'),
    ("dropout", float, "probability of every dropout layer"),
    ("seed", int, "seed for weights, order, augmentation and dropout"),
)


def add_arguments(training):
    """Add all arguments of the command."""
    training.add_argument("model", metavar="MODEL", help="name of a network, for example lenet5")
    training.add_argument(
        "--data",
        default="digits",
        metavar="NAME",
        help="a data set such as mnist, or folder:PATH for your own images (digits)",
    )
    training.add_argument(
        "--engine",
        choices=("numpy", "torch"),
        help="layers to train with: the course's own or torch's (numpy)",
    )
    training.add_argument(
        "--image-size",
        type=int,
        metavar="N",
        help="resize images to this height and width (their own)",
    )
    add_options(training)
    settings = training.add_argument_group(
        "settings",
        "These decide the weights. Defaults are in brackets; a recipe for the network and data "
        "(cnncourse/train/recipes.py) takes precedence.",
    )
    for name, kind, text in OPTIONS:
        add_setting(settings, name, kind, text)
    add_execution(training.add_argument_group("with --engine torch", "These decide the speed."))
    training.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder for the results (runs/MODEL-DATA-ENGINE-seedN)",
    )
    training.add_argument(
        "--resume",
        action="store_true",
        help="continue from the last checkpoint, with its settings",
    )


def add_setting(group, name, kind, text):
    """Add an option for a field of `Settings`, with its default in the help text."""
    flag, default = "--" + name.replace("_", "-"), getattr(Settings, name)
    shown = "the model's own" if default is None else default
    text = f"{text} ({shown})"
    if kind is bool:
        group.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=text)
    elif name in CHOICES:
        group.add_argument(flag, choices=CHOICES[name], help=text)
    else:
        metavar = {int: "N", float: "X", str: "TEXT"}[kind]
        group.add_argument(flag, type=kind, metavar=metavar, help=text)


def add_execution(group):
    """Add the options for where and how torch computes, and what it logs."""
    group.add_argument(
        "--device",
        metavar="NAME",
        help="cpu, cuda, cuda:1, mps or auto (auto: a GPU if there is one)",
    )
    group.add_argument(
        "--precision",
        choices=("auto", "fp32", "bf16", "fp16"),
        help="for matrix products and convolutions (auto: bf16 or fp16 on a GPU, fp32 elsewhere)",
    )
    group.add_argument(
        "--channels-last",
        action=argparse.BooleanOptionalAction,
        help="whether to store channels side by side in memory (on a GPU in half precision)",
    )
    group.add_argument(
        "--compile",
        action="store_const",
        const=True,
        help="let torch.compile generate kernels for the network",
    )
    group.add_argument(
        "--tensorboard",
        action="store_const",
        const=True,
        help="write a TensorBoard log into DIR/tensorboard",
    )
