"""The static figures of the chapter on convolution as a matrix product.

The numbers are computed by cnncourse, and the times are read from `book/measured`.

python benchmarks/blocks.py --json book/measured/matrix_products/blocks.json
python -m book.figures.matrix_products.pictures
"""

from __future__ import annotations

import json

import matplotlib.pyplot as plt
import numpy as np

from book.figures.draw import MEASURED, arrow, canvas, cell, save, window, write
from book.figures.speed.pictures import machine
from book.figures.tables import table
from cnncourse.checks.fast_convolution.cases import PAPER_FILTERS, PAPER_IMAGE
from cnncourse.drawing.colours import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from cnncourse.exercises.fast_convolution import conv2d_by_matrix, im2col

CHANNELS = (BLUE, GREEN, PURPLE)
FOLDER = "matrix_products"
NUMBERS = MEASURED / FOLDER / "blocks.json"


def _number(axes, x, y, value, colour, alpha, ink=INK):
    cell(axes, x, y, colour, alpha)
    write(axes, x + 0.5, y + 0.5, f"{value:g}".replace("-", "\u2212"), color=ink)


def columns():
    """An image of three channels, one window in it, and the window as a column."""
    figure, axes = canvas(12.2, 16.2, inch=0.38)
    cols = im2col(PAPER_IMAGE, 2, stride=2)[0]
    for c in range(3):
        top = 1.4 + 5.0 * c
        write(axes, 2.6, top - 0.5, f"channel {c}")
        for i, j in np.ndindex(4, 4):
            inside = i < 2 <= j
            _number(axes, 0.6 + j, top + i, PAPER_IMAGE[0, c, i, j], CHANNELS[c], 0.5 * inside)
        window(axes, 2.6, top, 2, 2)
        arrow(axes, (4.8, top + 1), (7.2, 4.4 + 4 * c))
    write(axes, 9.6, 1.9, "windows as columns")
    for row, place in np.ndindex(12, 4):
        chosen = place == 1
        colour = CHANNELS[row // 4]
        _number(axes, 7.6 + place, 2.4 + row, cols[row, place], colour, 0.5 if chosen else 0.0)
    window(axes, 8.6, 2.4, 1, 12)
    save(figure, f"{FOLDER}/columns.svg")


def product():
    """Filters times columns: each output is a row times a column."""
    figure, axes = canvas(18.0, 17.4, inch=0.262)
    out, (cols, *_) = conv2d_by_matrix(PAPER_IMAGE, PAPER_FILTERS, None, stride=2)
    rows = PAPER_FILTERS.reshape(2, 12)
    for row, place in np.ndindex(12, 4):
        alpha = 0.5 if place == 1 else 0.15
        _number(axes, 13.6 + place, 1.2 + row, cols[0, row, place], CHANNELS[row // 4], alpha)
    for f, column in np.ndindex(2, 12):
        alpha = 0.5 if f == 0 else 0.15
        ink = INK if rows[f, column] else GREY
        _number(axes, 0.6 + column, 14.4 + f, rows[f, column], CHANNELS[column // 4], alpha, ink)
    for f, place in np.ndindex(2, 4):
        chosen = (f, place) == (0, 1)
        _number(axes, 13.6 + place, 14.4 + f, out.reshape(2, 4)[f, place], ORANGE, 0.5 * chosen)
    window(axes, 14.6, 1.2, 1, 12)
    window(axes, 0.6, 14.4, 12, 1)
    window(axes, 14.6, 14.4, 1, 1)
    write(axes, 6.6, 13.7, "filters, 2 × 12")
    write(axes, 15.6, 0.5, "columns, 12 × 4")
    write(axes, 15.6, 17.0, "outputs, 2 × 4")
    save(figure, f"{FOLDER}/product.svg")


def memory():
    """Where the numbers of the first window lie in memory, in two layouts."""
    figure, axes = canvas(17.2, 10.6, inch=0.272)
    first = set(im2col(PAPER_IMAGE, 2)[0, :, 0].astype(int).tolist())
    layouts = {"channels first": (0, 1, 2), "channels last": (1, 2, 0)}
    for step, (name, axis_order) in enumerate(layouts.items()):
        top = 1.3 + 5.0 * step
        numbers = PAPER_IMAGE[0].transpose(axis_order).ravel().astype(int)
        write(axes, 0.6, top - 0.5, name, align="left", weight="bold")
        for place, number in enumerate(numbers.tolist()):
            y, x = divmod(place, 16)
            colour = CHANNELS[number // 16]
            inside = number in first
            ink = INK if inside else GREY
            _number(axes, 0.6 + x, top + y, number, colour, 0.55 if inside else 0.0, ink)
    save(figure, f"{FOLDER}/memory.svg")


def blocks():
    """Time over the bare product, by the number of images whose columns are written at a time."""
    found = json.loads(NUMBERS.read_text(encoding="utf-8"))["blocks"]
    figure, axes = plt.subplots(figsize=(4.4, 3.5))
    images = [int(n) for n in found]
    for name, colour, marker in (("fresh", ORANGE, "o"), ("reused", BLUE, "s")):
        values = [one[name] for one in found.values()]
        axes.plot(images, values, color=colour, marker=marker, label=f"{name} memory")
    axes.axhline(1, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.text(images[0], 1.02, "the product alone", size=11, va="bottom")
    axes.set_xscale("log", base=2)
    axes.set_xticks(images, [f"{n}" for n in images])
    axes.set(ylim=(0.85, None), xlabel="images at a time", ylabel="time over the bare product")
    axes.legend(loc="upper left", fontsize=11)
    save(figure, f"{FOLDER}/blocks.svg")


def ways():
    """Write the table of all ways to compute one layer, slowest first."""
    report = json.loads(NUMBERS.read_text(encoding="utf-8"))
    found, some = report["ways"], report["blocks"]
    rows = [
        ("seven loops in Python", found["seven loops"]),
        ("a product for each window", found["one product for each window"]),
        ("im2col, all images at once", some[str(report["batch"])]["fresh"]),
        ("MEC, `layers.conv.direct`", found["MEC"]),
        ("im2col, image by image", some["1"]["fresh"]),
        ("the bare product", 1.0),
        ("torch", found["torch"]),
        ("Winograd, `conv2d_forward`", found["Winograd"]),
    ]
    title = (
        "Time over that of the bare product: 64 images of 28 × 28, 64 channels, 3 × 3, forward, "
        f"one thread. ({machine(report)}.)"
    )
    cells = [[name, f"{ratio:,.0f}" if ratio > 100 else f"{ratio:.2f}"] for name, ratio in rows]
    return table(title, "tab-ways", ["way", "time"], cells)


if __name__ == "__main__":
    for draw in (columns, product, memory, blocks):
        draw()
    (MEASURED / FOLDER / "ways.md").write_text(ways(), encoding="utf-8")
