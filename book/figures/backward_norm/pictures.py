"""The static figures of chapter "Backpropagation through normalization".

Every number in them is computed by cnncourse or from its results.

python -m book.figures.backward_norm.pictures
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Polygon

from book.figures.draw import arrow, canvas, cell, save, write
from cnncourse.checks.backward_rest.cases import TWO_IMAGES
from cnncourse.drawing.colours import BLUE, CARD, FAINT, GREY, LINE, ORANGE, PURPLE
from cnncourse.exercises.backward_rest import batch_norm_backward, batch_norm_forward

FOLDER = "backward_norm"
GAMMA, BETA = np.array([2.0]), np.array([1.0])
NONE = np.zeros(1), np.ones(1)  # running statistics before the first batch
ONE_PIXEL = 8.0 * (np.arange(8) == 0)


def told(number):
    return f"{number:g}".replace("-", "\u2212")


def forward():
    """Return out, x_hat and std of the example, each number in a row of eight."""
    out, _, _, cache = batch_norm_forward(TWO_IMAGES, GAMMA, BETA, *NONE, training=True, eps=0.0)
    x_hat, _, std, _ = cache
    return out.ravel(), x_hat.ravel(), std[0], cache


def lines():
    """The eight numbers on a line: as they come, normalized, and scaled and shifted."""
    out, x_hat, std, _ = forward()
    x = TWO_IMAGES.ravel()
    rows = [("x", x), ("normalized", x_hat), ("times 2, plus 1", out)]
    figure, axes = canvas(14.6, 14.6, inch=0.3)
    for row, (name, values) in enumerate(rows):
        y, left = 3.0 + 4.5 * row, 3.3
        write(axes, 0.2, y - 2.5, name, align="left", weight="bold")
        axes.plot([0.3, 14.2], [y, y], color=LINE, linewidth=1.2, zorder=1)
        for tick in range(-2, 10):
            axes.plot([left + 1.1 * tick] * 2, [y, y + 0.18], color=LINE, linewidth=1.2)
            write(axes, left + 1.1 * tick, y + 0.7, told(tick), color=FAINT)
        seen = {}
        for place, value in enumerate(values):
            seen[value] = seen.get(value, 0) + 1
            colour, shape = (BLUE, "o") if place < 4 else (ORANGE, "s")
            height = y - 0.45 - 0.62 * (seen[value] - 1)
            at = left + 1.1 * value
            axes.plot([at], [height], shape, color=colour, markersize=8)
        mean, spread = values.mean(), values.std()
        start, stop = (left + 1.1 * (mean + side * spread) for side in (-1, 1))
        axes.plot([start, stop], [y, y], color=PURPLE, linewidth=3.2, zorder=2)
        axes.plot([left + 1.1 * mean] * 2, [y - 0.16, y + 0.16], color=PURPLE, linewidth=3.2)
    axes.plot([0.5], [14.0], "o", color=BLUE, markersize=8)
    write(axes, 1.0, 14.0, "first image", align="left")
    axes.plot([5.2], [14.0], "s", color=ORANGE, markersize=8)
    write(axes, 5.7, 14.0, "second image", align="left")
    axes.plot([10.3, 11.3], [14.0, 14.0], color=PURPLE, linewidth=3.2)
    write(axes, 11.6, 14.0, "mean ± std", align="left")
    save(figure, f"{FOLDER}/lines.svg")


def shares():
    """Return the gradient that reaches each number along each of three paths.

    Returns
    -------
    itself, variance, mean : ndarray of shape (8,)
    dx : ndarray of shape (8,)
        Their sum, which is what the layer returns.
    """
    _, x_hat, std, cache = forward()
    dx, _, _ = batch_norm_backward(ONE_PIXEL.reshape(TWO_IMAGES.shape), cache)
    itself = GAMMA[0] * ONE_PIXEL / std
    variance = -x_hat * np.mean(itself * x_hat)
    mean = np.full(8, -np.mean(itself + variance))
    assert np.allclose(itself + variance + mean, dx.ravel())
    return itself, variance, mean, dx.ravel()


def paths():
    """dx as the sum of what comes through the number itself, the variance and the mean."""
    itself, variance, mean, dx = shares()
    rows = [("direct", itself), ("through the variance", variance), ("through the mean", mean)]
    figure, axes = canvas(14.0, 15.0, inch=0.32)
    for row, (name, values) in enumerate([*rows, ("dx, their sum", dx)]):
        y = 1.3 + 3.6 * row
        write(axes, 7.4, y - 0.55, name, weight="bold" if row == 3 else "normal")
        if row:
            write(axes, 0.8, y + 1, "=" if row == 3 else "+", size=15)
        for place, value in enumerate(values):
            image, (i, j) = place // 4, divmod(place % 4, 2)
            at = 1.9 + 5.9 * image + 2.5 * j, y + i
            share = abs(value) / np.abs(itself).max()
            colour = PURPLE if value < 0 else BLUE
            cell(axes, *at, colour, min(0.6, 0.8 * share), width=2.5)
            write(axes, at[0] + 1.25, at[1] + 0.5, told(value))
    write(axes, 4.4, 14.6, "first image", color=FAINT)
    write(axes, 10.3, 14.6, "second image", color=FAINT)
    save(figure, f"{FOLDER}/paths.svg")


NODES = {  # name: place, and whether all eight numbers share it
    "x": ((1.5, 2.6), False),
    "centred": ((6.1, 2.6), False),
    "x̂": ((10.4, 2.6), False),
    "out": ((14.2, 2.6), False),
    "mean": ((3.0, 8.6), True),
    "var": ((7.5, 8.6), True),
    "std": ((11.9, 8.6), True),
}


def graph():
    """The graph of batch norm with values and gradients, seen from the first number."""
    out, x_hat, std, _ = forward()
    itself, variance, mean, dx = shares()
    values = {"x": TWO_IMAGES.flat[0], "mean": TWO_IMAGES.mean(), "out": out[0], "x̂": x_hat[0]}
    values |= {"centred": values["x"] - values["mean"], "var": std**2, "std": std}
    dcentred = itself + variance
    dstd = -np.sum(GAMMA[0] * ONE_PIXEL * x_hat) / std
    gradients = {"x": dx[0], "centred": dcentred[0], "x̂": GAMMA[0] * ONE_PIXEL[0]}
    gradients |= {"out": ONE_PIXEL[0], "mean": -dcentred.sum()}
    gradients |= {"std": dstd, "var": dstd / (2 * std)}
    figure, axes = canvas(15.8, 12.0, inch=0.3)
    for name, ((x, y), shared) in NODES.items():
        if not shared:  # there are eight of it: drawn like a stack
            cell(axes, x - 1.15, y - 1.45, CARD, 1.0, width=2.6, height=2.6)
        cell(axes, x - 1.3, y - 1.3, CARD, 1.0, width=2.6, height=2.6, line=FAINT)
        write(axes, x, y - 0.8, name)
        write(axes, x, y, told(values[name]), color=BLUE, weight="bold")
        write(axes, x, y + 0.8, told(gradients[name]), color=ORANGE, weight="bold")
    steps = [
        ((2.95, 2.6), (4.8, 2.6), dcentred[0], (3.8, 3.2)),
        ((7.55, 2.6), (9.1, 2.6), itself[0], (8.25, 3.2)),
        ((11.7, 2.6), (12.9, 2.6), None, None),
        ((1.8, 3.9), (2.6, 7.3), mean[0], (1.3, 5.7)),
        ((3.4, 7.3), (5.5, 3.9), None, None),
        ((6.4, 3.9), (7.2, 7.3), variance[0], (8.0, 5.3)),
        ((8.8, 8.6), (10.6, 8.6), None, None),
        ((11.7, 7.3), (10.8, 3.9), None, None),
    ]
    for start, end, back, at in steps:
        arrow(axes, start, end)
        if at:
            write(axes, *at, told(back), color=ORANGE, weight="bold")
    write(axes, 8.25, 2.1, "÷", size=12)
    write(axes, 3.8, 2.1, "−", size=12)
    write(axes, 12.4, 0.7, "· γ + β")
    write(axes, 0.3, 11.4, "value", color=BLUE, weight="bold", align="left")
    write(axes, 3.2, 11.4, "gradient", color=ORANGE, weight="bold", align="left")
    cell(axes, 8.15, 10.85, CARD, 1.0, width=0.8, height=0.8)
    cell(axes, 8.0, 11.0, CARD, 1.0, width=0.8, height=0.8, line=FAINT)
    write(axes, 9.3, 11.4, "one of eight", align="left")
    save(figure, f"{FOLDER}/graph.svg")


def cube(axes, x, y, chosen, *, C=4, N=3, rows=3):
    """Draw an array of C channels, N images and some rows of pixels, with some numbers tinted.

    The front shows the channels of the first image, the depth the other images.

    Parameters
    ----------
    chosen : callable
        Says of `(n, c)` whether the numbers of channel c in image n are tinted.
    """
    depth = np.array([0.62, -0.5])

    def face(corner, one, other, tinted):
        corner, one, other = (np.array(v, dtype=float) for v in (corner, one, other))
        points = [corner, corner + one, corner + one + other, corner + other]
        for colour, alpha in ((CARD, 1.0), (ORANGE if tinted else CARD, 0.55)):
            axes.add_patch(Polygon(points, facecolor=colour, alpha=alpha, linewidth=0))
        axes.add_patch(Polygon(points, fill=False, edgecolor=GREY, linewidth=0.8))

    for c in range(C):
        for r in range(rows):
            face((x + c, y + r), (1, 0), (0, 1), chosen(0, c))
        for n in range(N):
            face(np.array([x + c, y]) + n * depth, (1, 0), depth, chosen(n, c))
    for n in range(N):
        for r in range(rows):
            face(np.array([x + C, y + r]) + n * depth, (0, 1), depth, chosen(n, C - 1))


def sets():
    """Which numbers share a mean: batch, layer, group and instance norm."""
    figure, axes = canvas(14.6, 14.2, inch=0.3)
    kinds = [
        ("batch norm", lambda n, c: c == 0),
        ("layer norm", lambda n, c: n == 0),
        ("group norm", lambda n, c: n == 0 and c < 2),
        ("instance norm", lambda n, c: n == 0 and c == 0),
    ]
    for place, (name, chosen) in enumerate(kinds):
        i, j = divmod(place, 2)
        x, y = 0.9 + 7.4 * j, 3.2 + 6.6 * i
        write(axes, x + 2.6, y - 2.3, name, weight="bold")
        cube(axes, x, y, chosen)
        write(axes, x + 2, y + 3.55, "C", size=12)
        write(axes, x - 0.5, y + 1.5, "H·W", size=11, rotation=90)
        write(axes, x + 5.35, y + 2.55, "N", size=12)
    save(figure, f"{FOLDER}/sets.svg")


if __name__ == "__main__":
    lines()
    paths()
    graph()
    sets()
