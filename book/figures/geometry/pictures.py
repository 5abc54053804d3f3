"""The static figures of chapter "Geometry"; every number in them is computed by cnncourse.

python -m book.figures.geometry.pictures
"""

from __future__ import annotations

from book.figures.draw import canvas, cell, save, write
from cnncourse.drawing.colours import GREY, INK, ORANGE, RED
from cnncourse.exercises.geometry import same_padding
from cnncourse.layers import output_size


def strip(axes, y, size, S, P, D):
    """Draw an axis of pixels with a kernel of three at every place where it fits.

    Returns
    -------
    int
        How many places there are.
    """
    count = output_size(size, 3, stride=S, padding=P, dilation=D)
    left = 2.6
    reach = (count - 1) * S + 2 * D + 1  # first position that no window reaches
    for k in range(size + 2 * P):
        zero, dropped = k < P or k >= size + P, k >= reach
        cell(axes, left + k, y, RED if dropped else GREY, 0.0 if zero else 0.3)
        if not zero:
            write(axes, left + k + 0.5, y + 0.5, f"{k - P}", color=RED if dropped else INK)
        if dropped:
            write(axes, left + k + 1.2, y + 0.5, "dropped", align="left", color=RED)
    for i in range(count):
        row = y + 1.2 + 0.22 * i
        places = [left + i * S + u * D + 0.5 for u in range(3)]
        axes.plot([places[0], places[-1]], [row, row], color=ORANGE, linewidth=1.2)
        axes.plot(places, [row] * 3, "o", color=ORANGE, markersize=4)
    return count


def sizes():
    """Windows along one axis: stride, dropped pixels, padding, dilation."""
    figure, axes = canvas(14.2, 13.6, inch=0.31)
    y = 0.2
    for S, P, D in [(1, 0, 1), (3, 0, 1), (2, 1, 1), (1, 0, 2)]:
        write(axes, 0.2, y + 0.4, f"stride {S}, padding {P}, dilation {D}", align="left")
        count = strip(axes, y + 0.95, 7, S, P, D)
        write(axes, 14, y + 0.4, f"OH = {count}", align="right", weight="bold")
        y += 2.5 + 0.22 * count
    save(figure, "geometry/sizes.svg")


def paddings():
    """Valid, same and full padding of five pixels."""
    assert same_padding(5, 3) == (1, 1)
    figure, axes = canvas(14.2, 10.9, inch=0.31)
    y = 0.2
    for name, P in [("valid", 0), ("same", 1), ("full", 2)]:
        write(axes, 0.2, y + 0.4, f"{name}: P = {P}", align="left")
        count = strip(axes, y + 0.95, 5, 1, P, 1)
        write(axes, 14, y + 0.4, f"OH = {count}", align="right", weight="bold")
        y += 2.45 + 0.22 * count
    save(figure, "geometry/paddings.svg")


if __name__ == "__main__":
    for draw in (sizes, paddings):
        draw()
