"""The timeline and ImageNet's contest in chapter "Why convolutions".

python -m book.figures.why_convolutions.history
"""

from __future__ import annotations

from book.figures.draw import HERE, canvas, save, write
from cnncourse.drawing.colours import BLUE, FAINT, GRID, INK, ORANGE

STEPS = [  # year, who, what it solved
    (1958, "Perceptron", "weights are learned from examples"),
    (1959, "Hubel and Wiesel", "cells in a cat's brain see small patches"),
    (1980, "Neocognitron", "one set of weights serves all places"),
    (1989, "LeNet for zip codes", "the shared weights are learned"),
    (1998, "LeNet-5", "banks read cheques with it"),
    (2012, "AlexNet", "photographs: much data, two GPUs"),
    (2013, "ZFNet", "see what a layer responds to"),
    (2014, "VGG", "19 layers of small filters"),
    (2014, "GoogLeNet", "22 layers, few parameters"),
    (2015, "ResNet", "152 layers that can be trained"),
    (2017, "MobileNet", "a network fits into a phone"),
]
FIRST, LAST = 1955, 2020

CONTEST = [  # year, entry, top-5 error on the test set in percent, by whom, how it answered
    (2010, "NEC-UIUC", 28.2, "lin2011", "hand-made features"),
    (2011, "XRCE", 25.8, "sanchez2011", "hand-made features"),
    (2012, "AlexNet", 16.4, "krizhevsky2012", "5 networks"),
    (2013, "Clarifai", 11.7, "russakovsky2015", "several networks"),
    (2014, "VGG, second", 7.3, "simonyan2015", "7 networks"),
    (2014, "GoogLeNet", 6.7, "szegedy2015", "7 networks, 144 crops"),
    (2015, "ResNet", 3.6, "he2016", "6 networks"),
]
PREFIX = "why-"  # of the keys in this page's bibliography


def timeline():
    """The steps to scale on the left, spread evenly on the right."""
    figure, axes = canvas(15.2, 1.8 * len(STEPS) + 0.6, inch=0.29)
    low, high = 0.7, 1.8 * len(STEPS) - 0.3
    scale = (high - low) / (LAST - FIRST)
    axes.plot([1.5, 1.5], [low, high], color=INK, linewidth=1.4)
    for decade in range(1960, LAST + 1, 10):
        y = low + scale * (decade - FIRST)
        axes.plot([1.35, 1.65], [y, y], color=INK, linewidth=1.2)
        write(axes, 1.2, y, str(decade), align="right", color=FAINT)
    for k, (year, name, solved) in enumerate(STEPS):
        y, at = 0.75 + 1.8 * k, low + scale * (year - FIRST)
        colour = ORANGE if year < 1980 else BLUE
        axes.plot([1.5, 2.5, 2.9], [at, y, y], color=colour, linewidth=1.0)
        axes.plot(1.5, at, "o", color=colour, markersize=5)
        write(axes, 3.1, y, f"{year}  {name}", align="left", weight="bold")
        write(axes, 3.1, y + 0.8, solved, align="left")
    save(figure, "why_convolutions/timeline.svg")


def contest():
    """Top-5 error of the contest's entries, as bars."""
    figure, axes = canvas(15.2, 1.15 * len(CONTEST) + 0.5, inch=0.29)
    scale = 6.9 / CONTEST[0][2]
    for k, (year, entry, error, *_) in enumerate(CONTEST):
        y = 0.3 + 1.15 * k
        network = year >= 2012
        axes.barh(y + 0.45, scale * error, 0.85, left=6.3, color=BLUE if network else ORANGE)
        write(axes, 6.0, y + 0.45, f"{year}  {entry}", align="right")
        write(axes, 6.5 + scale * error, y + 0.45, f"{error} %", align="left", weight="bold")
    axes.plot([6.3, 6.3], [0.1, 1.15 * len(CONTEST) + 0.2], color=GRID, linewidth=1.0)
    save(figure, "why_convolutions/contest.svg")


def table():
    """Write the contest as a table in MyST Markdown.

    Returns
    -------
    str
    """
    rows = [
        f"| {year} {entry} {{cite}}`{PREFIX}{key}` | {error} | {how} |"
        for year, entry, error, key, how in CONTEST
    ]
    return "\n".join(
        [
            "```{table} ImageNet's contest: top-5 error on the test images, in per cent.",
            ":name: tab-contest",
            "",
            "| entry | error | answered by |",
            "|---|---:|---|",
            *rows,
            "```",
            "",
        ]
    )


if __name__ == "__main__":
    timeline()
    contest()
    (HERE / "why_convolutions" / "contest.md").write_text(table(), encoding="utf-8")
