"""The static figures of chapter "LeNet-5"; every number in them is computed by cnncourse.

python -m book.figures.lenet.pictures
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from book.figures.draw import arrow, canvas, cell, save, window, write
from book.figures.lenet import pen, weights
from book.figures.lenet.digit import read_samples
from cnncourse import nn
from cnncourse.drawing.colours import BLUE, GREEN, GREY, INK, LINE, ORANGE, PAGE, PURPLE
from cnncourse.layers import connection_table, scaled_tanh_forward, softmax_forward
from cnncourse.models.parts.digit_pictures import digit_centres

GROUPS = [
    ("three neighbours", 6, BLUE),
    ("four", 6, ORANGE),
    ("pairs", 3, GREEN),
    ("all", 1, PURPLE),
]
SHOWN = [("C1", "relu1", 6), ("S2", "s2", 6), ("C3", "relu3", 8), ("S4", "s4", 8)]


def table():
    """Which maps of S2 each map of C3 sees."""
    figure, axes = canvas(14.2, 7.3, inch=0.31)
    seen, wide, left, top = connection_table(), 0.78, 1.5, 1.7
    write(axes, left + 8 * wide, 0.4, "map of C3")
    write(axes, 0.35, top + 3 * wide, "map of S2", rotation=90)
    start = 0
    for name, count, colour in GROUPS:
        for f in range(start, start + count):
            write(axes, left + (f + 0.5) * wide, top - 0.45, str(f), size=10.5)
            for c in range(6):
                place = (axes, left + f * wide, top + c * wide)
                strength = 0.75 if seen[c, f] else 0
                cell(*place, colour, strength, width=wide, height=wide)
        middle = left + (start + count / 2) * wide
        window(axes, left + start * wide, top, count * wide, 6 * wide, colour)
        write(axes, middle, top + 6 * wide + 0.5, name, size=10.5)
        start += count
    for c in range(6):
        write(axes, left - 0.45, top + (c + 0.5) * wide, str(c), size=10.5)
    save(figure, "lenet/table.svg")


def digits():
    """The ten drawings to which the outputs compare F6."""
    figure, axes = canvas(14.2, 8.4, inch=0.31)
    pixel = 0.26
    for digit, centre in enumerate(digit_centres().reshape(10, 12, 7)):
        x, y = 0.5 + 2.75 * (digit % 5), 0.3 + 4.1 * (digit // 5)
        colour = [int(BLUE[at : at + 2], 16) for at in (1, 3, 5)]
        image = np.zeros((12, 7, 4), np.uint8)
        image[centre > 0] = [*colour, 255]
        place = (x, x + 7 * pixel, y + 12 * pixel, y)
        axes.imshow(image, extent=place, interpolation="nearest", zorder=2)
        window(axes, x, y, 7 * pixel, 12 * pixel, LINE)
        write(axes, x + 3.5 * pixel, y + 12 * pixel + 0.5, str(digit))
    save(figure, "lenet/digits.svg")


def squashing():
    """The scaled tanh beside the plain one."""
    figure, axes = plt.subplots(figsize=(4.4, 2.7))
    z = np.linspace(-3, 3, 241)
    axes.plot(z, scaled_tanh_forward(z)[0], color=BLUE, linewidth=2.4)
    axes.plot(z, np.tanh(z), color=GREY, linewidth=1.6, linestyle="--")
    for at in (-1.0, 1.0):
        (value,) = scaled_tanh_forward(np.array([at]))[0]
        axes.plot([at, at, 0], [0, value, value], color=ORANGE, linewidth=1.4)
        axes.plot([at], [value], "o", color=ORANGE, markersize=6)
    axes.text(1.9, 1.62, "1.7159 tanh(2z/3)", size=11, color=INK, ha="right")
    axes.text(2.3, 0.72, "tanh z", size=11, color=INK, ha="center")
    axes.set(xlim=(-3, 3), ylim=(-1.9, 1.9), xticks=[-3, -2, -1, 0, 1, 2, 3])
    axes.set_yticks([-1, 0, 1])
    axes.set_xlabel("z")
    axes.grid(True)
    save(figure, "lenet/tanh.svg")


def live():
    """The live figure, still: a drawn 4 and the maps that it lights up."""
    figure, axes = canvas(14.2, 12.6, inch=0.31)
    net, mean, std = weights.network(nn)
    image = pen.picture(read_samples()["4"])
    maps, x = {}, (image[None, None] - mean) / std
    for name, layer in net.named_children():
        maps[name] = x = layer(x)
    write(axes, 0.1, 1.2, "input", align="left")
    lit(axes, image, 2.2, 0.2, 2.0)
    y = 2.6
    for title, name, across in SHOWN:
        channels = maps[name][0]
        size = 11.8 / across - 0.1 if name.startswith("relu") else 8.3 / across - 0.1
        rows = len(channels) // across
        write(axes, 0.1, y + rows * (size + 0.1) / 2, title, align="left")
        for k, channel in enumerate(channels):
            at = 2.2 + (k % across) * (size + 0.1), y + (k // across) * (size + 0.1)
            lit(axes, channel / channels.max(), *at, size)
        y += rows * (size + 0.1) + 0.25
    shares = softmax_forward(maps["output"])[0][0]
    best = int(shares.argmax())
    arrow(axes, (8.0, y + 0.1), (8.0, y + 0.7))
    write(axes, 8.0, y + 1.15, f"{best}, with {100 * np.floor(shares[best] * 1000) / 1000:.1f} %")
    save(figure, "lenet/live.svg")


def coloured(shares):
    """Give numbers from 0 to 1 the colours of the live figure: night, then orange, then white."""
    ramp = [PAGE[name][0] for name in ("night", "lit", "pixel-bright")]
    channels = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in ramp])
    return np.stack([np.interp(shares, [0, 0.5, 1], one) for one in channels.T], axis=-1)


def lit(axes, values, x, y, size):
    """Draw a map as the live figure does."""
    image = coloured(np.clip(values, 0, 1)).astype(np.uint8)
    axes.imshow(image, extent=(x, x + size, y + size, y), interpolation="nearest", zorder=2)


def main():
    for draw in (table, digits, squashing, live):
        draw()


if __name__ == "__main__":
    main()
