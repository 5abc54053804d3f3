"""The colours of all pictures: networks, charts, training and experiments.

In the book, ink, faint ink, lines and cards take the page's colours in light and dark mode.
"""

from __future__ import annotations

from matplotlib.colors import LinearSegmentedColormap

INK, FAINT = "#24292f", "#6b7280"  # text and outlines; less important text
LINE, GRID, CARD = "#c9ced6", "#e6e8ec", "#f4f5f7"
ON_COLOUR = "#1a1e23"  # text on a coloured cell, in both modes

BLUE, ORANGE, GREEN, RED, PURPLE = "#3d7fc9", "#d9772b", "#2f9e6e", "#d1495b", "#8a6fc7"
SERIES = (BLUE, ORANGE, GREEN, RED, PURPLE)  # for several curves in one chart

KIND = {  # of a layer
    "image": "#9aa1ab",
    "convolution": BLUE,
    "transposed convolution": "#2b98a0",
    "stacked branches": PURPLE,
    "pooling": ORANGE,
    "dense": GREEN,
}
OTHER_KIND = "#c3c8d0"

# Training: colours that colour-blind readers can tell apart (Okabe and Ito, 2008).
TRAINING, HELD_OUT = "#0072b2", "#d55e00"
RIGHT = LinearSegmentedColormap.from_list("right", ["#dcebf5", "#5ba3cf"])
WRONG = LinearSegmentedColormap.from_list("wrong", ["#fdeee2", "#d55e00"])
