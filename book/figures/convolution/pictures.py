"""The static figures of chapter "Convolution"; every number in them is computed by cnncourse.

python -m book.figures.convolution.pictures
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from book.figures.draw import arrow, canvas, cell, pixels, save, table, window, write
from cnncourse.drawing.colours import BLUE, CARD, GREEN, GREY, INK, LINE, ORANGE, PURPLE, RED
from cnncourse.layers.conv.loops import conv2d_forward, cross_correlate2d, pad2d

COUNT, KERNEL = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)


def sliding():
    """Four steps of a 2 by 2 window over a 3 by 3 image."""
    figure, axes = canvas(14.6, 12.4, inch=0.3)
    out = cross_correlate2d(COUNT, KERNEL)
    table(axes, KERNEL, 6.3, 1.0, negative=BLUE)
    write(axes, 7.3, 0.5, "kernel")
    filled = np.full((2, 2), np.nan)
    for step, (i, j) in enumerate(np.ndindex(2, 2)):
        x, y = 0.5 + 7.6 * j, 4.6 + 4.2 * i
        filled[i, j] = out[i, j]
        pixels(axes, COUNT, x, y)
        window(axes, x + j, y + i, 2, 2)
        arrow(axes, (x + 3.15, y + 1.5), (x + 3.85, y + 1.5))
        table(axes, filled, x + 4, y + 0.5, colour=BLUE)
        window(axes, x + 4 + j, y + 0.5 + i, 1, 1)
        if step == 0:
            write(axes, x + 1.5, y - 0.5, "image")
            write(axes, x + 5, y - 0.5, "output")
    save(figure, "convolution/sliding.svg")


def step():
    """The vertical edge kernel on the step image."""
    image = np.where(np.arange(6) < 3, 10.0, 0.0) * np.ones((6, 1))
    kernel = np.array([[1.0, 0, -1]] * 3)
    figure, axes = canvas(16.2, 7.6, inch=0.28)
    pixels(axes, image, 0.3, 1.2)
    window(axes, 1.3, 2.2, 3, 3)
    write(axes, 6.95, 4.2, "⋆", size=24)
    table(axes, kernel, 7.6, 2.7)
    write(axes, 11.2, 4.2, "=", size=15)
    table(axes, cross_correlate2d(image, kernel), 11.8, 2.2)
    window(axes, 12.8, 3.2, 1, 1)  # out[1, 1], the sum in the text
    for x, text in [(3.3, "image"), (9.1, "kernel"), (13.8, "output")]:
        write(axes, x, 0.6, text)
    save(figure, "convolution/step.svg")


def flip():
    """Cross-correlation and convolution of the same two signals, at one position."""
    x, w, t = np.array([2.0, 1, 0, 3, 1]), np.array([1.0, 2, 0]), 1
    figure, axes = canvas(13.4, 9.8, inch=0.32)
    for y, name, kernel in [(0.9, "cross-correlation", w), (5.9, "convolution", w[::-1])]:
        write(axes, 0.4, y - 0.4, name, align="left", weight="bold")
        write(axes, 1.8, y + 0.5, "$x$", align="right")
        pixels(axes, x[None], 2.2, y)
        window(axes, 2.2 + t, y, 3, 1)
        write(axes, 1.8, y + 2.1, "$w$", align="right")
        table(axes, kernel[None], 2.2 + t, y + 1.6)
        terms = x[t : t + 3] * kernel
        for k in range(3):
            arrow(axes, (2.7 + t + k, y + 1.05), (2.7 + t + k, y + 1.55), colour=ORANGE)
        written = " + ".join(f"{a:g}·{b:g}" for a, b in zip(x[t : t + 3], kernel, strict=True))
        write(axes, 2.2 + t + 1.5, y + 3.2, f"{written} = {terms.sum():g}")
    write(axes, 6.6, 2.95 + 0.05, "as it is", align="left", color=BLUE)
    write(axes, 6.6, 7.95 + 0.05, "flipped: last weight first", align="left", color=BLUE)
    save(figure, "convolution/flip.svg")


def channels():
    """Three input channels, two filters of three planes each, two output channels."""
    figure, axes = canvas(15, 11.2, inch=0.3)

    def planes(x, y, colours, size, names=None):
        for k, colour in enumerate(colours):
            shift = 0.55 * k
            cell(axes, x + shift, y + shift, CARD, 1.0, width=size, height=size, line=colour)
            cell(axes, x + shift, y + shift, colour, 0.4, width=size, height=size, line=colour)

    rgb = [RED, GREEN, BLUE]
    planes(0.4, 3.2, rgb, 3.6)
    write(axes, 2.8, 2.4, "x")
    write(axes, 2.8, 8.6, "C_in = 3 channels")
    write(axes, 2.8, 9.4, "H × W")
    for row, colour in [(2.0, ORANGE), (6.6, PURPLE)]:
        planes(7.1, row, rgb, 1.3)
        arrow(axes, (5.4, 5.0), (6.9, row + 1.2))
        arrow(axes, (9.7, row + 1.2), (11.1, row + 1.2 + (0.35 if row < 4 else -0.35)))
        middle = row + (0.2 if row < 4 else -0.6)
        cell(axes, 11.3, middle, colour, 0.45, width=2.9, height=2.9, line=colour)
        write(axes, 8.3, row - 0.5, f"w[{int(row > 4)}]")
        write(axes, 12.75, middle + 1.45, f"out[:, {int(row > 4)}]", size=10.5)
    write(axes, 8.3, 9.7, "C_out = 2 filters", size=10.5)
    write(axes, 8.3, 10.5, "3 × KH × KW each", size=10.5)
    write(axes, 12.75, 9.7, "C_out = 2 maps", size=10.5)
    write(axes, 12.75, 10.5, "OH × OW", size=10.5)
    save(figure, "convolution/channels.svg")


def matrices():
    """Sixteen inputs and four outputs: a dense matrix, and the matrix of a kernel."""
    figure, axes = canvas(17, 12.8, inch=0.27)
    rng = np.random.default_rng(3)
    write(axes, 8.5, 0.6, "dense layer: 64 weights")
    for i, j in np.ndindex(4, 16):
        colour = (BLUE, ORANGE, GREEN, PURPLE, RED)[rng.integers(5)]
        cell(axes, 0.5 + j, 1.2 + i, colour, rng.uniform(0.1, 0.75))
    write(axes, 8.5, 6.9, "2 × 2 kernel, stride 2: 4 weights")
    colours = dict(zip(range(4), (BLUE, ORANGE, GREEN, PURPLE), strict=True))
    unit = np.eye(16).reshape(16, 4, 4)
    marked = [cross_correlate2d(pixel, KERNEL + 1)[::2, ::2].ravel() for pixel in unit]
    for i, j in np.ndindex(4, 16):
        weight = int(marked[j][i])
        cell(axes, 0.5 + j, 7.5 + i, colours.get(weight - 1, LINE), 0.6 if weight else 0)
        if weight:
            write(axes, 1.0 + j, 8.0 + i, f"{weight - 1}")
        else:
            write(axes, 1.0 + j, 8.0 + i, "·", color=GREY)
    for row in range(4):
        write(axes, 2.5 + 4 * row, 12.2, f"image row {row}")
        if row:
            axes.plot([0.5 + 4 * row] * 2, [7.5, 11.5], color=INK, linewidth=1.2)
    save(figure, "convolution/matrices.svg")


def live():
    """The still picture for readers without the live figure."""
    image = np.where(np.arange(6) < 3, 10.0, 0.0) * np.ones((6, 1))
    kernel = np.array([[1.0, 0, -1]] * 3)
    out, _ = conv2d_forward(image[None, None], kernel[None, None], None, stride=2, padding=1)
    figure, axes = canvas(17.2, 13.0, inch=0.27)
    padded = pad2d(image, 1)
    pixels(axes, padded, 0.3, 1.2)
    axes.add_patch(Rectangle((1.3, 2.2), 6, 6, fill=False, edgecolor=INK, linewidth=1.6))
    window(axes, 2.3, 3.2, 3, 3)
    write(axes, 8.95, 5.2, "⋆", size=24)
    table(axes, kernel, 9.6, 3.7)
    write(axes, 13.2, 5.2, "=", size=15)
    table(axes, out[0, 0], 13.8, 3.7)
    window(axes, 14.8, 4.7, 1, 1)
    for x, text in [(4.3, "image in zeros"), (11.1, "kernel"), (15.3, "output")]:
        write(axes, x, 0.6, text)
    line = " + ".join(
        f"{a:g}·{b:g}" if b >= 0 else f"{a:g}·(\u2212{-b:g})"
        for a, b in zip(padded[2, 2:5], kernel[0], strict=True)
    )
    write(axes, 8.6, 10.2, f"out[1, 1] = 3 × ({line}) = {out[0, 0, 1, 1]:g}")
    write(axes, 8.6, 11.4, "stride 2, padding 1:")
    write(axes, 8.6, 12.4, "the last row and column are never read")
    save(figure, "convolution/window.svg")


if __name__ == "__main__":
    for draw in (sliding, step, flip, channels, matrices, live):
        draw()
