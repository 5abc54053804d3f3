"""The static figure of chapter "ResNet"; cnncourse computes every number.

python -m book.figures.resnet.pictures
"""

from __future__ import annotations

from matplotlib.patches import Circle, FancyBboxPatch

from book.figures.draw import arrow, canvas, save, table, write
from cnncourse.checks.resnet.cases import PAPER_CHANGE, PAPER_X
from cnncourse.drawing.colours import BLUE, INK, ORANGE
from cnncourse.exercises.resnet import residual_forward


def block():
    """A residual block with the chapter's numbers."""
    out, (total,) = residual_forward(PAPER_X, PAPER_CHANGE)
    figure, axes = canvas(12.2, 17.6, inch=0.34)
    table(axes, PAPER_X, 4.6, 0.9)
    write(axes, 6.1, 0.4, "$x$")
    arrow(axes, (6.1, 4.1), (6.1, 4.9))
    box = FancyBboxPatch(
        (3.9, 5.1), 4.4, 1.5, boxstyle="round,pad=0,rounding_size=0.3", fill=False, edgecolor=BLUE
    )
    axes.add_patch(box)
    write(axes, 6.1, 5.85, "the layers $F$", color=INK)
    arrow(axes, (6.1, 6.7), (6.1, 7.5))
    table(axes, PAPER_CHANGE, 4.6, 7.7)
    write(axes, 8.9, 9.2, "$F(x)$")
    arrow(axes, (6.1, 10.9), (6.1, 11.5))
    axes.plot([4.4, 1.7, 1.7], [2.4, 2.4, 12.0], color=ORANGE, linewidth=1.2)
    arrow(axes, (1.7, 12.0), (5.5, 12.0), ORANGE)
    write(axes, 2.0, 7.2, "shortcut", align="left", color=ORANGE, rotation=90)
    axes.add_patch(Circle((6.1, 12.0), 0.5, fill=False, edgecolor=INK, linewidth=1.4))
    write(axes, 6.1, 12.0, "+", size=15)
    arrow(axes, (5.7, 12.4), (3.2, 13.4))
    table(axes, total, 1.0, 13.9)
    write(axes, 2.5, 17.2, "$x + F(x)$")
    arrow(axes, (4.3, 15.4), (7.7, 15.4))
    write(axes, 6.0, 14.9, "ReLU")
    table(axes, out, 8.0, 13.9)
    write(axes, 9.5, 17.2, r"$\mathit{out}$")
    save(figure, "resnet/block.svg")


if __name__ == "__main__":
    block()
