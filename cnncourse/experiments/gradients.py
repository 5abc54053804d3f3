"""Gradients by depth at the start of training, with and without shortcuts and batch norm.

Nothing is trained: one batch goes forward and its gradient goes back.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnncourse import models, nn
from cnncourse.common.nested import rows
from cnncourse.drawing.colours import BLUE, ORANGE
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.networks import with_layers
from cnncourse.train import Settings, initial_network

KINDS = ("plain", "resnet")
NORMS = ("with batch norm", "without")


def trials(full, seeds):
    """List the trials."""
    depth = 110 if full else 56
    found = []
    for kind in KINDS:
        model = partial(models.find(f"{kind}{depth}"), width=1.0 if full else 0.5)
        for norm in NORMS:
            net = model if norm == NORMS[0] else with_layers(model, BatchNorm2d="Identity")
            for seed in seeds:
                settings = Settings(
                    epochs=1, batch_size=128, initialization="he", augment="none", seed=seed
                )
                data = ("cifar10", None) if full else ("digits", 16)
                details = {"kind": kind, "depth": depth, "norm": norm}
                found.append(Trial(f"{kind}{depth}, {norm}", net, settings, *data, details))
    return found


def measure(trial, dataset, make_learner, after_epoch):
    """Measure the size of the gradient of every convolution's weights.

    Returns
    -------
    dict
        `"loss"`: the mean loss of one batch. `"gradient"`: for every convolution, the root mean
        square of that loss's gradient over its weights.
    """
    net = initial_network(trial.model, dataset, trial.settings)
    chosen = np.random.default_rng(trial.settings.seed).permutation(len(dataset.train))
    chosen = chosen[: trial.settings.batch_size]
    criterion = dataset.task.training_loss(nn, trial.settings)
    outputs = net.train()(dataset.train.images[chosen])
    loss = criterion(outputs, rows(dataset.train.targets, chosen))
    net.backward_parameters(criterion.backward())
    sizes = [
        float(np.sqrt(np.mean(np.square(gradient, dtype=float))))
        for weight, gradient in zip(net.parameters(), net.gradients(), strict=True)
        if weight.ndim == 4
    ]
    after_epoch()
    return {"gradient": sizes, "loss": float(loss)}


def first_over_last(result):
    """Return the ratio of the gradient in the first convolutions to that in the last.

    Both are geometric means over five convolutions, since neighbours differ.
    """
    sizes = np.log(np.maximum(result["numbers"]["gradient"], np.finfo(float).tiny))
    return float(np.exp(sizes[:5].mean() - sizes[-5:].mean()))


def find(results):
    """Compare the gradient of the first layers with that of the last layers."""
    arms = {
        arm: [first_over_last(r) for r in some] for arm, some in numbers.by_arm(results).items()
    }
    typical = {arm: numbers.median(ratios) for arm, ratios in arms.items()}
    uneven = {arm: max(ratio, 1 / ratio) for arm, ratio in typical.items()}
    said = "; ".join(f"{arm}: {numbers.power(ratio)}" for arm, ratio in typical.items())
    sentence = (
        f"Gradient of the first five convolutions over that of the last five: {said} (medians of "
        f"{numbers.count_of_seeds(results)}). Most even: {min(uneven, key=uneven.get)}; "
        f"least even: {max(uneven, key=uneven.get)}."
    )
    table = [
        {
            "network": arm,
            "loss": _range(result["numbers"]["loss"] for result in some),
            "first over last": numbers.power(typical[arm]),
            "range": _range(arms[arm]),
        }
        for arm, some in numbers.by_arm(results).items()
    ]
    return Finding(sentence, table)


def _range(values):
    """Format the smallest and the largest value, or just one if they look alike."""
    values = list(values)
    return " to ".join(dict.fromkeys(map(numbers.power, (min(values), max(values)))))


def draw(results):
    """Draw the size of the gradient, layer by layer."""
    figure, axes = figures.panels(2, 2.7)
    colours = dict(zip(KINDS, (ORANGE, BLUE), strict=True))
    names = {"plain": "plain", "resnet": "with shortcuts"}
    for panel, norm in zip(axes, NORMS, strict=True):
        for some in numbers.by_arm(results).values():
            run = some[0]["run"]
            if run["norm"] == norm:
                lines = [result["numbers"]["gradient"] for result in some]
                x = range(1, len(lines[0]) + 1)
                figures.band(panel, x, lines, colours[run["kind"]], label=names[run["kind"]])
        panel.set_title(f"gradient, {norm}{'' if norm == NORMS[0] else ' batch norm'}")
        panel.legend(fontsize=figures.SMALL)
        figures.logarithmic(panel)
    axes[-1].set_xlabel("convolution, from image to output")
    return figure


EXPERIMENT = Experiment(
    name="gradients",
    question="How large is the gradient in the first layers, with and without shortcuts?",
    trials=trials,
    measure=measure,
    find=find,
    draw=draw,
    engines=("numpy",),
)
