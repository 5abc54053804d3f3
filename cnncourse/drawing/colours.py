"""The one place for colours: of pictures (networks, charts, training, experiments) and of pages.

Pictures are drawn in light colours. In the book their ink, faint ink, lines and cards become the
page's own, in light and in dark mode. `book/style.mplstyle` repeats some of them for matplotlib;
a test compares.
"""

from __future__ import annotations

from matplotlib.colors import LinearSegmentedColormap

INK, FAINT = "#24292f", "#6b7280"  # text and outlines; less important text
LINE, GRID, CARD = "#c9ced6", "#e6e8ec", "#f4f5f7"
ON_COLOUR = "#1a1e23"  # text on a coloured cell, in both modes
PIXEL = ("#8d97a4", "#ffffff")  # cells of an image, from the darkest to the brightest

BLUE, ORANGE, GREEN, RED, PURPLE = "#3d7fc9", "#d9772b", "#2f9e6e", "#d1495b", "#8a6fc7"
TEAL, GREY = "#2b98a0", "#6b7785"
SERIES = (BLUE, ORANGE, GREEN, RED, PURPLE)  # for several curves in one chart

KIND = {  # of a layer
    "image": "#9aa1ab",
    "convolution": BLUE,
    "transposed convolution": TEAL,
    "stacked branches": PURPLE,
    "pooling": ORANGE,
    "dense": GREEN,
}
OTHER_KIND = "#c3c8d0"

# Training: colours that colour-blind readers can tell apart (Okabe and Ito, 2008).
TRAINING, HELD_OUT = "#0072b2", "#d55e00"
RIGHT = LinearSegmentedColormap.from_list("right", ["#dcebf5", "#5ba3cf"])
WRONG = LinearSegmentedColormap.from_list("wrong", ["#fdeee2", "#d55e00"])

# The pages, each in light and in dark mode. Text in them keeps a contrast of 4.5 or more.
PAGE = {
    "paper": ("#ffffff", "#14181e"),
    "card": ("#f5f6f8", "#1c222b"),
    "line": ("#d9dde3", "#343d49"),
    "cell-line": (LINE, "#434e5d"),  # round the cells of a live figure
    "ink": (INK, "#dde3ea"),
    "heading": ("#171b21", "#f1f4f7"),
    "muted": ("#57606c", "#a0abb8"),
    "grey": (GREY, "#a3adba"),
    "accent": ("#1f5fa8", "#8dbcf0"),  # links; what adds
    "warm": ("#b4530c", "#f2a763"),  # a link under the pointer
    "window": ("#a84b08", "#f2a763"),  # what is looked at
    "minus": ("#a52d8e", "#ee90d8"),  # what subtracts
    "night": ("#0e131b", "#0b0f15"),  # round the picture on the front page, in both modes
    "night-ink": ("#f1f4f7", "#f1f4f7"),
    "night-muted": ("#b9c3cf", "#b9c3cf"),
    "night-accent": ("#8dbcf0", "#8dbcf0"),
    "lit": (ORANGE, ORANGE),  # laid over what is looked at
    "pixel-dark": (PIXEL[0], PIXEL[0]),
    "pixel-bright": (PIXEL[1], PIXEL[1]),
    "on-pixel": (ON_COLOUR, ON_COLOUR),
    "target": ("#fff3d6", "#4a3b17"),  # where a link within the page led to
}
