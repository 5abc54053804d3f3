"""A network drawn to scale: one block for the output of every layer that changes the shape.

The height and depth of a block are the height and width of the maps; its thickness is the number of
channels. Both scales are the same throughout the picture; the key below it gives the size of the
tallest block. A dense layer has no height and width: it is a bar with its own scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log10

from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from cnncourse.drawing.blocks import units_of
from cnncourse.drawing.colours import FAINT, INK, KIND

SIZE = 2.3  # inches: the height of the largest map, and of the longest dense layer
THICKNESS = 4.4  # inches for all channels together
THINNEST = 0.035  # inches, so that a single channel is visible
GAP = 0.08
LETTERS = 8.5  # points
LINE_HEIGHT = 0.0185 * LETTERS  # inches
FAN = 0.36  # inches: height of the zone where lines run sideways, from blocks to labels
CLEAR = 0.06  # inches between a label and the line or the label beside it
LEFT = -0.2  # inches: left edge of texts
DENSE_GAP = 0.3  # inches: extra gap before a dense layer
DEPTH = (0.26, 0.20)  # displacement to the right and up per unit of depth


@dataclass(frozen=True)
class Placed:
    """A block with its position: left edge, thickness, height and depth in inches."""

    block: object
    left: float
    thickness: float
    height: float
    depth: float

    @property
    def right(self):
        return self.left + self.thickness


def draw_network(summary, *, title=""):
    """Draw a network to scale.

    Parameters
    ----------
    summary : blueprint.Summary
        As returned by `blueprint.summarize`.
    title : str

    Returns
    -------
    matplotlib.figure.Figure
        About 6 inches high and as wide as the network needs, on white; save it as SVG, PDF or PNG
        with `figure.savefig`.

    Raises
    ------
    ValueError
        If the network has no layers.
    """
    units = units_of(summary)
    scales = _Scales(units)
    placed = _place(units, scales)
    last = placed[-1][-1]
    labels = _labels(units, placed)
    middles, width = _spread(labels, max(last.right + last.depth * DEPTH[0] + 0.4, 6.1))
    top = SIZE / 2 + SIZE * DEPTH[1] / 2 + (0.9 if any(unit.skip for unit in units) else 0.62)
    below = -SIZE / 2 - SIZE * DEPTH[1] / 2 - 0.16
    rows = _rows(labels, below - FAN)
    bottom = rows[-1] - 0.68
    figure = Figure(figsize=(width + 0.3, top - bottom), facecolor="white", layout="none")
    axes = figure.add_axes([0, 0, 1, 1])
    axes.set(xlim=(-0.3, width), ylim=(bottom, top), aspect="equal")
    axes.axis("off")
    for group, unit in zip(placed, units, strict=True):
        for place in group:
            _draw_block(axes, place)
        if unit.skip:
            _draw_skip(axes, group, unit.times)
    for number, (label, middle) in enumerate(zip(labels, middles, strict=True)):
        _write_label(axes, *label, below, middle, rows[number % 2])
    _write_heading(axes, title, summary, top)
    _draw_key(axes, units, scales, bottom)
    return figure


class _Scales:
    """Inches per pixel, per channel and per unit of a dense layer."""

    def __init__(self, units):
        blocks = [block for unit in units for block in unit.blocks]
        maps = [block.shape for block in blocks if len(block.shape) > 1]
        rows = [block.shape[0] for block in blocks if len(block.shape) == 1]
        self.largest = max((max(_face(shape)) for shape in maps), default=1)
        self.pixel = SIZE / self.largest
        self.channel = THICKNESS / max(1, sum(shape[0] for shape in maps))
        self.channel = min(self.channel, 1.2 / max((shape[0] for shape in maps), default=1))
        self.longest = max(rows, default=0)
        self.number = SIZE / max(1, self.longest)


def _face(shape):
    """Return the height and width to draw: a volume's without its depth, a sequence as a square."""
    sizes = shape[1:][-2:]
    return sizes[0], sizes[-1]


