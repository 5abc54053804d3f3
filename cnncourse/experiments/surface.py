"""Slices of the loss surface round trained networks, with and without shortcuts.

H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein, "Visualizing the loss landscape of neural
nets", NeurIPS 2018: from the trained weights, walk along a random direction whose filters are as
long as the network's own, and compute the loss on the way.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnncourse import models, nn
from cnncourse.common.nested import rows
from cnncourse.drawing.colours import BLUE, ORANGE
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.measure import fit_and_measure
from cnncourse.train import Settings

KINDS = ("plain", "resnet")
DEPTHS, FULL_DEPTHS = (20, 56), (20, 56, 110)
DIRECTIONS = 3
IMAGES = 128
DISTANCES = tuple(round(-1 + step / 8, 3) for step in range(17))
HIGHEST = 9.0  # loss, in the figure
NEAR = 0.25  # the distance at which the finding compares


def trials(full, seeds):
    """List the trials, shallow before deep."""
    settings = {
        "epochs": 30 if full else 10,
        "batch_size": 128 if full else 64,
        "lr": 0.05,
        "weight_decay": 1e-4,
        "initialization": "he",
        "augment": "none",
    }
    return [
        Trial(
            f"{kind}{depth}",
            partial(models.find(f"{kind}{depth}"), width=1.0 if full else 0.25),
            Settings(**settings, seed=seed),
            "cifar10" if full else "digits",
            None if full else 16,
            {"kind": kind, "depth": depth},
        )
        for depth in (FULL_DEPTHS if full else DEPTHS)
        for kind in KINDS
        for seed in seeds
    ]


def measure(trial, dataset, make_learner, after_epoch):
    """Train a network, then compute its loss along random directions.

    Returns
    -------
    dict
        As returned by `fit_and_measure`, and `"slices"`: for each direction the loss at every
        distance of `DISTANCES`. The loss is that of the first `IMAGES` training images in training
        mode: batch norm takes mean and variance from these images, whatever the weights are. A
        loss that is infinite or NaN is recorded as None.
    """
    learner = make_learner(trial.model, dataset, trial.settings)
    found = fit_and_measure(learner, trial, dataset, after_epoch)
    images = dataset.train.images[:IMAGES]
    targets = rows(dataset.train.targets, slice(IMAGES))
    criterion = dataset.task.training_loss(nn, trial.settings)
    rng = np.random.default_rng(trial.settings.seed)
    net = learner.net.train()

    def loss():
        with np.errstate(over="ignore", invalid="ignore"):
            value = float(criterion(net(images), targets))
        return value if np.isfinite(value) else None

    slices = []
    for _ in range(DIRECTIONS):
        weights = list(net.parameters())
        start = [weight.copy() for weight in weights]
        direction = [filter_normalized(weight, rng) for weight in start]
        values = []
        for distance in DISTANCES:
            for weight, begun, step in zip(weights, start, direction, strict=True):
                weight[...] = begun + distance * step
            values.append(loss())
        for weight, begun in zip(weights, start, strict=True):
            weight[...] = begun
        slices.append(values)
    return {**found, "slices": slices}


def filter_normalized(weight, rng):
    """Draw a random direction in which every filter is as long as the network's own.

    Without this, a network with large weights would look flat: the same step changes them less.

    Parameters
    ----------
    weight : ndarray
        Weights of a layer, with one filter (or unit) for each entry of the first axis; or a vector
        of biases, scales or shifts.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of the shape of `weight`
        Zeros for a vector, as in the paper.
    """
    if weight.ndim < 2:
        return np.zeros_like(weight)
    drawn = rng.standard_normal(weight.shape)
    axes = tuple(range(1, weight.ndim))
    wanted = np.linalg.norm(weight.reshape(len(weight), -1), axis=1)
    length = np.linalg.norm(drawn.reshape(len(drawn), -1), axis=1)
    return (drawn * np.expand_dims(wanted / length, axes)).astype(weight.dtype)


def at_distance(result, distance):
    """List a result's losses at a distance, one per direction and side; infinite ones included."""
    places = {DISTANCES.index(distance), DISTANCES.index(-distance)}
    values = [one[place] for one in result["numbers"]["slices"] for place in sorted(places)]
    return [float("inf") if value is None else value for value in values]


def typical(results, distance):
    """List the median loss at a distance, one number per result."""
    return [numbers.median(at_distance(result, distance)) for result in results]


def find(results):
    """Compare the loss a quarter of the filters' length away, with and without shortcuts."""
    arms = numbers.by_arm(results)
    words = {
        "above": "higher without shortcuts",
        "below": "lower without shortcuts",
        "undecided": "undecided, the ranges overlap",
    }
    said = []
    for depth in sorted({result["run"]["depth"] for result in results}):
        plain, shortcut = (typical(arms[f"{kind}{depth}"], NEAR) for kind in KINDS)
        verdict = words[numbers.compare(plain, shortcut)]
        said.append(f"{depth} layers: {verdict} ({_words(plain)} against {_words(shortcut)})")
    sentence = (
        f"Loss at distance {NEAR} from the trained weights. {'; '.join(said)}; "
        f"{numbers.count_of_seeds(results)}."
    )
    table = [
        {
            "network": arm,
            "training error": numbers.spread(numbers.errors(some, "train"), 1, " %"),
            "loss at 0": _words(typical(some, 0.0)),
            f"at {NEAR}": _words(typical(some, NEAR)),
            "at 1": _words(typical(some, 1.0)),
        }
        for arm, some in arms.items()
    ]
    return Finding(sentence, table)


def _words(values):
    return numbers.spread(values, 2)


def draw(results):
    """Draw the slices, one panel per depth: every direction of every seed is a line.

    Lines leave the panel above `HIGHEST`.
    """
    depths = sorted({result["run"]["depth"] for result in results})
    figure, axes = figures.panels(len(depths), 2.7)
    colours = dict(zip(KINDS, (ORANGE, BLUE), strict=True))
    names = {"plain": "plain", "resnet": "with shortcuts"}
    for panel, depth in zip(axes, depths, strict=True):
        for kind in KINDS:
            some = [r for r in results if (r["run"]["kind"], r["run"]["depth"]) == (kind, depth)]
            lines = [one for r in some for one in r["numbers"]["slices"]]
            for number, line in enumerate(lines):
                values = [np.nan if value is None else value for value in line]
                label = None if number else names[kind]
                panel.plot(DISTANCES, values, color=colours[kind], lw=1.3, alpha=0.8, label=label)
        panel.set_title(f"loss, {depth} layers")
        figures.grid(panel)
        panel.set_ylim(0, HIGHEST)
    axes[0].legend(fontsize=figures.SMALL)
    axes[-1].set_xlabel("distance from the trained weights")
    return figure


EXPERIMENT = Experiment(
    name="surface",
    question="Does the loss surface round a trained network look different with shortcuts?",
    trials=trials,
    measure=measure,
    find=find,
    draw=draw,
    engines=("numpy",),
)
