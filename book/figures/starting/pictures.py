"""The static figures of chapter "How a network starts".

python -m book.figures.starting.pictures
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from book.figures.draw import save
from cnncourse.drawing.colours import BLUE, GREEN, INK, ORANGE, PURPLE
from cnncourse.exercises.training import glorot_uniform, he_normal

LAYERS, UNITS, IMAGES = 30, 100, 500
START = {  # rule, factor and colour
    "twice He": (he_normal, 2.0, ORANGE),
    "He": (he_normal, 1.0, BLUE),
    "Glorot": (glorot_uniform, 1.0, GREEN),
    "half of He": (he_normal, 0.5, PURPLE),
}


def sizes(draw, factor, *, normalized=False):
    """The root mean square after every layer, for vectors of random numbers."""
    rng = np.random.default_rng(0)
    signal, found = rng.standard_normal((IMAGES, UNITS)), []
    for _ in range(LAYERS):
        z = signal @ (factor * draw((UNITS, UNITS), rng)).T
        if normalized:
            z = (z - z.mean(axis=0)) / z.std(axis=0)
        signal = np.maximum(z, 0)
        found.append(np.sqrt(np.mean(signal**2)))
    return np.array(found)


def signal():
    """The size of the signal against the layer, for four ways to start."""
    figure, axes = plt.subplots(figsize=(3.9, 3.3))
    for name, (draw, factor, colour) in START.items():
        found = sizes(draw, factor)
        axes.plot(range(1, LAYERS + 1), found, color=colour)
        above = {"half of He": 2e-4, "Glorot": 14.0, "twice He": 0.05}.get(name, 8.0)
        place = {"half of He": 5, "twice He": 20}.get(name, 17)
        axes.text(place, found[place - 1] * above, name, color=colour, weight="bold", va="center")
    axes.set_yscale("log")
    axes.set_xlabel("layer")
    axes.set_title("root mean square of the outputs", loc="left")
    axes.set_yticks([1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9])
    save(figure, "starting/signal.svg")


def normalized():
    """The same with batch norm between the sum and the ReLU."""
    figure, axes = plt.subplots(figsize=(3.9, 2.4))
    for name, width in (("twice He", 5.0), ("He", 3.0), ("half of He", 1.2)):
        draw, factor, colour = START[name]
        found = sizes(draw, factor, normalized=True)
        axes.plot(range(1, LAYERS + 1), found, color=colour, linewidth=width, label=name)
    axes.set_yscale("log")
    axes.set(ylim=(1e-3, 1e3), xlabel="layer")
    axes.set_yticks([1e-3, 1, 1e3])
    axes.set_title("with batch norm", loc="left")
    axes.legend(loc="upper right", labelcolor=INK)
    save(figure, "starting/normalized.svg")


if __name__ == "__main__":
    signal()
    normalized()