def _place(units, scales):
    """Place the blocks from left to right."""
    placed, left = [], 0.0
    previous = None
    for unit in units:
        group = []
        for block in unit.blocks:
            if len(block.shape) == 1:
                height = max(block.shape[0] * scales.number, THINNEST)
                thickness, depth = 0.09, 0.0
            else:
                height, depth = (max(size * scales.pixel, THINNEST) for size in _face(block.shape))
                thickness = max(block.shape[0] * scales.channel, THINNEST)
            if previous is not None:
                left = previous.right + GAP + _room(previous, depth)
                left += DENSE_GAP if len(block.shape) == 1 else 0
            previous = Placed(block, left, thickness, height, depth)
            group.append(previous)
        placed.append(group)
    return placed


def _room(before, depth):
    """Keep a small block clear of the right side of the larger one before it."""
    return max(0.0, before.depth - depth) * DEPTH[0] * 0.5


def _draw_block(axes, place):
    """Draw the three visible faces of a box centred on the axis of the picture."""
    colour = KIND[place.block.kind]
    dx, dy = place.depth * DEPTH[0], place.depth * DEPTH[1]
    x, y = place.left, -place.height / 2 - dy / 2
    t, h = place.thickness, place.height
    faces = [
        ([(x, y), (x + t, y), (x + t, y + h), (x, y + h)], 0.0),
        ([(x, y + h), (x + t, y + h), (x + t + dx, y + h + dy), (x + dx, y + h + dy)], 0.45),
        ([(x + t, y), (x + t + dx, y + dy), (x + t + dx, y + h + dy), (x + t, y + h)], 0.22),
    ]
    for corners, white in faces if place.depth else faces[:1]:
        axes.add_patch(
            Polygon(
                corners,
                facecolor=_lighter(colour, white),
                edgecolor="white",
                linewidth=0.5,
                joinstyle="round",
            )
        )


