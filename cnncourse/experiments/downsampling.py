"""Stride against pooling: which should halve the maps, with equal numbers of parameters?

J. T. Springenberg, A. Dosovitskiy, T. Brox and M. Riedmiller, "Striving for simplicity: the all
convolutional net", ICLR 2015 workshop, table 1: the base network, the strided one, the one with
more convolutions and pooling, and the one with more convolutions and no pooling.
"""

from __future__ import annotations

from cnncourse.drawing.colours import BLUE, LINE, ORANGE
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding
from cnncourse.experiments.measure import train_once
from cnncourse.experiments.networks import small_network_trials

POOL, STRIDE = "max pooling", "stride in the last conv."
MORE_POOL, MORE_STRIDE = "one more conv., pooling", "one more conv., strided"
PAIRS = ((STRIDE, POOL), (MORE_STRIDE, MORE_POOL))  # of equal parameters


def network(nn, *, channels, kind, num_classes=10, in_channels=1, image_size=16):
    """Build a network that halves its maps twice.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    channels : int
        Channels of the first stage; the second and third have twice as many.
    kind : str
        `POOL`: two convolutions, then 3x3 max pooling with stride 2. `STRIDE`: no pooling; the
        second convolution has stride 2. `MORE_POOL`: a third convolution before pooling.
        `MORE_STRIDE`: that third convolution has stride 2 and replaces pooling.
    num_classes, in_channels, image_size : int

    Returns
    -------
    network
    """
    strides = {POOL: (1, 1), STRIDE: (1, 2), MORE_POOL: (1, 1, 1), MORE_STRIDE: (1, 1, 2)}[kind]
    layers, last = [], in_channels
    for wide in (channels, 2 * channels):
        for stride in strides:
            layers += [nn.Conv2d(last, wide, 3, stride, padding=1), nn.ReLU()]
            last = wide
        layers += [nn.MaxPool2d(3, 2, padding=1)] * (max(strides) == 1)
    layers += [nn.Conv2d(last, last, 3, padding=1), nn.ReLU()]
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(last, num_classes))
    return nn.Sequential(*layers, *head)


def trials(full, seeds):
    """List the trials."""
    channels, epochs = (96, 60) if full else (8, 8)
    kinds = (POOL, STRIDE, MORE_POOL, MORE_STRIDE)
    return small_network_trials(network, kinds, seeds, channels=channels, epochs=epochs, full=full)


def find(results):
    """Compare held-out errors within each pair of networks with equal parameters."""
    arms = numbers.by_arm(results)
    error = {arm: numbers.errors(some) for arm, some in arms.items()}
    words = {
        "below": "stride did better",
        "above": "stride did worse",
        "undecided": "undecided, the ranges overlap",
    }
    said = [
        f"{arms[stride][0]['run']['parameters']:,} parameters: "
        f"{words[numbers.compare(error[stride], error[pool])]} "
        f"({numbers.spread(error[stride])} against {numbers.spread(error[pool], 1, ' %')})"
        for stride, pool in PAIRS
    ]
    sentence = (
        "Held-out error, stride against pooling at equal parameters. "
        f"{'; '.join(said)}; {numbers.count_of_seeds(results)}."
    )
    table = [
        {
            "maps halved by": arm,
            "parameters": f"{some[0]['run']['parameters']:,}",
            "multiply-adds": f"{some[0]['run']['multiply_adds']:,}",
            "training loss": numbers.spread(numbers.final(some, "train", "loss"), 3),
            "held-out error": numbers.spread(error[arm], 1, " %"),
        }
        for arm, some in arms.items()
    ]
    return Finding(sentence, table)


def draw(results):
    """Draw the held-out error of every seed, arm by arm."""
    figure, [axes] = figures.panels(1, 3.2)
    arms = {
        arm.replace(", ", ",\n").replace(" in ", "\nin "): numbers.errors(some)
        for arm, some in numbers.by_arm(results).items()
    }
    colours = (BLUE, ORANGE) * 2
    figures.dots(axes, arms, colours)
    axes.axhline(1.5, color=LINE, linewidth=0.8)
    axes.set_title("held-out images misclassified")
    axes.set_xlabel("percent, bar at the median")
    return figure


EXPERIMENT = Experiment(
    name="downsampling",
    question="Does it matter whether a stride or pooling halves the maps, at equal parameters?",
    trials=trials,
    measure=train_once,
    find=find,
    draw=draw,
)
