"""Networks with one thing changed, and the trials that compare small ones.

An engine is a namespace, so another layer can stand in it.
"""

from __future__ import annotations

from functools import partial, wraps
from types import SimpleNamespace

from cnncourse.experiments.experiment import Trial
from cnncourse.train import Settings


def exchanged(model, **others):
    """Give a model in which other layers stand in the place of some.

    Parameters
    ----------
    model : function
        As in `cnncourse.models`.
    **others : str
        For a layer's name in the engine the name of the one that stands in for it, such as
        `ReLU="Sigmoid"`. `"Identity"` takes a layer out, whatever its arguments are.

    Returns
    -------
    function
        With the arguments of `model`.
    """

    @wraps(model)
    def build(nn, **options):
        layers = {name: _layer(nn, other) for name, other in others.items()}
        return model(SimpleNamespace(**{**vars(nn), **layers}), **options)

    return build


def _layer(nn, name):
    return (lambda *_, **__: nn.Identity()) if name == "Identity" else getattr(nn, name)


def compared(network, kinds, seeds, *, channels, epochs, full):
    """List the trials of small networks of some kinds, by Adam from He's weights.

    Parameters
    ----------
    network : function
        `network(nn, *, channels, kind, ...)`.
    kinds : sequence of str
        The arms of the comparison.
    seeds : iterable of int
    channels, epochs : int
    full : bool
        CIFAR-10, with augmentation, instead of digits of 16x16 pixels.

    Returns
    -------
    list of Trial
    """
    data, image_size = ("cifar10", None) if full else ("digits", 16)
    settings = {
        "epochs": epochs,
        "batch_size": 128 if full else 32,
        "lr": 0.001 if full else 0.003,
        "optimizer": "adam",
        "weight_decay": 0.0,
        "initialization": "he",
        "augment": "crop=4, flip" if full else "none",
    }
    return [
        Trial(
            kind,
            partial(network, channels=channels, kind=kind),
            Settings(**settings, seed=seed),
            data,
            image_size,
            {"channels": channels},
        )
        for kind in kinds
        for seed in seeds
    ]
