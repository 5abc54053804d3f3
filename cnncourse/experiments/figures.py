"""The style of the experiments' figures, and the elements that they are made of.

The book's pages replace the colours of ink and grid lines with their own, in light and dark mode;
see `book/style.mplstyle`. A figure is little wider than a phone's screen, so that its text is still
eleven pixels high there.
"""

from __future__ import annotations

from statistics import median

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from cnncourse.common.files import replacing
from cnncourse.drawing.colours import BLUE, GREEN, INK, LINE, ORANGE, PURPLE

WIDTH = 4.2  # inches
SMALL = 11  # points

STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.bbox": None,
    "svg.fonttype": "none",
    "svg.hashsalt": "cnncourse",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.titlecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 2,
}


def style():
    """Return a context in which figures are drawn in the course's style."""
    return matplotlib.rc_context(STYLE)


def panels(count, height):
    """Create a figure with stacked panels.

    Parameters
    ----------
    count : int
    height : float
        Height of one panel in inches.

    Returns
    -------
    figure : Figure
    axes : list of Axes
    """
    figure = Figure(figsize=(WIDTH, count * height), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.1)
    return figure, list(figure.subplots(count, 1, squeeze=False)[:, 0])


def band(axes, x, lines, colour, *, style="-", label=None):
    """Draw the median of several lines, and a band from the lowest to the highest.

    A line may be shorter than the others if its run stopped early.
    """
    columns = [
        [line[place] for line in lines if len(line) > place]
        for place in range(max(map(len, lines)))
    ]
    x = list(x)[: len(columns)]
    axes.fill_between(
        x, [min(c) for c in columns], [max(c) for c in columns], color=colour, alpha=0.2, lw=0
    )
    axes.plot(x, [median(c) for c in columns], style, color=colour, label=label)


def logarithmic(axes, *, format="{:g}"):
    """Make the vertical axis logarithmic, with plain numbers if short, otherwise powers of 10."""
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    digits = (1,) if high / low > 1e3 else (1, 2, 5)
    axes.yaxis.set_major_locator(LogLocator(10, digits, numticks=8))
    axes.yaxis.set_minor_locator(NullLocator())
    if low > 1e-3 and high < 1e4:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format.format(value)))
    grid(axes)


def grid(axes, axis="y"):
    """Draw the grid lines of one axis."""
    axes.grid(axis=axis)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def epochs(axes):
    """Label the horizontal axis with whole epochs."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    axes.set_xlabel("epoch")


def share_height(panels):
    """Give panels the same vertical limits, so that their lines are comparable."""
    limits = [limit for axes in panels for limit in axes.get_ylim()]
    for axes in panels:
        axes.set_ylim(min(limits), max(limits))


def shades(count):
    """List colours for a growing quantity: two contrasting ones, or several from blue to orange."""
    return {1: [BLUE], 2: [BLUE, ORANGE]}.get(count) or [BLUE, GREEN, PURPLE, ORANGE][:count]


def dots(axes, arms, colours):
    """Draw the numbers of each arm as points on a line, with a bar at the median.

    Parameters
    ----------
    axes : Axes
    arms : dict of str to list of float
        The first arm is at the top.
    colours : sequence of str
    """
    for place, (values, colour) in enumerate(zip(arms.values(), colours, strict=False)):
        y = len(arms) - 1 - place
        axes.plot([min(values), max(values)], [y, y], color=colour, alpha=0.35, linewidth=6)
        axes.plot(values, [y] * len(values), "o", color=colour, markersize=6)
        axes.plot([median(values)] * 2, [y - 0.28, y + 0.28], color=INK, linewidth=1.6)
    axes.set_yticks(range(len(arms))[::-1], arms)
    axes.set_ylim(-0.6, len(arms) - 0.4)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.08)
    grid(axes, "x")


def save(figure, path, *, drawn_from):
    """Write an SVG for the book and, beside it, a PNG on white for everything else.

    Parameters
    ----------
    figure : Figure
    path : Path
        Ends in .svg.
    drawn_from : str
        Fingerprint of the numbers, stored in the SVG.
    """
    about = {"Date": None, "Description": f"drawn from results {drawn_from}"}
    with replacing(path) as temporary:
        figure.savefig(temporary, metadata=about)
    for text in figure.findobj(Text):  # matplotlib's font is wider than a page's
        text.set_fontsize(0.9 * text.get_fontsize())
    with replacing(path.with_suffix(".png")) as temporary:
        figure.savefig(temporary, dpi=160, facecolor="white")
