"""Initialization gone wrong: the same deep network with initial weights of five sizes.

X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
networks", AISTATS 2010; K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers",
ICCV 2015.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnncourse import nn
from cnncourse.drawing.colours import SERIES
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.measure import fit_and_measure
from cnncourse.train import Settings, build
from cnncourse.train.initialization import glorot_normal, he_normal

LAYERS = 10
SCHEMES = {  # how the weights of convolutions are drawn, and the factor applied to them
    "He": (he_normal, 1.0),
    "Glorot": (glorot_normal, 1.0),
    "half of He": (he_normal, 0.5),
    "twice He": (he_normal, 2.0),
    "zeros": (he_normal, 0.0),
}
COLOURS = dict(zip(SCHEMES, SERIES, strict=True))
DEAD = 1e-12  # a variance so small that in float32 a bias swamps the activation


def network(nn, *, channels, num_classes=10, in_channels=1, image_size=16):
    """Build a chain of `LAYERS` convolutions with ReLU; the first one halves the maps.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    channels : int
        Channels of every layer.
    num_classes, in_channels, image_size : int

    Returns
    -------
    network
    """
    layers = [nn.Conv2d(in_channels, channels, 3, 2, padding=1), nn.ReLU()]
    for _ in range(LAYERS - 1):
        layers += [nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU()]
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes))
    return nn.Sequential(*layers, *head)


def trials(full, seeds):
    """List the trials."""
    settings = {
        "epochs": 20 if full else 8,
        "batch_size": 128 if full else 64,
        "lr": 0.001 if full else 0.003,
        "optimizer": "adam",
        "weight_decay": 0.0,
        "schedule": "constant",
        "augment": "none",
    }
    return [
        Trial(
            arm,
            partial(network, channels=64 if full else 16),
            Settings(**settings, initialization="he", seed=seed),
            "cifar10" if full else "digits",
            None if full else 16,
            {"times": times},
        )
        for arm, (_, times) in SCHEMES.items()
        for seed in seeds
    ]


def measure(trial, dataset, make_learner, after_epoch):
    """Draw the initial weights, measure the activations, and train.

    Returns
    -------
    dict
        As returned by `fit_and_measure`, with `"variance"`: for every convolution, the variance of
        its outputs over a batch.
    """
    learner = make_learner(trial.model, dataset, trial.settings)
    state = learner.state()
    draw_weights(state, trial)
    learner.load_state(state)
    images = dataset.train.images[: trial.settings.batch_size]
    variance = variances(build(trial.model, nn, dataset), state, images)
    return {"variance": variance, **fit_and_measure(learner, trial, dataset, after_epoch)}


def draw_weights(state, trial):
    """Redraw the weights of the convolutions in a learner's state, in place."""
    drawn, times = SCHEMES[trial.arm]
    rng = np.random.default_rng(trial.settings.seed)
    for name, value in state.items():
        if name.startswith("weights/") and value.ndim == 4:
            drawn(value, rng)
            value *= value.dtype.type(times)


def variances(net, state, images):
    """Return the variance of every convolution's outputs.

    Parameters
    ----------
    net : nn.Module
        A chain; its weights are overwritten.
    state : dict of str to ndarray
        As returned by a learner's `state`.
    images : ndarray of shape (N, C, H, W)

    Returns
    -------
    list of float
    """
    prefix = "weights/"
    net.load_state_dict({k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)})
    found, x = [], images
    for layer in _in_order(net.eval()):
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            found.append(float(np.var(x, dtype=float)))
    return found


def _in_order(net):
    """List the layers of a chain, without its containers."""
    return [layer for layer in net.modules() if not list(layer.children())]


def find(results):
    """Report which initializations learned, and what happened to the signal before training."""
    arms = numbers.by_arm(results)
    errors = {arm: numbers.errors(some, "train") for arm, some in arms.items()}
    learned = [arm for arm, values in errors.items() if max(values) < 50]
    failed = [arm for arm, values in errors.items() if min(values) >= 50]
    mixed = [arm for arm in errors if arm not in learned + failed]
    said = [
        f"{words}: {', '.join(some)}"
        for words, some in (
            ("Learned (training error below 50 % with every seed)", learned),
            ("with some seeds only", mixed),
            ("did not learn", failed),
        )
        if some
    ]
    sentence = f"{'; '.join(said)}. {numbers.count_of_seeds(results)}."
    table = [
        {
            "weights": arm,
            "variance over He's": numbers.power(numbers.median(variance_ratios(some, arms["He"]))),
            "diverged": f"{sum(r['numbers']['diverged'] for r in some)} of {len(some)}",
            "training error": numbers.spread(errors[arm], 1, " %"),
        }
        for arm, some in arms.items()
    ]
    return Finding(sentence, table)


def variance_ratios(results, of_he):
    """List the variance of the last outputs divided by that with He's weights, seed by seed.

    The same random numbers are behind both, so only the size of the weights differs.
    """
    he = {result["run"]["settings"]["seed"]: result["numbers"]["variance"][-1] for result in of_he}
    return [r["numbers"]["variance"][-1] / he[r["run"]["settings"]["seed"]] for r in results]


def draw(results):
    """Draw the variance layer by layer, and the loss epoch by epoch."""
    figure, (above, below) = figures.panels(2, 3.1)
    arms = numbers.by_arm(results)
    for arm, some in arms.items():
        lines = [[max(DEAD, v) for v in result["numbers"]["variance"]] for result in some]
        figures.band(above, range(1, len(lines[0]) + 1), lines, COLOURS[arm], label=arm)
        losses = [loss for loss in numbers.curves(some, "train_loss") if loss]
        if losses:
            x = range(1, some[0]["run"]["settings"]["epochs"] + 1)
            figures.band(below, x, losses, COLOURS[arm])
    above.set_title("variance of the outputs, before training")
    above.set_xlabel("convolution, from image to output")
    figures.logarithmic(above)
    below.set_title("training loss in nats")
    figures.logarithmic(below)
    figures.epochs(below)
    figure.legend(loc="outside lower center", ncols=3, fontsize=figures.SMALL)
    return figure


EXPERIMENT = Experiment(
    name="initialization",
    question="What happens to a deep network whose initial weights are too small or too large?",
    trials=trials,
    measure=measure,
    find=find,
    draw=draw,
)
