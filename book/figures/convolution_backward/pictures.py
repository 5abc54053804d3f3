"""The static figures of the chapters on the gradients of a convolution.

Every number in them is computed by cnncourse.

python -m book.figures.convolution_backward.pictures
"""

from __future__ import annotations

import numpy as np

from book.figures.draw import arrow, canvas, cell, pixels, save, table, window, write
from cnncourse.checks.backward_convolution.cases import PAPER_DOUT, PAPER_IMAGE, PAPER_KERNEL
from cnncourse.drawing.colours import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from cnncourse.exercises.backward_convolution import (
    cross_correlate2d_backward,
    dilate_gradient,
    rotate_and_pad,
)
from cnncourse.exercises.geometry import toeplitz_matrix
from cnncourse.layers.conv.loops import conv2d_backward, conv2d_forward, cross_correlate2d

WEIGHTS = (BLUE, ORANGE, GREEN, PURPLE)
FOLDER = "convolution_backward"


def meets():
    """Which weight lies on the middle pixel at each of the four places."""
    figure, axes = canvas(11.4, 10.6, inch=0.36)
    for step, (i, j) in enumerate(np.ndindex(2, 2)):
        x, y = 0.9 + 5.6 * j, 1.3 + 4.9 * i
        write(axes, x + 1.5, y - 0.5, f"$\\mathit{{out}}_{{{i}{j}}}$")
        for r, c in np.ndindex(3, 3):
            cell(axes, x + c, y + r, GREY, 0.08)
        for u, v in np.ndindex(2, 2):
            middle = (i + u, j + v) == (1, 1)
            cell(axes, x + j + v, y + i + u, ORANGE if middle else BLUE, 0.55 if middle else 0.2)
            number = f"{PAPER_KERNEL[u, v]:g}"
            weight = "bold" if middle else "normal"
            write(axes, x + j + v + 0.5, y + i + u + 0.5, number, weight=weight)
        window(axes, x + 1, y + 1, 1, 1)
        write(axes, x + 1.5, y + 3.5, f"middle pixel: {4 - step}", size=10)
    save(figure, f"{FOLDER}/meets.svg")


def dw():
    """Four steps of dout over the image: the gradient of the kernel."""
    figure, axes = canvas(14.6, 12.4, inch=0.3)
    _, dkernel = cross_correlate2d_backward(PAPER_DOUT, (PAPER_IMAGE, PAPER_KERNEL))
    table(axes, PAPER_DOUT, 6.3, 1.0, colour=ORANGE)
    write(axes, 7.3, 0.5, "dout")
    filled = np.full((2, 2), np.nan)
    for step, (u, v) in enumerate(np.ndindex(2, 2)):
        x, y = 0.5 + 7.6 * v, 4.6 + 4.2 * u
        filled[u, v] = dkernel[u, v]
        pixels(axes, PAPER_IMAGE, x, y)
        window(axes, x + v, y + u, 2, 2)
        arrow(axes, (x + 3.15, y + 1.5), (x + 3.85, y + 1.5))
        table(axes, filled, x + 4, y + 0.5, colour=BLUE)
        window(axes, x + 4 + v, y + 0.5 + u, 1, 1)
        if step == 0:
            write(axes, x + 1.5, y - 0.5, "image")
            write(axes, x + 5, y - 0.5, "dw")
    save(figure, f"{FOLDER}/dw.svg")


def paint():
    """dx as the sum of four kernels, each painted on the window of its output."""
    figure, axes = canvas(12.2, 14.2, inch=0.34)
    dimage, _ = cross_correlate2d_backward(PAPER_DOUT, (PAPER_IMAGE, PAPER_KERNEL))
    for i, j in np.ndindex(2, 2):
        x, y = 1.6 + 5.8 * j, 1.2 + 4.6 * i
        one = np.zeros((2, 2))
        one[i, j] = PAPER_DOUT[i, j]
        share, _ = cross_correlate2d_backward(one, (PAPER_IMAGE, PAPER_KERNEL))
        places = np.full((3, 3), np.nan)
        places[i : i + 2, j : j + 2] = share[i : i + 2, j : j + 2]
        factor = f"{PAPER_DOUT[i, j]:g}".replace("-", "\u2212")
        write(axes, x + 1.5, y - 0.5, f"{factor} × kernel")
        table(axes, places, x, y)
        window(axes, x + j, y + i, 2, 2)
        if (i, j) != (0, 0):
            write(axes, x - (1.4 if j else 0.9), y + 1.5, "+", size=15)
    write(axes, 3.7, 12.2, "= dx:", size=12)
    table(axes, dimage, 4.6, 10.7)
    save(figure, f"{FOLDER}/paint.svg")


