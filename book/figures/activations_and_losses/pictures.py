"""The static figures of chapter "Activations and losses"; cnncourse computes every number.

python -m book.figures.activations_and_losses.pictures
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from book.figures.draw import save
from cnncourse import layers
from cnncourse.drawing.colours import BLUE, LINE, ORANGE

CURVES = (
    ("ReLU", layers.relu_forward, layers.relu_backward, None, (0,)),
    ("leaky ReLU", layers.leaky_relu_forward, layers.leaky_relu_backward, 0.01, (0,)),
    ("PReLU, slope 1/4", layers.leaky_relu_forward, layers.leaky_relu_backward, 0.25, (0,)),
    ("ReLU6", layers.relu6_forward, layers.relu6_backward, None, (0, 6)),
    ("sigmoid", layers.sigmoid_forward, layers.sigmoid_backward, None, ()),
    ("tanh", layers.tanh_forward, layers.tanh_backward, None, ()),
)


def curves():
    """Six activations with their slopes."""
    figure, axes = plt.subplots(3, 2, figsize=(4.1, 5.7))
    for place, (name, forward, backward, options, corners) in zip(axes.flat, CURVES, strict=True):
        options = {"negative_slope": options} if options else {}
        low, high = (-4, 8) if name == "ReLU6" else (-4, 4)
        x = np.linspace(low, high, 481)
        out, cache = forward(x, **options)
        slope = backward(np.ones_like(x), cache)
        slope[np.isin(x.round(6), corners)] = np.nan  # no slope at a corner: break the line
        place.axhline(0, color=LINE, linewidth=0.8)
        place.axvline(0, color=LINE, linewidth=0.8)
        place.plot(x, out, color=BLUE)
        place.plot(x, slope, color=ORANGE, linestyle="--", linewidth=1.6)
        place.set_title(name)
        ticks = {"sigmoid": [0, 1], "tanh": [-1, 0, 1], "ReLU6": [0, 1, 6]}
        place.set_yticks(ticks.get(name, [0, 1, 4]))
        place.set_xticks([low, 0, high] if name != "ReLU6" else [-4, 0, 6])
    axes[0, 0].text(0.6, 3.4, "output", color=BLUE, ha="right", weight="bold")
    axes[0, 0].text(-3.9, 0.35, "slope", color=ORANGE, weight="bold")
    save(figure, "activations_and_losses/curves.svg")


def softmax():
    """Logits 9, 5 and 0, their powers, and the probabilities."""
    logits = np.array([9.0, 5.0, 0.0])
    p, _ = layers.softmax_forward(logits)
    panels = (
        ("logits", logits, "{:.0f}"),
        ("powers of e", np.exp(logits), "{:,.0f}"),
        ("probabilities", p, "{:.4f}"),
    )
    figure, axes = plt.subplots(3, 1, figsize=(3.9, 4.3))
    for place, (name, values, form) in zip(axes, panels, strict=True):
        bars = place.barh(["cat", "dog", "ship"], values, color=BLUE, height=0.62)
        place.bar_label(bars, [form.format(value) for value in values], padding=4)
        place.invert_yaxis()
        place.set_title(name, loc="left")
        place.set_xticks([])
        place.set_xlim(0, 1.25 * values.max())
        place.spines["bottom"].set_visible(False)
    save(figure, "activations_and_losses/softmax.svg")


if __name__ == "__main__":
    curves()
    softmax()
