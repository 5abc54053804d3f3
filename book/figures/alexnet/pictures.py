"""The static figures of the chapter on AlexNet.

The layers and their costs are those of `cnncourse.models`.

python -m book.figures.alexnet.pictures
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter
from sklearn.datasets import load_sample_image

from book.figures.draw import arrow, canvas, cell, save, write
from cnncourse import blueprint, models
from cnncourse.augment.changes import lighting
from cnncourse.augment.pieces import principal_axes
from cnncourse.drawing.colours import INK, KIND, PURPLE

COLOURS = {
    "convolution": KIND["convolution"],
    "LRN": PURPLE,
    "pooling": KIND["pooling"],
    "dense": KIND["dense"],
}
KINDS = {
    "Conv2d": "convolution",
    "LocalResponseNorm": "LRN",
    "MaxPool2d": "pooling",
    "Linear": "dense",
}
ROLES = "convolution LRN pooling convolution LRN pooling".split()
ROLES += "convolution convolution convolution pooling dense dense dense".split()
HALVES = (48, 128, 192, 192, 128, 2048, 2048)  # channels on one card, layer by layer
JOINED = (3, 6, 7)  # layers that read both cards
QUANTITIES = {
    "memory": "activation_bytes",
    "parameters": "parameters",
    "multiply-adds": "multiply_adds",
}


def drawn_layers(model, image_shape):
    """List the layers of a model that are drawn.

    Returns
    -------
    list of (str, str, str)
        Kind, a key of `COLOURS`; kernel, empty for dense layers and LRN; output shape.
    """
    found = []
    for row in blueprint.summarize(models.find(model)(blueprint), image_shape).layers:
        kind = KINDS.get(type(row.layer).__name__)
        if kind is None:
            continue
        kernel = ""
        if kind in ("convolution", "pooling"):
            size = row.layer.kernel_size
            size = size[0] if isinstance(size, tuple) else size
            kernel = f"{size} × {size}"
        found.append((kind, kernel, " × ".join(map(str, row.output_shape))))
    return found


def aligned(layers):
    """Put every layer into the next row of `ROLES` that is of its kind.

    Returns
    -------
    dict of int to (str, str, str)
        A layer for each row that is filled.
    """
    rows, at = {}, 0
    for layer in layers:
        at = ROLES.index(layer[0], at)
        rows[at] = layer
        at += 1
    return rows


def beside():
    """LeNet-5 and AlexNet, row by row."""
    nets = {
        "LeNet-5": (drawn_layers("lenet5", (1, 32, 32)), "1 × 32 × 32"),
        "AlexNet": (drawn_layers("alexnet", (3, 227, 227)), "3 × 227 × 227"),
    }
    figure, axes = canvas(13.6, 16.0, inch=0.33)
    places = {"LeNet-5": (0.2, 6.1), "AlexNet": (6.7, 6.7)}
    for name, (layers, image) in nets.items():
        x, width = places[name]
        write(axes, x + width / 2, 0.5, name, weight="bold")
        cell(axes, x, 1.0, KIND["image"], 0.35, width=width, height=0.85)
        write(axes, x + width - 0.25, 1.43, image, align="right")
        write(axes, x + 0.25, 1.43, "image", align="left")
        rows = aligned(layers)
        for row in range(len(ROLES)):
            y = 2.05 + row
            if row not in rows:
                write(axes, x + width / 2, y + 0.43, "–")
                continue
            kind, kernel, shape = rows[row]
            cell(axes, x, y, COLOURS[kind], 0.5, width=width, height=0.85)
            write(axes, x + 0.25, y + 0.43, kernel, align="left")
            write(axes, x + width - 0.25, y + 0.43, shape, align="right")
    x = 0.3
    for kind, colour in COLOURS.items():
        cell(axes, x, 15.25, colour, 0.5, width=0.5, height=0.5)
        write(axes, x + 0.7, 15.5, kind, align="left")
        x += 1.4 + 0.27 * len(kind)
    save(figure, "alexnet/beside.svg")


def groups():
    """The two halves of the network, and where they see each other."""
    figure, axes = canvas(13.6, 6.1, inch=0.33)
    wide, high, step, left = 1.32, 1.0, 1.72, 0.3
    lanes = {"card 1": 1.5, "card 2": 3.9}
    for layer in range(1, 9):
        x = left + (layer - 1) * step
        write(axes, x + wide / 2 - 0.12, 0.6, str(layer), weight="bold")
        colour = COLOURS["convolution" if layer < 6 else "dense"]
        if layer == 8:
            cell(axes, x, lanes["card 1"], colour, 0.5, width=wide - 0.1, height=3.4)
            write(axes, x + wide / 2, 3.2, "1000")
        else:
            for y in lanes.values():
                cell(axes, x, y, colour, 0.5, width=wide - 0.25, height=high)
                write(axes, x + wide / 2 - 0.12, y + high / 2, str(HALVES[layer - 1]))
        if layer == 1:
            continue
        for start in lanes.values():
            for end in lanes.values():
                if start == end or layer in JOINED:
                    before = x - step + wide - 0.25
                    arrow(axes, (before, start + high / 2), (x, end + high / 2), INK)
    for name, y in lanes.items():
        write(axes, left, y + high + 0.45, name, align="left")
    save(figure, "alexnet/groups.svg")


def costs():
    """Add up memory, parameters and multiply-adds of the eight layers with weights.

    Returns
    -------
    dict of str to ndarray of shape (8,)
        Shares; those of ReLU, LRN, pooling and dropout belong to the layer before them.
    """
    found = {name: [] for name in QUANTITIES}
    for row in blueprint.summarize(models.alexnet(blueprint), (3, 227, 227)).layers:
        for name, quantity in QUANTITIES.items():
            if KINDS.get(type(row.layer).__name__) in ("convolution", "dense"):
                found[name].append(0)
            found[name][-1] += getattr(row, quantity)
    return {name: np.array(values) / sum(values) for name, values in found.items()}


def shares():
    """Where memory, parameters and work are: the share of every layer."""
    figure, panels = plt.subplots(3, 1, figsize=(4.5, 4.9), sharex=True, sharey=True)
    kinds = ["convolution"] * 5 + ["dense"] * 3
    for axes, (name, values) in zip(panels, costs().items(), strict=True):
        axes.bar(range(1, 9), 100 * values, color=[COLOURS[kind] for kind in kinds], width=0.8)
        for layer, value in enumerate(values, 1):
            written = f"{100 * value:.0f}" if value >= 0.005 else "<1"
            axes.text(layer, 100 * value + 2, written, ha="center", size=11)
        axes.set_title(name, loc="left")
        axes.set(ylim=(0, 72), yticks=[0, 30, 60])
        axes.yaxis.set_major_formatter(PercentFormatter(decimals=0))
    panels[-1].set_xticks(range(1, 9), [*(f"C{n}" for n in range(1, 6)), "D6", "D7", "D8"])
    save(figure, "alexnet/shares.svg")


def colours():
    """Find the principal axes of a photograph's colours.

    Returns
    -------
    images : ndarray of shape (1, 3, H, W)
        The photograph, normalized.
    directions : ndarray of shape (3, 3)
        An axis per column, times its eigenvalue, the largest last; red grows along each.
    mean, std : ndarray of shape (1, 3, 1, 1)
        Of the photograph, whose pixels are from 0 to 1.
    """
    photo = load_sample_image("china.jpg")[::6, ::6].transpose(2, 0, 1)[None] / 255
    mean, std = photo.mean(axis=(2, 3), keepdims=True), photo.std(axis=(2, 3), keepdims=True)
    images = (photo - mean) / std
    directions = principal_axes(images)
    return images, directions * np.sign(directions[0]), mean, std


def light():
    """A photograph, shifted along the first two principal axes of its colours."""
    images, directions, mean, std = colours()
    figure, panels = plt.subplots(2, 3, figsize=(4.5, 2.7))
    for row, (axis, times) in enumerate(((2, 1), (1, 10))):
        for column, draw in enumerate((-0.3, 0, 0.3)):
            shift = times * draw * directions[:, axis]
            shown = lighting(images, shift[None]) * std + mean
            axes = panels[row, column]
            axes.imshow(shown[0].transpose(1, 2, 0).clip(0, 1))
            axes.axis("off")
            written = f"{times * draw:g}".replace("-", "\u2212")
            axes.set_title(written, size=11, weight="normal")
    save(figure, "alexnet/light.svg")


if __name__ == "__main__":
    beside()
    groups()
    shares()
    light()
