"""The static figures of chapter "Connections"; every number in them is computed by cnncourse.

python -m book.figures.connections.pictures
"""

from __future__ import annotations

import numpy as np

from book.figures.draw import canvas, cell, save, write
from cnncourse.drawing.colours import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from cnncourse.exercises.geometry import grouped_matrix, toeplitz_matrix

WEIGHTS = (BLUE, ORANGE, GREEN, PURPLE)


def groups():
    """The matrix of a 1×1 convolution from four channels to four, for one, two and four groups."""
    figure, axes = canvas(15.2, 7.0, inch=0.3)
    for number, (G, name) in enumerate([(1, "G = 1"), (2, "G = 2"), (4, "G = 4")]):
        x, y = 0.8 + 5.0 * number, 1.4
        matrix = grouped_matrix(np.ones((4, 4 // G)), G)
        write(axes, x + 2, y - 0.6, name, weight="bold")
        for f, c in np.ndindex(4, 4):
            colour = WEIGHTS[f // (4 // G)] if G > 1 else BLUE
            cell(axes, x + c, y + f, colour, 0.55 if matrix[f, c] else 0)
            if not matrix[f, c]:
                write(axes, x + c + 0.5, y + f + 0.5, "0", color=GREY)
        write(axes, x + 2, y + 4.6, f"{int(matrix.sum())} weights")
        if number == 0:
            write(axes, 0.35, y + 2, "filters", rotation=90)
    write(axes, 7.6, 6.7, "columns: input channels")
    save(figure, "connections/groups.svg")


def toeplitz():
    """The 4 by 9 matrix of a 2 by 2 kernel on a 3 by 3 image, its weights coloured."""
    figure, axes = canvas(13.6, 8.4, inch=0.33)
    marked = toeplitz_matrix(np.array([[1, 2], [3, 4]]), (3, 3))
    left, top = 3.4, 1.3
    for row, m in np.ndindex(*marked.shape):
        weight = int(marked[row, m])
        cell(axes, left + m, top + row, WEIGHTS[weight - 1], 0.55 if weight else 0)
        text = f"{weight - 1}" if weight else "·"
        write(axes, left + m + 0.5, top + row + 0.5, text, color=INK if weight else GREY)
    for i, j in np.ndindex(2, 2):
        write(axes, left - 0.3, top + 2 * i + j + 0.5, f"out[{i}, {j}]", align="right")
    write(axes, left - 0.3, top - 0.5, "image", align="right")
    for i in range(3):
        write(axes, left + 3 * i + 1.5, top - 0.5, f"row {i}")
        if i:
            axes.plot([left + 3 * i] * 2, [top, top + 4], color=INK, linewidth=1.4)
    axes.plot([left, left + 9], [top + 2] * 2, color=INK, linewidth=1.4)
    for k, (row, col) in enumerate(np.ndindex(2, 2)):
        cell(axes, left + 4.6 + col, 6.1 + row, WEIGHTS[k], 0.55)
        write(axes, left + 5.1 + col, 6.6 + row, f"{k}")
    write(axes, left + 4.3, 7.1, "kernel", align="right")
    save(figure, "connections/toeplitz.svg")


if __name__ == "__main__":
    for draw in (groups, toeplitz):
        draw()
