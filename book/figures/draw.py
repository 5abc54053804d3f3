"""Shared by the figures' scripts: tables of numbers, windows and arrows in the book's style.

Coordinates count columns to the right and rows downwards, as in an array; a cell is 1 by 1.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.text import Text

from cnncourse.drawing.colours import BLUE, INK, LINE, ON_COLOUR, ORANGE, PIXEL, PURPLE

HERE = Path(__file__).resolve().parent
MEASURED = HERE.parent / "measured"

# Black numbers are legible on every grey, and the largest value is white on light and dark pages.
GREYS = LinearSegmentedColormap.from_list("greys", PIXEL)

plt.style.use(HERE.parent / "style.mplstyle")


def canvas(width, height, inch=0.36):
    """Create an empty drawing of `width` by `height` cells, each `inch` wide.

    Returns
    -------
    figure, axes
    """
    figure = plt.figure(figsize=(width * inch, height * inch), layout="none")
    axes = figure.add_axes([0, 0, 1, 1])
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.axis("off")
    return figure, axes


def table(axes, values, x, y, *, colour=BLUE, negative=PURPLE, size=11, show=True, missing=""):
    """Draw a matrix as tinted cells, with its upper left corner at (x, y).

    Parameters
    ----------
    values : array_like of shape (rows, columns)
        The tint of a cell grows with its magnitude; NaN stays empty.
    show : bool
        Whether to write the numbers.
    missing : str
        What to write in place of NaN.
    """
    values = np.asarray(values, dtype=float)
    largest = max(np.nanmax(np.abs(values), initial=0), 1e-12)
    for (i, j), value in np.ndenumerate(values):
        known = not np.isnan(value)
        share = abs(value) / largest if known else 0
        cell(axes, x + j, y + i, colour if not value < 0 else negative, 0.45 * share)
        if show:
            written = f"{value:g}".replace("-", "\u2212") if known else missing
            write(axes, x + j + 0.5, y + i + 0.5, written, size=size)


def pixels(axes, values, x, y, *, size=11):
    """Draw an image with its numbers: the larger a value, the brighter its cell.

    Parameters
    ----------
    values : array_like of shape (rows, columns)
        At least one is positive, none is negative.
    """
    values = np.asarray(values, dtype=float)
    for (i, j), value in np.ndenumerate(values):
        cell(axes, x + j, y + i, to_hex(GREYS(value / values.max())), 1.0)
        write(axes, x + j + 0.5, y + i + 0.5, f"{value:g}", size=size, color=ON_COLOUR)


def cell(axes, x, y, colour, alpha, *, width=1, height=1, line=LINE):
    """Fill one cell with a transparent colour and draw its border."""
    place = {"xy": (x, y), "width": width, "height": height}
    axes.add_patch(Rectangle(**place, facecolor=colour, alpha=alpha, linewidth=0))
    axes.add_patch(Rectangle(**place, fill=False, edgecolor=line, linewidth=0.8))


def window(axes, x, y, width, height, colour=ORANGE):
    """Outline a window."""
    axes.add_patch(
        Rectangle((x, y), width, height, fill=False, edgecolor=colour, linewidth=2.4, zorder=5)
    )


def write(axes, x, y, text, *, size=11, align="center", **options):
    axes.text(x, y, text, size=size, ha=align, va="center_baseline", **options)


def arrow(axes, start, end, colour=INK, *, bend=0.0):
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=11,
            linewidth=1.2,
            color=colour,
            connectionstyle=f"arc3,rad={bend}",
            shrinkA=0,
            shrinkB=0,
        )
    )


def save(figure, name):
    """Write an SVG for the pages, and a PNG on white for the notebooks.

    The files carry no date, so the same script always gives the same files.

    Parameters
    ----------
    figure : Figure
    name : str
        Path below `book/figures`, such as "convolution/step.svg".
    """
    figure.savefig(HERE / name, bbox_inches=None, metadata={"Date": None})
    for text in figure.findobj(Text):  # matplotlib's own font is wider than the book's
        text.set_fontsize(0.8 * text.get_fontsize())
    paper = (HERE / name).with_suffix(".png")
    figure.savefig(paper, bbox_inches=None, dpi=144, facecolor="white", transparent=False)
    plt.close(figure)