def full():
    """Two places of the rotated kernel on dout in its frame of zeros."""
    padded, rotated = rotate_and_pad(PAPER_DOUT, PAPER_KERNEL)
    dimage = cross_correlate2d(padded, rotated)
    figure, axes = canvas(12.4, 14.4, inch=0.34)
    table(axes, rotated, 5.2, 1.0)
    write(axes, 6.2, 0.45, "rotated kernel")
    for y, (i, j) in [(4.6, (0, 0)), (9.9, (1, 1))]:
        for r, c in np.ndindex(4, 4):
            inside = 0 < r < 3 and 0 < c < 3
            cell(axes, 0.5 + c, y + r, ORANGE, 0.3 if inside else 0.0)
            number = f"{padded[r, c]:g}".replace("-", "\u2212")
            write(axes, 1.0 + c, y + r + 0.5, number, color=INK if inside else GREY)
        window(axes, 0.5 + j, y + i, 2, 2)
        arrow(axes, (5.2, y + 2), (6.6, y + 2))
        filled = np.full((3, 3), np.nan)
        filled.ravel()[: 3 * i + j + 1] = dimage.ravel()[: 3 * i + j + 1]
        table(axes, filled, 7.6, y + 0.5)
        window(axes, 7.6 + j, y + 0.5 + i, 1, 1)
    write(axes, 2.5, 4.1, "dout, framed")
    write(axes, 9.1, 4.6, "dx")
    save(figure, f"{FOLDER}/full.svg")


def stride():
    """dout, the gradient with stride 1, and dx of an image of 5 by 5 with stride 2."""
    dout = PAPER_DOUT[None, None]
    spread = dilate_gradient(dout, (2, 2), (4, 4))[0, 0]
    image = np.zeros((1, 1, 5, 5))
    _, cache = conv2d_forward(image, PAPER_KERNEL[None, None], None, stride=2)
    dimage = conv2d_backward(dout, cache)[0][0, 0]
    figure, axes = canvas(11.6, 14.0, inch=0.34)
    table(axes, PAPER_DOUT, 0.6, 2.2, colour=ORANGE)
    write(axes, 1.6, 1.7, "dout")
    arrow(axes, (3.1, 3.2), (4.9, 3.2))
    for r, c in np.ndindex(4, 4):
        kept = r in (0, 2) and c in (0, 2)
        cell(axes, 5.6 + c, 1.2 + r, ORANGE, 0.4 if kept else 0.0)
        number = f"{spread[r, c]:g}".replace("-", "\u2212")
        write(axes, 6.1 + c, 1.7 + r, number, color=INK if kept else GREY)
    write(axes, 7.6, 0.6, "gradient of unstrided")
    arrow(axes, (7.6, 5.5), (7.6, 6.9))
    write(axes, 3.9, 6.2, "full convolution with")
    write(axes, 3.9, 7.0, "the rotated kernel")
    table(axes, dimage, 5.1, 8.1)
    write(axes, 4.5, 10.6, "dx", align="right")
    save(figure, f"{FOLDER}/stride.svg")


def matrices():
    """The matrix of the example's convolution, and its transpose."""
    marked = toeplitz_matrix(PAPER_KERNEL, (3, 3))
    figure, axes = canvas(11.6, 17.4, inch=0.32)
    for matrix, left, top, name in [(marked, 1.8, 1.4, "$T$"), (marked.T, 4.2, 7.4, "$T^{T}$")]:
        rows, columns = matrix.shape
        for row, column in np.ndindex(rows, columns):
            weight = int(matrix[row, column])
            colour = WEIGHTS[weight - 1] if weight else GREY
            cell(axes, left + column, top + row, colour, 0.55 if weight else 0)
            text = f"{weight}" if weight else "·"
            write(axes, left + column + 0.5, top + row + 0.5, text, color=INK if weight else GREY)
        write(axes, left + columns / 2, top - 0.6, name, size=13)
    for row, (i, j) in enumerate(np.ndindex(2, 2)):
        write(axes, 1.6, 1.9 + row, f"$\\mathit{{out}}_{{{i}{j}}}$", align="right", size=10)
    for row, (i, j) in enumerate(np.ndindex(3, 3)):
        write(axes, 4.0, 7.9 + row, f"$\\mathit{{dx}}_{{{i}{j}}}$", align="right", size=10)
    save(figure, f"{FOLDER}/matrices.svg")


def overlaps():
    """How many kernels paint each row, for kernels of 3 and of 4 with stride 2."""
    figure, axes = canvas(13.4, 12.6, inch=0.3)
    for K, top in [(3, 1.2), (4, 7.0)]:
        size = 2 * 3 + K
        write(axes, 0.4, top - 0.4, f"kernel of {K}, stride 2", align="left", weight="bold")
        count = np.zeros(size)
        for number in range(4):
            first = 2 * number
            count[first : first + K] += 1
            y = top + 0.2 + 0.7 * number
            cell(axes, 1.8 + first, y, WEIGHTS[number], 0.5, width=K, height=0.6)
        for place in range(size):
            cell(axes, 1.8 + place, top + 3.3, BLUE, 0.25 * count[place])
            write(axes, 2.3 + place, top + 3.8, f"{count[place]:g}")
        write(axes, 1.5, top + 3.8, "times", align="right", size=10)
    save(figure, f"{FOLDER}/overlaps.svg")


if __name__ == "__main__":
    for draw in (meets, dw, paint, full, stride, matrices, overlaps):
        draw()
