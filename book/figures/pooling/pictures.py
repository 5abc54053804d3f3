"""The static figures of chapter "Pooling"; every number in them is computed by cnncourse.

python -m book.figures.pooling.pictures
"""

from __future__ import annotations

import numpy as np

from book.figures.draw import arrow, canvas, save, table, window, write
from cnncourse.checks.pooling.cases import SIXTEEN
from cnncourse.drawing.colours import BLUE, GREEN, ORANGE, PURPLE
from cnncourse.layers import (
    avg_pool2d_forward,
    conv1d_forward,
    max_pool2d_backward,
    max_pool2d_forward,
    max_pool2d_indices,
)

CORNERS = {(0, 0): ORANGE, (0, 1): BLUE, (1, 0): PURPLE, (1, 1): GREEN}


def windows():
    """Sixteen numbers, four windows, their maxima and their means."""
    figure, axes = canvas(14.2, 5.6, inch=0.31)
    table(axes, SIXTEEN[0, 0], 0.4, 1.1)
    for (i, j), colour in CORNERS.items():
        window(axes, 0.46 + 2 * j, 1.16 + 2 * i, 1.88, 1.88, colour)
    write(axes, 2.4, 0.5, "x")
    arrow(axes, (4.8, 3.1), (5.9, 3.1))
    for name, forward, left in (
        ("largest", max_pool2d_forward, 6.3),
        ("mean", avg_pool2d_forward, 10.6),
    ):
        out, _ = forward(SIXTEEN, kernel_size=2)
        write(axes, left + 1.6, 0.95, name)
        for (i, j), colour in CORNERS.items():
            x, y = left + 1.6 * j, 1.5 + 1.6 * i
            window(axes, x + 0.06, y + 0.06, 1.48, 1.48, colour)
            write(axes, x + 0.8, y + 0.8, f"{out[0, 0, i, j]:g}")
    save(figure, "pooling/windows.svg")


def spot(place):
    """A row of ten pixels with a single lit one."""
    return np.where(np.arange(10) == place, 4.0, 0.0)


def every_other(row):
    return row[::2]


def largest(size):
    """Max pooling of a row with stride 2."""

    def pool(row):
        x = row[None, None, None]
        return max_pool2d_forward(x, kernel_size=(1, size), stride=(1, 2))[0].ravel()

    return pool


def blurred(row):
    """Weights 1/4, 1/2, 1/4, and then every other output."""
    weights = np.array([[[0.25, 0.5, 0.25]]])
    return conv1d_forward(row[None, None], weights, None, stride=2, padding=1)[0].ravel()


def shift():
    """A lit pixel moves through a row, by four ways of keeping half of the outputs."""
    figure, axes = canvas(14.2, 12.6, inch=0.31)
    ways = [
        ("every other pixel", every_other),
        ("largest of two", largest(2)),
        ("largest of three", largest(3)),
        ("blur, then every other", blurred),
    ]
    for number, (name, act) in enumerate(ways):
        left, top = 1.6 + 7.1 * (number % 2), 1.5 + 6.1 * (number // 2)
        write(axes, left + 2.5, top - 0.6, name)
        table(axes, [act(spot(3 + step)) for step in range(4)], left, top)
        for step in range(4 if number % 2 == 0 else 0):
            write(axes, left - 0.25, top + step + 0.5, f"+{step}", align="right")
    save(figure, "pooling/shift.svg")


def live():
    """What stands in the place of the live figure where it cannot run."""
    out, cache = max_pool2d_forward(SIXTEEN, kernel_size=3, stride=1)
    dout = np.arange(1.0, 5).reshape(out.shape)
    winner = np.unique(max_pool2d_indices(cache))
    row, column = divmod(int(winner[0]), 4)
    figure, axes = canvas(13, 11.2, inch=0.33)
    for top, wide, narrow, names in (
        (1.1, SIXTEEN, out, ("x", "out")),
        (6.7, max_pool2d_backward(dout, cache), dout, ("dx", "dout")),
    ):
        table(axes, wide[0, 0], 1, top)
        table(axes, narrow[0, 0], 8.6, top + 1)
        write(axes, 3, top - 0.6, names[0])
        write(axes, 9.6, top + 0.4, names[1])
        ends = (5.6, top + 2), (8, top + 2)
        arrow(axes, *(ends if names[0] == "x" else reversed(ends)))
        window(axes, 1.06 + column, top + 0.06 + row, 0.88, 0.88)
    save(figure, "pooling/live.svg")


if __name__ == "__main__":
    for draw in (windows, shift, live):
        draw()
