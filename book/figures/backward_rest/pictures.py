"""The static figures of chapter "Backpropagation through the rest".

Every number in them is computed by cnncourse.

python -m book.figures.backward_rest.pictures
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from book.figures.draw import arrow, canvas, cell, save, table, window, write
from cnncourse.drawing.colours import BLUE, GREEN, GREY, LINE, ORANGE, PURPLE
from cnncourse.layers import (
    avg_pool2d_backward,
    avg_pool2d_forward,
    dropout_backward,
    local_response_norm_forward,
    max_pool2d_backward,
    max_pool2d_forward,
)

IMAGE = np.array([[1.0, 2, 3], [4, 9, 5], [6, 7, 8]])
DOUT = np.array([[1.0, 2], [3, 4]])
MASK = np.array([2.0, 0, 2, 2, 0, 2])  # one half dropped, the others doubled
CHANNELS = np.array([1.0, 1, 2])
CHANNELS_DOUT = np.array([4.0, 8, 0])
CORNERS = {(0, 0): ORANGE, (0, 1): BLUE, (1, 0): PURPLE, (1, 1): GREEN}
FOLDER = "backward_rest"


def windows(axes, x, y):
    """Outline the four windows of two by two, each a little inside the one before."""
    for number, ((i, j), colour) in enumerate(CORNERS.items()):
        inset = 0.06 + 0.07 * number
        window(axes, x + j + inset, y + i + inset, 2 - 2 * inset, 2 - 2 * inset, colour)


def coloured(axes, values, x, y):
    """Draw the four gradients, each in the colour of its window."""
    for (i, j), colour in CORNERS.items():
        cell(axes, x + j, y + i, colour, 0.3)
        write(axes, x + j + 0.5, y + i + 0.5, f"{values[i, j]:g}")


def maximum():
    """Four windows that share their largest pixel, and a question."""
    out, cache = max_pool2d_forward(IMAGE[None, None], kernel_size=2, stride=1)
    dimage = max_pool2d_backward(DOUT[None, None], cache)[0, 0]
    asked = np.where(dimage > 0, np.nan, 0)
    figure, axes = canvas(10.6, 9.1, inch=0.36)
    for y, names, wide, narrow in (
        (0.9, ("x", "out"), IMAGE, out[0, 0]),
        (5.6, ("dx", "dout"), asked, DOUT),
    ):
        write(axes, 2.7, y - 0.4, names[0])
        write(axes, 8.4, y + 0.1, names[1])
        table(axes, wide, 1.2, y, colour=GREY, missing="?")
        coloured(axes, narrow, 7.4, y + 0.5)
    windows(axes, 1.2, 0.9)
    window(axes, 2.26, 6.66, 0.88, 0.88)
    arrow(axes, (4.8, 2.4), (6.8, 2.4))
    arrow(axes, (6.8, 7.1), (4.8, 7.1))
    save(figure, f"{FOLDER}/maximum.svg")


def average():
    """The shares of four overlapping windows, and their sum."""
    dout = np.full((2, 2), 4.0)
    _, cache = avg_pool2d_forward(IMAGE[None, None], kernel_size=2, stride=1)
    figure, axes = canvas(11.6, 13.6, inch=0.34)
    for (i, j), colour in CORNERS.items():
        one = np.zeros((2, 2))
        one[i, j] = dout[i, j]
        share = avg_pool2d_backward(one[None, None], cache)[0, 0]
        x, y = 1.3 + 5.4 * j, 0.9 + 4.4 * i
        table(axes, np.where(share > 0, share, np.nan), x, y, colour=colour)
        window(axes, x + j + 0.06, y + i + 0.06, 1.88, 1.88, colour)
        if (i, j) != (0, 0):
            write(axes, x - (1.2 if j else 0.7), y + 1.5, "+", size=15)
    write(axes, 3.4, 11.6, "= dx:", size=12)
    table(axes, avg_pool2d_backward(dout[None, None], cache)[0, 0], 4.3, 10.1, colour=GREY)
    save(figure, f"{FOLDER}/average.svg")


def silenced():
    """Six numbers through the same mask, forward and backward."""
    x = np.arange(1.0, 7)
    dx = dropout_backward(np.ones(6), (MASK,))
    figure, axes = canvas(10.4, 8.6, inch=0.36)
    rows = (
        (0.4, "x", x, GREY),
        (1.8, "mask", MASK, ORANGE),
        (3.2, "out", x * MASK, BLUE),
        (5.8, "dout", np.ones(6), GREY),
        (7.2, "dx", dx, BLUE),
    )
    for y, name, values, colour in rows:
        write(axes, 2.4, y + 0.5, name, align="right")
        for place, value in enumerate(values):
            on = MASK[place] > 0
            cell(axes, 3 + place, y, colour, 0.3 if on else 0.0)
            faint = {} if on or name in ("x", "dout") else {"color": GREY}
            write(axes, 3.5 + place, y + 0.5, f"{value:g}", **faint)
    write(axes, 6, 5.0, "the same mask on the way back")
    save(figure, f"{FOLDER}/silenced.svg")


def column(axes, x, name, values, colour):
    """Draw one number for each channel, from top to bottom."""
    write(axes, x + 0.6, 0.6, name)
    for c, value in enumerate(values):
        cell(axes, x, 1.5 + 2.2 * c, colour, 0.25, width=1.2, height=1.2)
        written = str(Fraction(float(value)).limit_denominator(99)).replace("-", "\u2212")
        write(axes, x + 0.6, 2.1 + 2.2 * c, written)


def neighbours():
    """Three channels at one pixel, the windows that divide them, and a path between channels."""
    x = CHANNELS[None, :, None, None]
    options = {"size": 3, "alpha": 3.0, "beta": 1.0, "k": 2.0}
    out, _ = local_response_norm_forward(x, **options)
    figure, axes = canvas(12.2, 8.0, inch=0.34)
    for name, left, values, colour in (
        ("x", 2.0, CHANNELS, GREY),
        ("a", 5.6, CHANNELS / out.ravel(), ORANGE),
        ("out", 8.2, out.ravel(), BLUE),
        ("dout", 10.6, CHANNELS_DOUT, GREY),
    ):
        column(axes, left, name, values, colour)
    for c, f in np.ndindex(3, 3):
        write(axes, 1.7, 2.1 + 2.2 * c, f"{c}", align="right", color=GREY)
        if abs(c - f) <= 1:
            told = (c, f) == (2, 1)
            ends = [3.2, 5.6], [2.1 + 2.2 * c, 2.1 + 2.2 * f]
            axes.plot(*ends, color=ORANGE if told else LINE, linewidth=2.4 if told else 1)
    for c in range(3):
        axes.plot([6.8, 8.2], [2.1 + 2.2 * c] * 2, color=ORANGE if c == 1 else LINE, linewidth=1)
    axes.plot([6.8, 8.2], [4.3, 4.3], color=ORANGE, linewidth=2.4)
    write(axes, 0.9, 0.6, "channel", color=GREY)
    save(figure, f"{FOLDER}/neighbours.svg")


if __name__ == "__main__":
    for draw in (maximum, average, silenced, neighbours):
        draw()
