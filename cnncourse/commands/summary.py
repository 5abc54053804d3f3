"""`python -m cnncourse summary vgg16 --input 3x224x224 --draw vgg16.svg`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

CONVENTIONS = """\
For one image. A multiply-add is one multiplication and one addition, counted as one; convolutions
and dense layers are counted, biases, activations, norms and pooling are not. Parameters are the
learned values. Activation bytes are those of every layer's output at 4 bytes per value (float32).
"sees" is the receptive field in pixels of the image, padding included."""
FORMATS = (".svg", ".png", ".pdf")


def add(commands):
    """Register the command."""
    summary = commands.add_parser(
        "summary",
        help="list the layers of a network and their cost, or draw the network",
        description="List every layer with its output shape, parameters, multiply-adds, "
        "activation memory and receptive field. No weights are allocated.",
    )
    summary.set_defaults(command=summarize)
    summary.add_argument("model", metavar="MODEL", help="name of a network, for example vgg16")
    summary.add_argument(
        "--input",
        type=image_shape,
        metavar="CxHxW",
        help="shape of one image, for example 3x224x224 (what the model is made for)",
    )
    add_options(summary)
    summary.add_argument(
        "--draw",
        type=picture,
        metavar="FILE",
        help=f"also draw the network to scale, into a file of type {', '.join(FORMATS)}",
    )


def add_options(command):
    """Add the option that passes arguments to a model."""
    command.add_argument(
        "--option",
        type=option,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the model, such as width=0.5, shortcut=A or num_classes=10; "
        "may be repeated",
    )


def image_shape(text):
    """Parse "1x32x32" as (1, 32, 32)."""
    if not re.fullmatch(r"[1-9]\d*(x[1-9]\d*){2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form CxHxW, such as 1x32x32")
    return tuple(int(size) for size in text.split("x"))


def option(text):
    """Parse "width=0.5" as ("width", 0.5); a value that is not a number stays a string."""
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
    """Parse the path of a picture, whose suffix gives the format."""
    path = Path(text)
    if path.suffix not in FORMATS:
        raise argparse.ArgumentTypeError(f"{text} must end in {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"the folder {path.parent} does not exist")
    return path


def summarize(args):
    """Print the cost of a network, and draw the network if asked to."""
    summary = summary_of(args.model, args.input, dict(args.option))
    print(summary)
    print()
    print(CONVENTIONS)
    if args.draw:
        from cnncourse.drawing import draw_network

        save(draw_network(summary, title=args.model), args.draw, "--draw FILE")
    return 0


def summary_of(name, shape, options):
    """Summarize a model for images of a shape, or of the model's default shape if None."""
    from cnncourse import models
    from cnncourse.common.errors import refusing
    from cnncourse.models import lookup

    with refusing(ValueError):
        model = models.find(name)
    return lookup.summarize(model, shape or lookup.default_shape(model, options), options)


def save(figure, path, flag):
    """Write a figure atomically and report it; `flag` is the option that chose the path."""
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
