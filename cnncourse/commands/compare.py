"""`python -m cnncourse compare alexnet vgg16 resnet50`."""

from __future__ import annotations

from pathlib import Path

from cnncourse.commands.summary import add_options, image_shape, save, summary_of

PROTOCOL = "one central crop"  # errors of different protocols do not compare


def add(commands):
    """Describe the command."""
    compare = commands.add_parser(
        "compare",
        help="draw what the layers of some networks cost, and what accuracy costs",
        description="Print the totals of some networks, and draw two charts: memory, parameters "
        "and multiply-adds layer by layer, and published accuracy against multiply-adds.",
    )
    compare.set_defaults(command=compare_models)
    compare.add_argument("models", nargs="+", metavar="MODEL", help="for example alexnet vgg16")
    compare.add_argument(
        "--input",
        type=image_shape,
        metavar="CxHxW",
        help="of one image (what each model is made for)",
    )
    add_options(compare)
    compare.add_argument(
        "--out", type=Path, default=Path("."), metavar="DIR", help="where the charts go (here)"
    )


def compare_models(asked):
    """Print the totals, and draw the charts."""
    from cnncourse.drawing import compare_accuracy, compare_layers

    summaries = {
        name: summary_of(name, asked.input, dict(asked.option))
        for name in dict.fromkeys(asked.models)
    }
    print(totals(summaries))
    save(compare_layers(summaries), asked.out / "layers.png", "--out DIR")
    points = published_points()
    chart = compare_accuracy(
        points,
        highlight=[name for name, *_ in points if name.split(",")[0] in summaries],
        title="What accuracy costs on ImageNet",
        note=f"Published top-1 accuracy, {PROTOCOL}, each with its source in "
        "cnncourse/models/published.csv.",
    )
    save(chart, asked.out / "accuracy.png", "--out DIR")
    return 0


def totals(summaries):
    """Write a table of what whole networks cost."""
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

    Options that differ from their default follow the name: "resnet50, stride_in=1x1".
    """
    from cnncourse.models.table import published

    return [
        (_name(row), row.multiply_adds, row.parameters, 100 - row.top1_error)
        for row in published()
        if row.data == "ImageNet" and row.protocol == PROTOCOL and row.top1_error is not None
    ]


def _name(row):
    """Name a network, with the options that are not its default."""
    from cnncourse import models
    from cnncourse.models.building import arguments

    usual = arguments(models.find(row.model))
    unusual = [f"{name}={value}" for name, value in row.options.items() if value != usual[name]]
    return ", ".join([row.model, *unusual])
