"""The static figures of chapter "Training".

python -m book.figures.training.pictures
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from book.figures.draw import save
from cnncourse import nn
from cnncourse.drawing.colours import BLUE, GREEN, GREY, HELD_OUT, INK, ORANGE, PURPLE, TRAINING
from cnncourse.exercises.digit_network import DigitNetwork
from cnncourse.exercises.training import (
    adam_step,
    cosine_rate,
    he_normal,
    loss_at_start,
    one_cycle_rate,
    sgd_step,
)
from cnncourse.train.schedules import stepwise

STEEP = np.array([1.0, 20.0])  # the loss is half the sum of STEEP * w²
FIRST = np.array([-9.0, 1.6])


def path(step, steps=40):
    """The weights on the way down the valley."""
    w, state, found = FIRST, [np.zeros(2), np.zeros(2)], [FIRST]
    for t in range(1, steps + 1):
        w, *state = step(w, STEEP * w, state, t)
        found.append(w)
    return np.array(found)


def of_sgd(rate, momentum):
    def step(w, g, state, t):
        w, velocity = sgd_step(w, g, state[0], rate=rate, momentum=momentum)
        return w, velocity, state[1]

    return step


def of_adam(rate):
    def step(w, g, state, t):
        return adam_step(w, g, *state, t, rate=rate, betas=(0.9, 0.9))

    return step


PATHS = (
    ("SGD, rate 0.09", of_sgd(0.09, 0.0), BLUE),
    ("momentum 0.7, rate 0.045", of_sgd(0.045, 0.7), ORANGE),
    ("Adam, rate 0.5", of_adam(0.5), GREEN),
)


def valley():
    """Three ways down a long valley, 40 steps each."""
    figure, panels = plt.subplots(3, 1, figsize=(3.9, 4.6), sharex=True)
    across, along = np.meshgrid(np.linspace(-10, 3, 200), np.linspace(-2.2, 2.2, 120))
    loss = (STEEP[0] * across**2 + STEEP[1] * along**2) / 2
    for axes, (name, step, colour) in zip(panels, PATHS, strict=True):
        axes.contour(across, along, loss, [0.5, 3, 10, 25, 50], colors=GREY, linewidths=0.6)
        found = path(step)
        axes.plot(*found.T, "o-", color=colour, markersize=2.6, linewidth=1.1)
        axes.plot(0, 0, "+", color=INK, markersize=9)
        axes.set_title(name, loc="left", color=colour)
        axes.set(ylim=(-2.2, 2.2), yticks=[-2, 0, 2])
    panels[-1].set_xlabel("flat direction")
    panels[1].set_ylabel("steep direction")
    save(figure, "training/valley.svg")


def rates():
    """Four schedules over a hundred steps."""
    figure, axes = plt.subplots(figsize=(3.9, 2.7))
    steps, peak = np.arange(100), 0.1
    lines = {
        "constant": [peak for _ in steps],
        "step": [stepwise(step, 100, start=peak) for step in steps],
        "cosine": [cosine_rate(step, 100, peak) for step in steps],
        "one cycle": [one_cycle_rate(step, 100, peak) for step in steps],
    }
    places = {
        "constant": (62, 0.106),
        "step": (52, 0.018),
        "cosine": (33, 0.042),
        "one cycle": (13, 0.017),
    }
    colours = (GREY, PURPLE, BLUE, ORANGE)
    for (name, line), colour in zip(lines.items(), colours, strict=True):
        axes.plot(steps, line, color=colour)
        axes.text(*places[name], name, color=colour, weight="bold")
    axes.set(xlabel="step", yticks=[0, 0.05, 0.1], ylim=(-0.003, 0.118))
    axes.set_title("learning rate", loc="left")
    save(figure, "training/rates.svg")


def run(*, images=1297, rate=0.05, epochs=15, zeros=False, shuffled=False, batch=32):
    """Train on digits with a constant rate; the losses on both parts, epoch by epoch."""
    pictures, labels = load_digits(return_X_y=True)
    pictures = pictures.reshape(-1, 1, 8, 8).astype(np.float32) / 16
    order = np.random.default_rng(1).permutation(len(labels))
    pictures, labels = pictures[order], labels[order]
    x, y = pictures[:images], labels[:images]
    if shuffled:
        y = np.random.default_rng(2).permutation(y)
    network, rng = DigitNetwork(nn), np.random.default_rng(0)
    weights = [he_normal(s, rng) if len(s) > 1 else np.zeros(s) for s in network.shapes]
    if zeros:
        weights = [np.zeros(s) for s in network.shapes]
    velocities = [np.zeros(s) for s in network.shapes]
    losses = []
    for _ in range(epochs + 1):
        held_out = network.loss_and_gradients(weights, pictures[-500:], labels[-500:])[0]
        losses.append((network.loss_and_gradients(weights, x, y)[0], held_out))
        for chosen in np.array_split(rng.permutation(images), max(1, images // batch)):
            _, gradients = network.loss_and_gradients(weights, x[chosen], y[chosen])
            for k, g in enumerate(gradients):
                weights[k], velocities[k] = sgd_step(
                    weights[k], g, velocities[k], rate=rate, momentum=0.9
                )
    return np.array(losses)


RUNS = {
    "healthy": {"rate": 0.01},
    "rate too small": {"rate": 0.0001},
    "rate too large": {"rate": 0.3},
    "too few images": {"images": 60, "rate": 0.05, "epochs": 40, "batch": 20},
    "labels shuffled": {"shuffled": True, "rate": 0.02, "epochs": 40},
    "starts at zero": {"zeros": True, "rate": 0.01},
}


def curves():
    """Six learning curves, one for each thing that goes right or wrong."""
    figure, panels = plt.subplots(3, 2, figsize=(3.9, 5.6), sharey=True)
    for axes, (name, options) in zip(panels.flat, RUNS.items(), strict=True):
        losses = np.clip(run(**options), 5e-3, 8)
        axes.axhline(loss_at_start(10), color=GREY, linewidth=0.8, linestyle=":")
        axes.plot(losses[:, 1], color=HELD_OUT)
        axes.plot(losses[:, 0], "--", color=TRAINING)
        axes.set_yscale("log")
        axes.set(ylim=(4e-3, 9), yticks=[1e-2, 0.1, 1])
        axes.set_title(name, loc="left")
        print(name, losses[[0, 1, len(losses) // 2, -1]].round(3).tolist())
    panels[0, 0].text(0.3, 0.02, "training", color=TRAINING)
    panels[0, 0].text(5, 0.4, "held out", color=HELD_OUT)
    for axes in panels[-1]:
        axes.set_xlabel("epoch")
    save(figure, "training/curves.svg")


if __name__ == "__main__":
    valley()
    rates()
    curves()
