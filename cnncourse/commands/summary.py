"""`python -m cnncourse summary vgg16 --input 3x224x224 --draw vgg16.svg`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

CONVENTIONS = """\
For one image. A multiply-add is one multiplication and one addition, counted as one, in
convolutions and dense layers; biases, activations, norms and pooling are not counted. Parameters
are what is learned. Activation bytes: every layer's output at 4 bytes a number (float32). "sees"
is the receptive field in pixels of the image, padding included."""
FORMATS = (".svg", ".png", ".pdf")


def add(commands):
    """Describe the command."""
    summary = commands.add_parser(
        "summary",
        help="list the layers of a network and what one image costs, or draw it",
        description="List every layer with its output, parameters, multiply-adds, activation "
        "memory and receptive field. No weight is allocated.",
    )
    summary.set_defaults(command=summarize)
    summary.add_argument("model", metavar="MODEL", help="for example vgg16")
    summary.add_argument(
        "--input",
        type=image_shape,
        metavar="CxHxW",
        help="of one image, for example 3x224x224 (what the model and its options are made for)",
    )
    add_options(summary)
    summary.add_argument(
        "--draw",
        type=picture,
        metavar="FILE",
        help=f"also draw the network to scale: {', '.join(FORMATS)}",
    )


def add_options(command):
    """Describe the option that hands arguments on to a model."""
    command.add_argument(
        "--option",
        type=option,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the model, such as width=0.5, shortcut=A or num_classes=10; "
        "may be given again",
    )


def image_shape(text):
    """Read "1x32x32" as (1, 32, 32)."""
    if not re.fullmatch(r"[1-9]\d*(x[1-9]\d*){2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form CxHxW, such as 1x32x32")
    return tuple(int(size) for size in text.split("x"))


def option(text):
    """Read "width=0.5" as ("width", 0.5); what is not a number is a word."""
    name, equals, value = text.partition("=")
    if not (name.isidentifier() and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


def picture(text):
    """Read the name of a picture, whose ending says its format."""
    path = Path(text)
    if path.suffix not in FORMATS:
        raise argparse.ArgumentTypeError(f"{text} must end in {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"the folder {path.parent} does not exist")
    return path


def summarize(asked):
    """Print what a network costs, and draw it."""
    summary = summary_of(asked.model, asked.input, dict(asked.option))
    print(summary)
    print()
    print(CONVENTIONS)
    if asked.draw:
        from cnncourse.drawing import draw_network

        save(draw_network(summary, title=asked.model), asked.draw, "--draw FILE")
    return 0


def summary_of(name, shape, options):
    """Count what a model costs for an image of a shape; the model's own if that is None."""
    from cnncourse import models
    from cnncourse.common.errors import refusing
    from cnncourse.models import lookup

    with refusing(ValueError):
        model = models.find(name)
    return lookup.summarize(model, shape or lookup.default_shape(model, options), options)


def save(figure, path, flag):
    """Write a picture, whole or not at all, and say so; the flag is that which chose the path."""
    from cnncourse.common.errors import Refused
    from cnncourse.common.files import replacing

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            figure.savefig(temporary, dpi=200)
    except OSError as error:
        raise Refused(
            "cannot write {path} ({problem}): choose another {flag}",
            path=path,
            problem=error.strerror,
            flag=flag,
        ) from error
    print(f"wrote {path}")
