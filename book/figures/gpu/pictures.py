"""The static figure of page "On a GPU"; its shares and weights are computed by cnncourse.

python -m book.figures.gpu.pictures
"""

from __future__ import annotations

from fractions import Fraction

from matplotlib.patches import FancyBboxPatch

from book.figures.draw import arrow, canvas, cell, save, write
from cnncourse.drawing.colours import BLUE, CARD, INK, ORANGE
from cnncourse.train.torch_engine.group import Group

IMAGES = 7
COLOURS = (BLUE, ORANGE)


def box(axes, x, y, width, height, text):
    """Draw a rounded box with a line of text."""
    axes.add_patch(
        FancyBboxPatch(
            (x, y),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.25",
            facecolor=CARD,
            edgecolor=INK,
            linewidth=1,
        )
    )
    write(axes, x + width / 2, y + height / 2, text)


def images(axes, places, x, y):
    """Draw images of the batch, each in the colour of its process."""
    for column, place in enumerate(places):
        cell(axes, x + column, y, COLOURS[place % len(COLOURS)], 0.45)
        write(axes, x + column + 0.5, y + 0.5, str(place))


def sharing():
    """A batch of seven images, shared by two processes whose gradients are averaged."""
    size = len(COLOURS)
    groups = [Group(rank, size) for rank in range(size)]
    figure, axes = canvas(14, 13.2, inch=0.31)
    write(axes, 7, 0.4, f"a batch of {IMAGES} images", weight="bold")
    images(axes, range(IMAGES), 3.5, 1)
    for group in groups:
        centre = 3.5 + 7 * group.rank
        share = group.share(IMAGES)
        weight = Fraction(group.weight(IMAGES)).limit_denominator(100)
        arrow(axes, (6 + 2 * group.rank, 2.2), (centre, 3.3))
        images(axes, share, centre - len(share) / 2, 3.5)
        arrow(axes, (centre, 4.7), (centre, 5.5))
        box(axes, centre - 2.9, 5.6, 5.8, 1.3, f"process {group.rank}, same weights")
        arrow(axes, (centre, 7), (centre, 7.8))
        write(axes, centre, 8.35, f"{weight} $\\cdot$ $g_{group.rank}$", size=13)
        arrow(axes, (centre, 8.9), (6 + 2 * group.rank, 9.75))
        arrow(axes, (6 + 2 * group.rank, 11.2), (centre, 12))
        write(axes, centre, 12.6, "the same step")
    box(axes, 2.4, 9.85, 9.2, 1.3, "average: the gradient of the batch")
    save(figure, "gpu/sharing.svg")


if __name__ == "__main__":
    sharing()
