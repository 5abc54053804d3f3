"""`python -m cnncourse compare alexnet vgg16 resnet50`."""

from __future__ import annotations

from pathlib import Path

from cnncourse.commands.summary import add_options, image_shape, save, summary_of

PROTOCOL = "one central crop"  # errors of different protocols are not comparable


def add(commands):
    """Register the command."""
    compare = commands.add_parser(
        "compare",
        help="compare networks by the cost of their layers and by published accuracy",
        description="Print the totals of several networks and draw two charts: memory, parameters "
        "and multiply-adds layer by layer, and published accuracy against multiply-adds.",
    )
    compare.set_defaults(command=compare_models)
    compare.add_argument(
        "models", nargs="+", metavar="MODEL", help="name of a network, for example alexnet"
    )
    compare.add_argument(
        "--input",
        type=image_shape,
        metavar="CxHxW",
        help="shape of one image (what each model is made for)",
    )
    add_options(compare)
    compare.add_argument(
        "--out",
        type=Path,
        default=Path("."),
        metavar="DIR",
        help="folder for the charts (the current one)",
    )


def compare_models(args):
    """Print the totals and draw the charts."""
    from cnncourse.drawing import compare_accuracy, compare_layers

    summaries = {
        name: summary_of(name, args.input, dict(args.option)) for name in dict.fromkeys(args.models)
    }
    print(totals(summaries))
    save(compare_layers(summaries), args.out / "layers.png", "--out DIR")
    points = published_points()
    chart = compare_accuracy(
        points,
        highlight=[name for name, *_ in points if name.split(",")[0] in summaries],
        title="The cost of accuracy on ImageNet",
        note=f"Published top-1 accuracy, {PROTOCOL}; sources in cnncourse/models/published.csv.",
    )
    save(chart, args.out / "accuracy.png", "--out DIR")
    return 0


def totals(summaries):
    """Format a table of the total cost of each network."""
    head = ("", "parameters", "multiply-adds", "activation bytes")
    body = [
        (name, *(f"{n:,}" for n in (s.parameters, s.multiply_adds, s.activation_bytes)))
        for name, s in summaries.items()
    ]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        )
        for row in (head, *body)
    )


def published_points():
    """List (name, multiply-adds, parameters, accuracy in percent) from the published table.

    Non-default options follow the name: "resnet50, stride_in=1x1".
    """
    from cnncourse.models.table import published

    return [
        (_name(row), row.multiply_adds, row.parameters, 100 - row.top1_error)
        for row in published()
        if row.data == "ImageNet" and row.protocol == PROTOCOL and row.top1_error is not None
    ]


def _name(row):
    """Name a network with its non-default options."""
    from cnncourse import models
    from cnncourse.models.building import arguments

    usual = arguments(models.find(row.model))
    unusual = [f"{name}={value}" for name, value in row.options.items() if value != usual[name]]
    return ", ".join([row.model, *unusual])