def _lighter(colour, white):
    """Mix a colour "#rrggbb" with white."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(part + (1 - part) * white for part in parts)


def _draw_skip(axes, group, times):
    """Draw the shortcut of a residual block as an arc above it, with the number of repeats."""
    first, last = group[0], group[-1]
    start, end = first.left - GAP / 2, last.right + last.depth * DEPTH[0] * 0.5 + GAP / 2
    height = max(place.height / 2 + place.depth * DEPTH[1] / 2 for place in group)
    curve = [
        (start, height + 0.03),
        (start, height + 0.2),
        (end, height + 0.2),
        (end, height + 0.03),
    ]
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    axes.add_patch(PathPatch(Path(curve, codes), fill=False, edgecolor=INK, linewidth=0.9))
    if times > 1:
        middle = (start + end) / 2
        axes.text(middle, height + 0.22, f"× {times}", ha="center", fontsize=LETTERS, color=INK)


def _labels(units, placed):
    """Label blocks with their names and descriptions, equal neighbours together.

    Returns
    -------
    list of (float, float, str)
        Horizontal middle and lowest point of the blocks, text.
    """
    found = []
    for unit, group in zip(units, placed, strict=True):
        lines = _unit_lines(unit) if unit.skip else (unit.blocks[0].what, _shape(unit.blocks[0]))
        if found and found[-1][0] == lines:
            found[-1] = (lines, found[-1][1] + group, found[-1][2] + unit.names)
        else:
            found.append((lines, group, unit.names))
    return [_label(*one) for one in found]


def _unit_lines(unit):
    """Describe a residual block as architecture tables do: its layers, then the map size."""
    layers = [f"{block.what}, {block.shape[0]}" for block in unit.blocks]
    return (*layers, f"at {_size(unit.blocks[-1].shape)}")


def _label(lines, blocks, names):
    if len(lines) == 2 and len(names) > 1:  # equal neighbours
        lines = (f"{lines[0]}  × {len(names)}", lines[1])
    lines = (_range(names), *lines) if any(names) else lines  # a lone combinator has no name
    x = (blocks[0].left + blocks[-1].right) / 2
    low = min(-place.height / 2 - place.depth * DEPTH[1] / 2 for place in blocks)
    return x, low, "\n".join(lines)


def _range(names):
    """Shorten a list of names: "layer1.0–2" for "layer1.0" to "layer1.2"."""
    first, last = names[0], names[-1]
    outer, _, place = last.rpartition(".")
    if first == last:
        return first
    return f"{first}–{place}" if first.rpartition(".")[0] == outer else f"{first} –\n{last}"


def _shape(block):
    shape = block.shape
    return _grouped(shape[0]) if len(shape) == 1 else f"{shape[0]} at {_size(shape)}"


def _size(shape):
    square = len(shape) == 3 and shape[1] == shape[2]
    return f"{shape[1]}²" if square else " × ".join(map(str, shape[1:]))


def _grouped(number):
    return f"{number:,}".replace(",", " ")


def _spread(labels, width):
    """Move labels sideways, as little as possible, so that they fit in two alternating rows.

    Neighbours are in different rows; the line to a lower label passes between two upper ones.

    Returns
    -------
    middles : list of float
        Horizontal middles of the labels, in inches.
    width : float
        As given, or larger if the labels need it.
    """
    widths = [_text_width(text) for *_, text in labels]
    steps = [0.0, *accumulate(max(pair) / 2 + CLEAR for pair in pairwise(widths))]
    first, last = LEFT + widths[0] / 2, width - widths[-1] / 2 - 0.1 - steps[-1]
    starts = _rising(x - step for (x, *_), step in zip(labels, steps, strict=True))
    middles = [
        max(first, min(start, last)) + step for start, step in zip(starts, steps, strict=True)
    ]
    return middles, width + max(0.0, first - last)


def _rising(numbers):
    """Return the non-decreasing sequence nearest to some numbers, by least squares.

    Neighbours out of order are pooled: each becomes their mean.
    """
    pools = []
    for number in numbers:
        total, count = number, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]


def _text_width(text):
    """Measure the longest line of a text, in inches."""
    lines = text.split("\n")
    return max(TextPath((0, 0), line, size=LETTERS).get_extents().x1 for line in lines) / 72


def _rows(labels, top):
    """Return the tops of the two rows of labels and the bottom of the lower one."""
    lines = [[text.count("\n") + 1 for *_, text in labels[row::2]] for row in (0, 1)]
    heights = [LINE_HEIGHT * max(row, default=0) + 0.1 for row in lines]
    return top, top - heights[0], top - sum(heights)


def _write_label(axes, x, low, text, below, middle, top):
    """Write a label and the line to it from its blocks: down, sideways, and down again."""
    down = [low - 0.04, below, below - FAN + 0.04, top + 0.04]
    axes.plot([x, x, middle, middle], down, color=FAINT, linewidth=0.6)
    axes.text(
        middle, top, text, ha="center", va="top", fontsize=LETTERS, color=INK, linespacing=1.25
    )


def _write_heading(axes, title, summary, top):
    costs = (
        f"{_rounded(summary.parameters)} parameters, "
        f"{_rounded(summary.multiply_adds)} multiply-adds per image"
    )
    axes.text(LEFT, top - 0.12, title, ha="left", va="top", fontsize=12, color=INK, weight="bold")
    axes.text(LEFT, top - 0.36, costs, ha="left", va="top", fontsize=9.5, color=FAINT)


def _rounded(count):
    """Format a count with three digits: 61.7 thousand, 15.5 billion."""
    for size, word in ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")):
        if count >= size:
            digits = max(0, 2 - int(log10(count / size)))
            return f"{count / size:.{digits}f}{word}"
    return str(count)


def _draw_key(axes, units, scales, bottom):
    """Explain the colours and the scales at the bottom."""
    kinds = dict.fromkeys(block.kind for unit in units for block in unit.blocks)
    x, y = LEFT, bottom + 0.54
    for kind in kinds:
        box = [(x, y - 0.05), (x + 0.12, y - 0.05), (x + 0.12, y + 0.05), (x, y + 0.05)]
        axes.add_patch(Polygon(box, facecolor=KIND[kind], linewidth=0))
        axes.text(x + 0.17, y, kind, va="center", fontsize=LETTERS, color=FAINT)
        x += 0.42 + _text_width(kind)
    lines = [
        f"To scale: the tallest block is {scales.largest} pixels high; thickness shows channels"
    ]
    if scales.longest:
        lines.append(f"the longest bar has {_grouped(scales.longest)} units")
    if any(unit.skip for unit in units):
        lines.append("arcs are shortcuts")
    text = ";\n".join(part for part in (lines[0], "; ".join(lines[1:])) if part) + "."
    axes.text(LEFT, y - 0.12, text, va="top", fontsize=LETTERS, color=FAINT, linespacing=1.3)
