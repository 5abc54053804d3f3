"""The static figures of chapter "What an output sees"; its numbers come from cnncourse.

python -m book.figures.receptive_field.pictures
"""

from __future__ import annotations

from book.figures.draw import canvas, cell, save, write
from cnncourse.drawing.colours import BLUE, GREY, INK, LINE, ORANGE
from cnncourse.exercises.geometry import receptive_field

THREE = [(3, 1, 0, 1)] * 3
DILATED = [(3, 1, 0, 1), (3, 1, 0, 2), (3, 1, 0, 4)]
GRIDDED = [(3, 1, 0, 2)] * 3
STRIDED = [(3, 2, 0, 1), (3, 1, 0, 1), (3, 1, 0, 1)]


def read_by(layers):
    """List, for every depth from the output down to the image, the places that one output reads.

    Parameters
    ----------
    layers : list of (int, int, int, int)

    Returns
    -------
    list of list of int
        The output itself first, the pixels of the image last.
    """
    found = [[0]]
    for K, S, P, D in reversed(layers):
        reads = {i * S - P + u * D for i in found[-1] for u in range(K)}
        found.append(sorted(reads))
    return found


def tree(axes, layers, left, top, *, gap=1.75, names=True):
    """Draw an output, the inputs that it reads in every layer, and the pixels at the bottom."""
    size, jump, _ = receptive_field(layers)
    jumps = [1]
    for _, S, _, _ in layers:
        jumps.append(jumps[-1] * S)
    levels = read_by(layers)
    first = [level[0] for level in levels]
    middle = left + size / 2

    def centre(depth, place):
        """Where a place stands: in the middle of the pixels that it sees."""
        below = receptive_field(layers[: len(layers) - depth])
        return left + (place - first[depth]) * below[1] + below[0] / 2 + offset[depth]

    offset = [0.0] * len(levels)
    for depth, level in enumerate(levels):
        below = receptive_field(layers[: len(layers) - depth])
        span = (level[-1] - level[0]) * below[1] + below[0]
        offset[depth] = middle - left - span / 2
    for depth in range(len(levels) - 1):
        K, S, P, D = layers[len(layers) - 1 - depth]
        for i in levels[depth]:
            for u in range(K):
                read = i * S - P + u * D
                xs = [centre(depth, i), centre(depth + 1, read)]
                ys = [top + gap * depth + 0.35, top + gap * (depth + 1) - 0.35]
                axes.plot(xs, ys, color=BLUE if depth else ORANGE, linewidth=0.8, zorder=1)
    for depth, level in enumerate(levels[:-1]):
        for place in level:
            x, y = centre(depth, place), top + gap * depth
            axes.plot([x], [y], "o", color=BLUE if depth else ORANGE, markersize=6, zorder=3)
        if names:
            number = len(layers) - depth
            write(axes, 0.2, top + gap * depth, f"layer {number}", align="left")
    y = top + gap * (len(levels) - 1)
    pixels = levels[-1]
    for place in range(pixels[0], pixels[-1] + 1):
        seen = place in pixels
        x = left + place - pixels[0]
        colour, alpha, line = (ORANGE, 0.35, ORANGE) if seen else (GREY, 0.0, LINE)
        cell(axes, x, y - 0.4, colour, alpha, height=0.8, line=line)
        if not seen:
            axes.plot([x + 0.3, x + 0.7], [y - 0.2, y + 0.2], color=LINE, linewidth=1.2)
            axes.plot([x + 0.3, x + 0.7], [y + 0.2, y - 0.2], color=LINE, linewidth=1.2)
    if names:
        write(axes, 0.2, y, "image", align="left")
    return size, len(pixels)


def layers():
    """Three layers of three: an output sees seven pixels."""
    figure, axes = canvas(11.6, 7.6, inch=0.36)
    size, _ = tree(axes, THREE, 3.3, 0.8)
    for depth, field in enumerate((7, 5, 3)):
        below = receptive_field(THREE[: 3 - depth])[0]
        assert below == field
        write(axes, 11.4, 0.8 + 1.75 * depth, f"sees {field}", align="right")
    write(axes, 3.3 + size / 2, 7.1, f"{size} pixels", color=INK)
    save(figure, "receptive_field/layers.svg")


def strides():
    """The same three layers, the first with stride 2: eleven pixels."""
    figure, axes = canvas(15.4, 7.6, inch=0.3)
    size, _ = tree(axes, STRIDED, 3.6, 0.8)
    write(axes, 3.6 + size / 2, 7.1, f"{size} pixels")
    save(figure, "receptive_field/strides.svg")


def dilations():
    """Dilations 1, 2, 4 see every one of fifteen pixels; 2, 2, 2 read seven of thirteen."""
    figure, axes = canvas(18.2, 17.4, inch=0.255)
    for top, stack, name in (
        (1.9, DILATED, "dilations 1, 2, 4"),
        (10.9, GRIDDED, "dilations 2, 2, 2"),
    ):
        size, _, _ = receptive_field(stack)
        left = 3.2 + (15 - size) / 2
        _, seen = tree(axes, stack, left, top)
        write(axes, 10.7, top - 1.2, name, weight="bold")
        write(axes, 10.7, top + 6.3, f"{size} pixels wide, {seen} of them read")
    save(figure, "receptive_field/dilations.svg")


def live():
    """What stands in the place of the live figure where it cannot run."""
    figure, axes = canvas(20.6, 7.8, inch=0.23)
    left, bottom = 3.2, 0.9 + 3 * 1.75 - 0.4
    for place in range(17):
        cell(axes, left + place, bottom, GREY, 0.0, height=0.8)
    tree(axes, THREE, left + 5, 0.9)
    write(axes, left + 8.5, 7.2, "pixels 5 to 11 of 17")
    save(figure, "receptive_field/live.svg")


if __name__ == "__main__":
    for draw in (layers, strides, dilations, live):
        draw()
