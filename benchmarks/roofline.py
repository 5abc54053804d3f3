"""The roofline: how close a layer gets to the machine's limits.

A layer must move its arrays (bytes) and do its multiply-adds. With few multiply-adds per byte,
memory is the limit; with many, arithmetic is. (Williams, Waterman and Patterson, "Roofline: an
insightful visual performance model for multicore architectures", CACM 2009.)
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter, NullLocator

from cnncourse.drawing.colours import BLUE, GREEN, INK, LINE, ORANGE

STYLE = Path(__file__).resolve().parents[1] / "book" / "style.mplstyle"
COLOURS = {"torch": ORANGE, "readable": GREEN, "ours": BLUE}
WORDS = {"torch": "torch, its better layout", "readable": "readable im2col", "ours": "ours"}
SMALL = 11  # points: at least eleven pixels on a phone

LABELS = {  # rows far enough apart to be labelled; the others are faint
    "ReLU, VGG, 64 at 56": "ReLU",
    "max pool 3x3, 64 at 56": "max pool 3×3",
    "batch norm, VGG, 64 at 56": "batch norm",
    "3x3 depthwise, 64 at 28": "depthwise",
    "LeNet C1": "LeNet C1",
    "3x3, 16 at 32": "16 at 32²",
    "3x3, 32 at 16": "32 at 16²",
    "3x3, 64 at 8": "64 at 8²",
    "VGG, 256 at 28": "256 at 28²",
}


def measure_roof(rounds, clock, size=1024, large=2**24, small=2**15):
    """Measure the machine's speed at a matrix product and at a copy, float32.

    Returns
    -------
    dict
        `multiply_adds_per_second` of a product of two `size` by `size` matrices;
        `memory_bytes_per_second` and `cache_bytes_per_second`, read plus written, of copies of
        `large` and `small` arrays.
    """
    a, b = np.random.default_rng(0).standard_normal((2, size, size), dtype=np.float32)
    source, target = np.ones((2, large), dtype=np.float32)
    product = np.empty_like(a)
    seconds = {
        "product": _best(lambda: np.matmul(a, b, out=product), rounds, clock),
        "memory": _best(lambda: np.copyto(target, source), rounds, clock),
        "cache": _best(lambda: np.copyto(target[:small], source[:small]), 100 * rounds, clock),
    }
    return {
        "multiply_adds_per_second": size**3 / seconds["product"],
        "memory_bytes_per_second": 8 * large / seconds["memory"],
        "cache_bytes_per_second": 8 * small / seconds["cache"],
    }


def _best(run, rounds, clock):
    best = np.inf
    for _ in range(rounds + 1):
        start = clock()
        run()
        best = min(best, clock() - start)
    return best


def draw(run, path):
    """Draw one run of `benchmarks/layers.py`, as in its JSON, into `path` (.svg or .png)."""
    with plt.style.context(STYLE):
        figure = roofline(run)
        options = {"metadata": {"Date": None}} if path.suffix == ".svg" else {"dpi": 160}
        figure.savefig(path, **options)
        plt.close(figure)


def roofline(run):
    """Draw one run: a point for every method of every layer, below the machine's limits.

    Of pooling, norm and ReLU, only labelled rows are drawn; the others would coincide.

    Returns
    -------
    matplotlib figure
    """
    figure, axes = plt.subplots(figsize=(4.3, 4.7))
    axes.set(xscale="log", yscale="log", box_aspect=1.05)
    points = [point for row in run["rows"] if _is_drawn(row) for point in _points(row)]
    _draw_roof(axes, run["roof"], np.array([(x, y) for x, y, _ in points]).reshape(-1, 2))
    for row in run["rows"]:
        if _is_drawn(row):
            _draw_row(axes, row)
    for name, colour in COLOURS.items():
        axes.scatter([], [], color=colour, s=46, label=WORDS[name])
    axes.legend(loc="upper left", fontsize=SMALL, borderaxespad=0, handletextpad=0.2)
    threads = "one thread" if run["threads"] == 1 else f"{run['threads']} threads"
    axes.set_xlabel("multiply-adds for each byte that must move")
    axes.set_ylabel(f"billion multiply-adds a second, {threads}")
    plain = FuncFormatter(lambda value, _: f"{value:g}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(plain)
        axis.set_minor_locator(NullLocator())
    return figure


def _is_drawn(row):
    return row["name"] in LABELS or row["kind"] in ("convolution", "network")


def _points(row):
    """Place the methods of a row: multiply-adds per byte, billions per second, and the method."""
    methods = {"torch": row["better_layout"], "readable": "readable", "ours": "ours"}
    return [
        (
            row["operations"] / row["bytes"],
            row["operations"] / (1e6 * row["milliseconds"][method]["total"]),
            name,
        )
        for name, method in methods.items()
        if method in row["milliseconds"]
    ]


def _draw_roof(axes, roof, points):
    """Draw two slopes, memory and cache, up to the speed of a matrix product; tinted below."""
    peak = roof["multiply_adds_per_second"] / 1e9
    left, right = min([*points[:, 0], 0.1]) / 1.8, max([*points[:, 0], 100]) * 1.8
    low, high = min([*points[:, 1], 1]) / 16, 1.8 * max([*points[:, 1], peak])  # room for words
    axes.set(xlim=(left, right), ylim=(low, high))
    decades = np.log10(right / left) / np.log10(high / low)
    tilt = np.degrees(np.arctan(axes.get_box_aspect() * decades))
    x = np.geomspace(left, right, 400)
    place = {"textcoords": "offset points", "va": "bottom", "size": SMALL}
    for name, alpha, dashes in (("cache", 0.16, (0, (1, 2))), ("memory", 0.24, "solid")):
        slope = roof[f"{name}_bytes_per_second"] / 1e9
        limit = np.minimum(peak, slope * x)
        axes.fill_between(x, low, limit, color=LINE, alpha=alpha, linewidth=0)
        axes.plot(x, limit, color=INK, linestyle=dashes, linewidth=1.2, zorder=1)
        axes.annotate(
            f"{name}, {slope:.0f} GB/s",
            (peak / slope / 1.4, peak / 1.4),
            (-2, 2),
            ha="right",
            rotation=tilt,
            rotation_mode="anchor",
            **place,
        )
    memory = roof["memory_bytes_per_second"] / 1e9
    axes.annotate(f"product: {peak:.0f}", (peak / memory, peak), (2, 3), **place)


def _draw_row(axes, row):
    """Draw one point per method, joined by a thin line because they are the same layer."""
    named = row["name"] in LABELS
    points = _points(row)
    for x, y, name in points:
        axes.scatter(
            x,
            y,
            s=50 if named else 16,
            alpha=1 if named else 0.35,
            color=COLOURS[name],
            linewidths=0,
            zorder=3 + named,
        )
    if named:
        (x, *_), speeds = points[0], [y for _, y, _ in points]
        axes.plot([x, x], [min(speeds), max(speeds)], color=INK, linewidth=0.8, zorder=2)
        axes.annotate(
            LABELS[row["name"]],
            (x, min(speeds)),
            (0, -7),
            textcoords="offset points",
            rotation=90,
            ha="center",
            va="top",
            size=SMALL,
            zorder=5,
        )
