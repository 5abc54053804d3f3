"""The static figures of chapter "Checking gradients".

python -m book.figures.checking_gradients.pictures
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from book.figures.draw import save
from cnncourse.drawing.colours import BLUE, INK, LINE, ORANGE, PURPLE

STEPS = 10.0 ** np.arange(-14, -0.2, 0.25)
POINTS = np.linspace(0.5, 1.5, 200)
ROUNDING = {np.float64: 2.0**-53, np.float32: 2.0**-24}


def errors(dtype):
    """The mean error of the sine's slope, for every step."""
    found = []
    for step in STEPS:
        x, h = POINTS.astype(dtype), dtype(step)
        slope = (np.sin(x + h) - np.sin(x - h)) / (2 * h)
        found.append(np.abs(slope - np.cos(POINTS)).mean())
    return np.array(found)


def secants():
    """A curve, its tangent, and the lines through one and through two neighbours."""
    figure, axes = plt.subplots(figsize=(3.9, 3.1))
    x, h = np.linspace(0.1, 1.95, 200), 0.6
    axes.plot(x, x**3, color=INK, linewidth=1.8)
    lines = (
        (1.0, 3.0, BLUE, "tangent: 3"),
        (1.0, ((1 + h) ** 3 - 1) / h, PURPLE, "one side: {:.2f}"),
        (1.0, ((1 + h) ** 3 - (1 - h) ** 3) / (2 * h), ORANGE, "two sides: {:.2f}"),
    )
    for place, (start, slope, colour, told) in zip((0.2, 2.1, 1.15), lines, strict=True):
        base = 1.0 if colour != ORANGE else (1 - h) ** 3 + slope * h
        axes.plot(x, base + slope * (x - start), color=colour, linewidth=1.5)
        axes.text(0.12, 3.9 + place, told.format(slope), color=colour, weight="bold")
    for point in (1 - h, 1, 1 + h):
        axes.plot(point, point**3, "o", color=INK, markersize=5)
    axes.set_xticks([1 - h, 1, 1 + h], ["$1 - h$", "1", "$1 + h$"])
    axes.set_yticks([0, 1, 4])
    axes.set_ylim(-2, 6.6)
    axes.axhline(0, color=LINE, linewidth=0.8)
    save(figure, "checking_gradients/secants.svg")


def valley():
    """The error against the step, for both dtypes."""
    figure, axes = plt.subplots(figsize=(3.9, 3.4))
    for dtype, colour, place in (
        (np.float64, BLUE, (2e-13, 3e-9)),
        (np.float32, ORANGE, (2e-8, 3)),
    ):
        axes.plot(STEPS, errors(dtype), "o", color=colour, markersize=3.2)
        axes.text(*place, np.dtype(dtype).name, color=colour, weight="bold")
        axes.plot(STEPS, ROUNDING[dtype] / STEPS, color=colour, linewidth=0.9)
    axes.plot(STEPS, STEPS**2 / 6, color=INK, linewidth=0.9)
    axes.set(xscale="log", yscale="log", xlim=(1e-14, 1), ylim=(1e-13, 1e2))
    axes.set_xlabel("step h")
    axes.set_title("error of the slope", loc="left")
    axes.set_xticks([1e-12, 1e-9, 1e-6, 1e-3, 1])
    axes.set_yticks([1e-12, 1e-9, 1e-6, 1e-3, 1])
    save(figure, "checking_gradients/valley.svg")


if __name__ == "__main__":
    secants()
    valley()
