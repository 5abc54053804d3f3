"""Sigmoid against ReLU: the same LeNet with one word changed.

A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet classification with deep convolutional
neural networks", NeurIPS 2012, figure 1, compare ReLU with tanh.
"""

from __future__ import annotations

from cnncourse import models
from cnncourse.drawing.colours import BLUE, INK, ORANGE
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.measure import train_once
from cnncourse.experiments.networks import with_layers
from cnncourse.train import Settings

QUARTER = 25.0  # percent of the training images; the paper's threshold
LEARNING_RATES = (0.001, 0.003, 0.01)
NETWORKS = {"ReLU": models.lenet5, "sigmoid": with_layers(models.lenet5, ReLU="Sigmoid")}


def trials(full, seeds):
    """List the trials: every activation at every learning rate."""
    data, size, epochs = ("mnist", None, 10) if full else ("digits", 16, 15)
    return [
        Trial(
            f"{activation}, lr {lr}",
            model,
            Settings(
                epochs=epochs,
                batch_size=32,
                lr=lr,
                optimizer="adam",
                weight_decay=0,
                schedule="constant",
                initialization="glorot",
                augment="none",
                seed=seed,
            ),
            data,
            size,
            {"activation": activation},
        )
        for activation, model in NETWORKS.items()
        for lr in LEARNING_RATES
        for seed in seeds
    ]


def best(results):
    """Choose, for every activation, the learning rate with the lowest median training loss.

    Returns
    -------
    dict of str to str
        The arm for each activation. Held-out images do not influence the choice.
    """
    arms = numbers.by_arm(results)
    loss = {arm: numbers.median(numbers.final(some, "train", "loss")) for arm, some in arms.items()}
    rates = {}
    for arm, some in arms.items():
        rates.setdefault(some[0]["run"]["activation"], []).append(arm)
    return {activation: min(tried, key=loss.get) for activation, tried in rates.items()}


def epochs_to(result, error):
    """Count the epochs until the training error, in percent, is at most `error`.

    Returns
    -------
    int
        One more than the number of epochs if that never happens.
    """
    accuracies = result["numbers"]["history"]["train_accuracy"]
    reached = [n for n, a in enumerate(accuracies, 1) if 100 * (1 - a) <= error]
    return reached[0] if reached else result["run"]["settings"]["epochs"] + 1


def find(results):
    """Compare how many epochs each activation takes to bring the training error to a quarter."""
    arms = numbers.by_arm(results)
    chosen = {activation: arms[arm] for activation, arm in best(results).items()}
    speed = {name: [epochs_to(r, QUARTER) for r in some] for name, some in chosen.items()}
    verdict = numbers.compare(speed["ReLU"], speed["sigmoid"])
    words = {"below": "yes", "above": "no, later", "undecided": "undecided, the ranges overlap"}
    at = {name: some[0]["run"]["settings"]["lr"] for name, some in chosen.items()}
    sentence = (
        f"ReLU reached {QUARTER:.0f} % training error in fewer epochs than sigmoid, each at its "
        f"best learning rate ({at['ReLU']} and {at['sigmoid']}): {words[verdict]} "
        f"({numbers.spread(speed['ReLU'], 0)} against {numbers.spread(speed['sigmoid'], 0)} "
        f"epochs, {numbers.count_of_seeds(results)})."
    )
    table = []
    for arm, some in arms.items():
        until = [epochs_to(result, QUARTER) for result in some]
        table.append(
            {
                "network": arm,
                f"epochs to {QUARTER:.0f} %": numbers.spread(until, 0),
                "training loss": numbers.spread(numbers.final(some, "train", "loss"), 3),
                "held-out error": numbers.spread(numbers.errors(some), 1, " %"),
            }
        )
    return Finding(sentence, table)


def draw(results):
    """Draw the training error epoch by epoch; the best learning rate is bold, others faint."""
    figure, [axes] = figures.panels(1, 3.7)
    colours = {"ReLU": BLUE, "sigmoid": ORANGE}
    strong = best(results).values()
    for arm, some in numbers.by_arm(results).items():
        activation = some[0]["run"]["activation"]
        lines = numbers.error_curves(some)
        x = range(1, some[0]["run"]["settings"]["epochs"] + 1)
        if arm in strong:
            figures.band(axes, x, lines, colours[activation], label=arm)
        else:
            for line in lines:
                axes.plot(x[: len(line)], line, color=colours[activation], alpha=0.3, linewidth=1)
    axes.axhline(QUARTER, color=INK, linewidth=0.8, linestyle=(0, (2, 3)))
    figures.logarithmic(axes, format="{:g} %")
    figures.epochs(axes)
    axes.set_title("training images misclassified")
    axes.legend(loc="lower left", fontsize=figures.SMALL)
    return figure


EXPERIMENT = Experiment(
    name="activation",
    question="Does a LeNet learn faster with ReLU than with sigmoid?",
    trials=trials,
    measure=train_once,
    find=find,
    draw=draw,
)
