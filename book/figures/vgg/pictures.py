"""The static figures of the chapter on VGG.

The layers and their costs are those of `cnncourse.models`.

python -m book.figures.vgg.pictures
"""

from __future__ import annotations

from book.figures.draw import canvas, cell, save, write
from cnncourse import blueprint, models
from cnncourse.drawing.colours import KIND, PURPLE, TEAL

COLUMNS = {
    "A": "vgg11",
    "A-LRN": "vgg11_lrn",
    "B": "vgg13",
    "C": "vgg16_c",
    "D": "vgg16",
    "E": "vgg19",
}
COLOURS = {
    "3 × 3": KIND["convolution"],
    "1 × 1": TEAL,
    "LRN": PURPLE,
    "pooling": KIND["pooling"],
    "dense": KIND["dense"],
}
WIDEST = 512  # channels
STAGES = (64, 128, 256, 512, 512)


def layers_of(model):
    """List the drawn layers of a model, stage by stage, then the dense ones.

    Returns
    -------
    list of list of (str, int)
        Kind, a key of `COLOURS`, and channels. Every stage ends with its pooling.
    """
    stages = [[]]
    for row in blueprint.summarize(models.find(model)(blueprint), (3, 224, 224)).layers:
        name = type(row.layer).__name__
        channels = row.output_shape[0]
        if name == "Conv2d":
            size = row.layer.kernel_size[0]
            stages[-1].append((f"{size} × {size}", channels))
        elif name == "LocalResponseNorm":
            stages[-1].append(("LRN", channels))
        elif name == "MaxPool2d":
            stages[-1].append(("pooling", channels))
            stages.append([])
        elif name == "Linear":
            stages[-1].append(("dense", min(channels, WIDEST)))
    return stages


def columns():
    """The six columns side by side; the width of a layer shows its channels."""
    drawn = {name: layers_of(model) for name, model in COLUMNS.items()}
    deepest = [max(map(len, stage)) for stage in zip(*drawn.values(), strict=True)]
    width, left, layer, gap = 2.0, 1.5, 0.42, 0.42
    bottom = 1.4 + sum(deepest) * layer + len(deepest) * gap
    figure, axes = canvas(left + len(drawn) * width + 0.1, bottom + 2.6, inch=0.33)
    write(axes, left - 0.2, 0.6, "maps", align="right")
    for place, (name, stages) in enumerate(drawn.items()):
        x, y = left + place * width, 1.4
        write(axes, x + width / 2, 0.6, name, weight="bold")
        for number, (stage, most) in enumerate(zip(stages, deepest, strict=True)):
            if place == 0:
                side = f"{224 >> number}²" if number < len(STAGES) else "1"
                write(axes, left - 0.2, y + most * layer / 2, side, align="right")
            for step, (kind, channels) in enumerate(stage):
                last = kind == "pooling"
                at = y + (most - 1 if last else step) * layer
                wide = channels / WIDEST * (width - 0.25)
                cell(
                    axes,
                    x + (width - wide) / 2,
                    at,
                    COLOURS[kind],
                    0.6,
                    width=wide,
                    height=layer if not last else layer / 2,
                )
            y += most * layer + gap
        weighted = sum(kind not in ("LRN", "pooling") for stage in stages for kind, _ in stage)
        write(axes, x + width / 2, bottom + 0.15, str(weighted))
    write(axes, left - 0.2, bottom + 0.15, "layers", align="right")
    x, y = 1.6, bottom + 1.6
    for kind, colour in COLOURS.items():
        cell(axes, x, y - 0.25, colour, 0.6, width=0.5, height=0.5)
        write(axes, x + 0.7, y, kind, align="left")
        x += 1.2 + 0.25 * len(kind)
    save(figure, "vgg/columns.svg")


if __name__ == "__main__":
    columns()
