"""The drawings of chapter "Why convolutions"; every number in them is computed.

python -m book.figures.why_convolutions.pictures
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle
from sklearn.datasets import load_digits

from book.figures.draw import GREYS, arrow, canvas, cell, pixels, save, window, write
from cnncourse.drawing.colours import BLUE, CARD, FAINT, GREEN, INK, ORANGE, PURPLE
from cnncourse.layers import output_size

SIDE = 12  # of the images in the experiment
DIGITS = load_digits()


def moved(digit, i, j):
    """Put a digit of 8 by 8 pixels into an empty image, its upper left corner at (i, j)."""
    image = np.zeros((SIDE, SIDE))
    image[i : i + 8, j : j + 8] = digit
    return image


def shuffled():
    """Four moved digits, and the same four with their pixels shuffled alike."""
    order = np.random.default_rng(0).permutation(SIDE * SIDE)
    zeros, fours = (DIGITS.images[DIGITS.target == digit] for digit in (0, 4))
    images = [
        moved(zeros[0], 0, 4),
        moved(fours[0], 2, 0),
        moved(zeros[1], 4, 1),
        moved(fours[2], 1, 4),
    ]
    figure, axes = canvas(15.2, 10, inch=0.28)
    for row, (name, change) in enumerate(
        [
            ("written at different places", lambda image: image),
            ("the same images, their pixels shuffled alike", lambda image: image.flat[order]),
        ]
    ):
        y = 1.2 + 5 * row
        write(axes, 0.4, y - 0.55, name, align="left")
        for k, image in enumerate(images):
            x = 0.4 + 3.7 * k
            picture = change(image).reshape(SIDE, SIDE)
            axes.imshow(picture, extent=(x, x + 3.4, y + 3.4, y), cmap=GREYS, interpolation="none")
    axes.set(xlim=(0, 15.2), ylim=(10, 0))
    save(figure, "why_convolutions/shuffled.svg")


def array():
    """A digit as the computer has it."""
    figure, axes = canvas(8.4, 8.4, inch=0.42)
    pixels(axes, DIGITS.images[0], 0.2, 0.2)
    save(figure, "why_convolutions/array.svg")


WINDOWS = [((0, 0), BLUE), ((0, 2), GREEN), ((2, 1), PURPLE)]  # (row, column) of the map


def neurons():
    """Three ways to connect 64 pixels with nine neurons."""
    count = output_size(8, 4, stride=2) ** 2
    rng = np.random.default_rng(4)
    shared = rng.uniform(0.15, 0.85, (4, 4))
    figure, axes = canvas(22, 29.9, inch=0.196)
    rows = [
        ("dense", "own weights,", "for all 64 pixels", f"{count} · 64 = {count * 64}"),
        ("local", "own weights,", "for 4 × 4 pixels", f"{count} · 16 = {count * 16}"),
        ("local and shared", "the same weights,", "for 4 × 4 pixels", "16"),
    ]
    for k, (name, whose, seen, weights) in enumerate(rows):
        y = 1.9 + 9.8 * k
        write(axes, 0.3, y - 0.8, name, align="left", weight="bold")
        for i, j in np.ndindex(8, 8):
            cell(axes, 0.3 + j, y + i, CARD, 1.0)
        for i, j in np.ndindex(3, 3):
            cell(axes, 10.4 + 1.2 * j, y + 2.2 + 1.2 * i, CARD, 1.0, width=1.2, height=1.2)
        arrow(axes, (8.6, y + 4), (10.1, y + 4))
        for (i, j), colour in WINDOWS[: 1 if name == "dense" else 3]:
            colour = ORANGE if name != "local" else colour
            size = 8 if name == "dense" else 4
            top, left = (0, 0) if name == "dense" else (2 * i, 2 * j)
            tints = shared if k == 2 else rng.uniform(0.15, 0.85, (size, size))
            for (u, v), tint in np.ndenumerate(tints):
                cell(axes, 0.3 + left + v, y + top + u, colour, tint)
            window(axes, 0.3 + left, y + top, size, size, colour)
            x, down = 10.4 + 1.2 * j, y + 2.2 + 1.2 * i
            cell(axes, x, down, colour, 0.6, width=1.2, height=1.2)
            window(axes, x, down, 1.2, 1.2, colour)
        write(axes, 14.7, y + 2.2, whose, align="left")
        write(axes, 14.7, y + 3.6, seen, align="left")
        write(axes, 14.7, y + 5.4, f"{weights} weights", align="left", weight="bold")
    save(figure, "why_convolutions/neurons.svg")


def shrinking():
    """Maps of 32, 28 and 24 pixels, and three of 32 where the image has a frame of zeros."""
    figure, axes = canvas(15.4, 12.4, inch=0.28)
    unit = 3.6 / 32  # of the drawing, for a pixel
    for row, padding in enumerate((0, 2)):
        y, size = 1.3 + 6.1 * row, 32
        name = f"with a frame of {padding} zeros around each" if padding else "without padding"
        write(axes, 0.4, y - 0.6, name, align="left", weight="bold")
        for step in range(3):
            x, side = 0.8 + 5.1 * step, unit * size
            inset = (3.6 - side) / 2
            place = (x + inset, y + 0.25 + inset)
            if padding and step < 2:
                frame = unit * padding
                axes.add_patch(
                    Rectangle(
                        (place[0] - frame, place[1] - frame),
                        *[side + 2 * frame] * 2,
                        fill=False,
                        edgecolor=FAINT,
                        linestyle=":",
                        linewidth=1.4,
                    )
                )
            cell(axes, *place, BLUE, 0.25, width=side, height=side, line=INK)
            if step < 2:
                corner = unit * padding
                window(axes, place[0] - corner, place[1] - corner, *[5 * unit] * 2)
                arrow(axes, (x + 3.95, y + 2.05), (x + 4.75, y + 2.05))
            write(axes, x + 1.8, y + 4.45, f"{size} × {size}")
            size = output_size(size, 5, padding=padding)
    save(figure, "why_convolutions/shrinking.svg")


if __name__ == "__main__":
    for draw in (shuffled, array, neurons, shrinking):
        draw()
