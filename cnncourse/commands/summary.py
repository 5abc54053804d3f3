"""`python -m cnncourse summary MODEL --input CxHxW`."""

from __future__ import annotations

import argparse
import re


def add(commands):
    """Describe the command."""
    summary = commands.add_parser(
        "summary", help="list the layers of a network and what one image costs"
    )
    summary.set_defaults(command=summarize)
    summary.add_argument("model", metavar="MODEL", help="for example lenet5")
    summary.add_argument(
        "--input", required=True, type=image_shape, metavar="CxHxW", help="for example 1x32x32"
    )


def image_shape(text):
    """Read "1x32x32" as (1, 32, 32)."""
    if not re.fullmatch(r"[1-9]\d*(x[1-9]\d*){2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form CxHxW, such as 1x32x32")
    return tuple(int(size) for size in text.split("x"))


def summarize(asked):
    """Print what a network costs."""
    from cnncourse import fitting

    print(fitting.summarize(asked.model, asked.input))
    print()
    print("For one image. A multiply-add is one multiplication and one addition, counted as one;")
    print("biases, activations and pooling are not counted. Activations: 4 bytes a number.")
    return 0
