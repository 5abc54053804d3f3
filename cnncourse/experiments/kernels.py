"""Two stacked 3x3 convolutions against one of 5x5, which has the same receptive field.

K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image recognition",
ICLR 2015, section 2.3.
"""

from __future__ import annotations

from cnncourse.drawing.colours import SERIES
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding
from cnncourse.experiments.measure import train_once
from cnncourse.experiments.networks import small_network_trials

STAGES = 3
LARGE, STACKED, LINEAR = "one 5×5", "two 3×3", "two 3×3, no ReLU between"


def network(nn, *, channels, kind, num_classes=10, in_channels=1, image_size=16):
    """Build a network whose stages hold one large convolution or two small ones.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    channels : int
        Channels C of every layer; a stage has 25 C² or 18 C² weights.
    kind : str
        `LARGE`, `STACKED` or `LINEAR`.
    num_classes, in_channels, image_size : int

    Returns
    -------
    network
    """
    layers = [nn.Conv2d(in_channels, channels, 3, padding=1), nn.ReLU()]
    for stage in range(STAGES):
        layers += [nn.MaxPool2d(2)] * (stage > 0)
        if kind == LARGE:
            layers += [nn.Conv2d(channels, channels, 5, padding=2)]
        else:
            layers += [nn.Conv2d(channels, channels, 3, padding=1)]
            layers += [nn.ReLU()] * (kind == STACKED)
            layers += [nn.Conv2d(channels, channels, 3, padding=1)]
        layers += [nn.ReLU()]
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes))
    return nn.Sequential(*layers, *head)


def trials(full, seeds):
    """List the trials."""
    channels, epochs = (64, 30) if full else (8, 10)
    kinds = (LARGE, STACKED, LINEAR)
    return small_network_trials(network, kinds, seeds, channels=channels, epochs=epochs, full=full)


def find(results):
    """Compare held-out errors and parameters."""
    arms = numbers.by_arm(results)
    error = {arm: numbers.errors(some) for arm, some in arms.items()}
    words = {
        "below": "two 3×3 did better",
        "above": "two 3×3 did worse",
        "undecided": "undecided, the ranges overlap",
    }
    ratio = parameters(arms[STACKED]) / parameters(arms[LARGE])
    sentence = (
        f"With {ratio:.2f} times the parameters of one 5×5: "
        f"{words[numbers.compare(error[STACKED], error[LARGE])]} "
        f"(held-out error {numbers.spread(error[STACKED])} against "
        f"{numbers.spread(error[LARGE], 1, ' %')}, {numbers.count_of_seeds(results)})."
    )
    table = [
        {
            "stage": arm,
            "parameters": f"{parameters(some):,}",
            "multiply-adds": f"{some[0]['run']['multiply_adds']:,}",
            "training loss": numbers.spread(numbers.final(some, "train", "loss"), 3),
            "held-out error": numbers.spread(error[arm], 1, " %"),
        }
        for arm, some in arms.items()
    ]
    return Finding(sentence, table)


def parameters(results):
    """Return the number of parameters of the networks of an arm, which are all alike."""
    return results[0]["run"]["parameters"]


def draw(results):
    """Draw the held-out error of every seed, and the training loss epoch by epoch."""
    figure, (above, below) = figures.panels(2, 2.7)
    arms = numbers.by_arm(results)
    colours = dict(zip(arms, SERIES, strict=False))
    for arm, some in arms.items():
        x = range(1, some[0]["run"]["settings"]["epochs"] + 1)
        figures.band(above, x, numbers.curves(some, "train_loss"), colours[arm], label=arm)
    figures.logarithmic(above)
    figures.epochs(above)
    above.set_title("training loss in nats")
    named = {arm.replace(", no", ",\nno"): numbers.errors(some) for arm, some in arms.items()}
    figures.dots(below, named, SERIES)
    below.set_title("held-out images misclassified")
    below.set_xlabel("percent, bar at the median")
    figure.legend(loc="outside lower center", ncols=2, fontsize=figures.SMALL)
    return figure


EXPERIMENT = Experiment(
    name="kernels",
    question="Do two stacked 3×3 convolutions do as well as one 5×5, with fewer weights?",
    trials=trials,
    measure=train_once,
    find=find,
    draw=draw,
)
