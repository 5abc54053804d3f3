"""The roofline: how much of what the machine can do a layer gets.

A layer must move its arrays (bytes) and do its multiply-adds. With few multiply-adds a byte the
memory is the limit, with many the arithmetic. (Williams, Waterman and Patterson, "Roofline: an
insightful visual performance model for multicore architectures", CACM 2009.)
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter

STYLE = Path(__file__).resolve().parents[1] / "book" / "style.mplstyle"
INK, LINE = "#24292f", "#c9ced6"
BLUE, ORANGE, GREEN = "#3d7fc9", "#d9772b", "#2f9e6e"
COLOURS = {"torch": ORANGE, "readable": GREEN, "ours": BLUE}
WORDS = {"torch": "torch, its better layout", "readable": "readable im2col", "ours": "ours"}
MARKERS = {"convolution": "o", "network": "*", "max pool": "s", "batch norm": "D", "relu": "^"}
KINDS = {
    "convolution": "convolution",
    "network": "VGG-16, forward",
    "max pool": "max pooling",
    "batch norm": "batch norm",
    "relu": "ReLU",
}


LABELS = {  # rows that stand apart enough to be named
    "LeNet C1": "LeNet C1",
    "LeNet C3": "LeNet C3",
    "1x1, 64 at 28": "1×1",
    "3x3, 32 at 16": "32 at 16²",
    "3x3 depthwise, 64 at 28": "depthwise",
    "VGG, 64 at 56": "VGG, 64 at 56²",
    "VGG, 256 at 28": "VGG, 256 at 28²",
    "max pool 3x3, 64 at 56": "3×3",
}


def measure_roof(rounds, clock, size=1024, large=2**24, small=2**15):
    """Measure what the machine gives a matrix product and a copy, float32.

    Returns
    -------
    dict
        `multiply_adds_per_second` of a product of two `size` by `size` matrices;
        `memory_bytes_per_second` and `cache_bytes_per_second`, read plus written, of a copy of
        `large` and of `small` numbers.
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


def draw(report, path):
    """Draw `report`, as `benchmarks/layers.py` writes it to JSON, into `path` (.svg or .png)."""
    with plt.style.context(STYLE):
        figure, axes = plt.subplots(figsize=(8.2, 5.4))
        _draw_roof(axes, report["roof"], report["rows"])
        for row in report["rows"]:
            _draw_row(axes, row)
        _legends(axes, report["rows"])
        axes.set_ylim(top=1.4 * axes.get_ylim()[1])
        threads = "one thread" if report["threads"] == 1 else f"{report['threads']} threads"
        axes.set(
            xlabel="multiply-adds for each byte that must be read or written",
            ylabel="billion multiply-adds a second",
        )
        axes.set_title(f"What the layers get out of the machine (float32, {threads})", loc="left")
        options = {"metadata": {"Date": None}} if path.suffix == ".svg" else {"dpi": 160}
        figure.savefig(path, **options)
        plt.close(figure)


def _draw_roof(axes, roof, rows):
    """Two slopes, memory and cache, up to the speed of a matrix product; tinted below."""
    peak = roof["multiply_adds_per_second"] / 1e9
    intensities = [row["operations"] / row["bytes"] for row in rows]
    left, right = min([*intensities, 0.1]) / 2.5, max([*intensities, 100]) * 2
    x = np.geomspace(left, right, 400)
    memory, cache = (roof[f"{name}_bytes_per_second"] / 1e9 for name in ("memory", "cache"))
    axes.fill_between(x, np.minimum(peak, cache * x), color=LINE, alpha=0.18, linewidth=0)
    axes.fill_between(x, np.minimum(peak, memory * x), color=LINE, alpha=0.25, linewidth=0)
    axes.plot(x, np.minimum(peak, cache * x), color=INK, linestyle=(0, (1, 2)), linewidth=1.2)
    axes.plot(x, np.minimum(peak, memory * x), color=INK, linewidth=1.2)
    axes.set(xscale="log", yscale="log", xlim=(left, right))
    place = {"textcoords": "offset points", "va": "bottom", "size": 9}
    start = peak / memory
    axes.annotate(f"matrix product: {peak:.0f}", (start, peak), (2, 3), **place)
    for name, slope, at in (("cache", cache, 0.2), ("memory", memory, 0.45)):
        axes.annotate(
            f"{name}, {slope:.0f} GB/s",
            (at, at * slope),
            (-3, 4),
            rotation=45,
            rotation_mode="anchor",
            transform_rotates_text=True,
            **place,
        )
    plain = FuncFormatter(lambda value, _: f"{value:g}")
    axes.xaxis.set_major_formatter(plain)
    axes.yaxis.set_major_formatter(plain)


def _draw_row(axes, row):
    """One point a method, joined by a thin line: the same layer, hence the same place."""
    x = row["operations"] / row["bytes"]
    speed = {
        name: row["operations"] / (1e6 * row["milliseconds"][method]["total"])
        for name, method in (
            ("torch", row["better_layout"]),
            ("readable", "readable"),
            ("ours", "ours"),
        )
        if method in row["milliseconds"]
    }
    axes.plot([x, x], [min(speed.values()), max(speed.values())], color=LINE, linewidth=1, zorder=2)
    size = 150 if row["kind"] == "network" else 46
    for name, y in speed.items():
        axes.scatter(
            x,
            y,
            s=size,
            marker=MARKERS[row["kind"]],
            color=COLOURS[name],
            edgecolors="white",
            linewidths=0.8,
            zorder=4 if name == "ours" else 3,
        )

    if row["name"] in LABELS:
        above = speed["ours"] == max(speed.values())
        y, offset = (max(speed.values()), 6) if above else (min(speed.values()), -7)
        place = {"textcoords": "offset points", "ha": "center", "va": "bottom" if above else "top"}
        axes.annotate(LABELS[row["name"]], (x, y), (0, offset), size=9, **place)


def _legends(axes, rows):
    kinds = [kind for kind in MARKERS if any(row["kind"] == kind for row in rows)]
    colours = [
        axes.scatter([], [], color=COLOURS[name], s=46, label=WORDS[name]) for name in COLOURS
    ]
    shapes = [
        axes.scatter([], [], color=INK, marker=MARKERS[kind], s=46, label=KINDS[kind])
        for kind in kinds
    ]
    axes.add_artist(axes.legend(handles=colours, loc="upper left"))
    axes.legend(handles=shapes, loc="lower right")
