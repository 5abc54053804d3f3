"""The static figures of chapter "Backpropagation"; every number in them is computed by cnncourse.

python -m book.figures.backpropagation.pictures
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle

from book.figures.draw import arrow, canvas, cell, save, write
from cnncourse.checks.backpropagation.cases import paper_network
from cnncourse.drawing.colours import BLUE, CARD, LINE, ORANGE
from cnncourse.exercises.backpropagation import fan_out_backward
from cnncourse.layers import (
    linear_backward,
    linear_forward,
    mean_squared_error,
    relu_backward,
    relu_forward,
)


def node(axes, x, y, text, radius=0.85, size=12):
    axes.add_patch(Circle((x, y), radius, facecolor=CARD, edgecolor=LINE, linewidth=1.0, zorder=2))
    write(axes, x, y, text, size=size, zorder=3)


def told(number):
    return f"{number:g}".replace("-", "\u2212")


def edge(axes, start, end, value, gradient, at, *, radius=0.85):
    """Draw an arrow between two nodes, its value in blue and its gradient in orange below."""
    start, end = np.array(start), np.array(end)
    along = (end - start) / np.hypot(*(end - start))
    arrow(axes, start + radius * along, end - radius * along)
    x, y = at
    write(axes, x, y - 0.5, told(value), color=BLUE, weight="bold", size=12)
    write(axes, x, y + 0.5, told(gradient), color=ORANGE, weight="bold", size=12)


def weighted(axes, start, end, weight, share):
    """Draw an arrow with its weight on it, at a share of its length."""
    arrow(axes, start, end)
    x, y = np.array(start) * (1 - share) + np.array(end) * share
    cell(axes, x - 0.48, y - 0.34, CARD, 1.0, width=0.96, height=0.68)
    write(axes, x, y, told(weight), size=12)


def graph():
    """The graph of (x + w) x at x = 3, w = 2, with values and gradients."""
    x, w = np.array([3.0]), np.array([2.0])
    dx, dw = (float(one[0]) for one in fan_out_backward(np.ones(1), (x, w)))
    x, w = float(x[0]), float(w[0])
    s = x + w
    through_sum = dw  # a sum hands its gradient to both terms
    figure, axes = canvas(14.8, 8.4, inch=0.3)
    places = {
        "x": (1.2, 2.2),
        "w": (1.2, 6.6),
        "+": (5.6, 4.6),
        "×": (9.6, 2.2),
        "out": (13.6, 2.2),
    }
    edge(axes, places["x"], places["+"], x, through_sum, (3.2, 4.3))
    edge(axes, places["w"], places["+"], w, dw, (3.6, 6.7))
    edge(axes, places["+"], places["×"], s, through_sum, (8.4, 4.4))
    edge(axes, places["x"], places["×"], x, s, (5.4, 2.2))
    edge(axes, places["×"], places["out"], s * x, 1, (11.6, 2.2))
    for name, place in places.items():
        node(axes, *place, name)
    both = f"{told(s)} + {told(through_sum)} = {told(dx)}"
    write(axes, 1.2, 0.75, both, color=ORANGE, weight="bold")
    write(axes, 8.2, 7.1, "value", color=BLUE, weight="bold", align="left")
    write(axes, 8.2, 7.9, "derivative of out", color=ORANGE, weight="bold", align="left")
    save(figure, "backpropagation/graph.svg")


def network():
    """The two-layer network on paper: weights on the edges, values and gradients at the nodes."""
    x, targets, w1, b1, w2, b2 = paper_network()
    z, first = linear_forward(x, w1, b1)
    h, gate = relu_forward(z)
    out, second = linear_forward(h, w2, b2)
    loss, dout = mean_squared_error(out, targets)
    dh, _, _ = linear_backward(dout, second)
    dz = relu_backward(dh, gate)
    dx, _, _ = linear_backward(dz, first)
    figure, axes = canvas(15.4, 12.6, inch=0.29)
    rows, inputs = (2.2, 6.2, 10.2), (3.2, 9.2)
    columns = {"x": 1.1, "z": 6.0, "h": 9.2, "out": 13.0}

    def both(x, y, value, gradient):
        write(axes, x, y - 0.42, told(value), color=BLUE, weight="bold", size=12)
        write(axes, x, y + 0.42, told(gradient), color=ORANGE, weight="bold", size=12)

    def circle(x, y):
        axes.add_patch(Circle((x, y), 0.95, facecolor=CARD, edgecolor=LINE, zorder=2))

    for f, row in enumerate(rows):
        for c, start in enumerate(inputs):
            tip = columns["z"] - 0.98, row + 0.25 * (c - 0.5)
            weighted(axes, (columns["x"] + 0.98, start), tip, w1[f, c], 0.3)
        arrow(axes, (columns["z"] + 0.98, row), (columns["h"] - 0.98, row))
        tip = columns["out"] - 0.9, rows[1] + 0.35 * (f - 1)
        weighted(axes, (columns["h"] + 0.98, row), tip, w2[0, f], 0.42)
        write(axes, columns["z"], row - 1.3, f"bias {told(b1[f])}", size=12)
    nodes = [("x", inputs, x[0], dx[0]), ("z", rows, z[0], dz[0]), ("h", rows, h[0], dh[0])]
    nodes.append(("out", (rows[1],), out[0], dout[0]))
    for name, places, values, gradients in nodes:
        for place, value, gradient in zip(places, values, gradients, strict=True):
            circle(columns[name], place)
            both(columns[name], place, value, gradient)
        write(axes, columns[name], 0.35, name, size=12)
    write(axes, columns["out"], rows[1] - 1.35, f"bias {told(b2[0])}", size=12)
    target = targets[0, 0]
    write(axes, columns["out"], 8.4, f"target {told(target)}", size=12)
    write(axes, columns["out"], 9.3, f"loss {told(loss)}", size=11, weight="bold")
    write(axes, 0.3, 11.9, "value", color=BLUE, weight="bold", align="left")
    write(axes, 2.7, 11.9, "gradient of the loss", color=ORANGE, weight="bold", align="left")
    cell(axes, 10.6, 11.55, CARD, 1.0, width=0.96, height=0.68)
    write(axes, 11.9, 11.9, "weight", align="left")
    save(figure, "backpropagation/network.svg")


if __name__ == "__main__":
    graph()
    network()
