"""Networks with one thing changed, and trials that compare small networks.

An engine is a namespace, so a layer in it can be replaced by another.
"""

from __future__ import annotations

from functools import partial, wraps
from types import SimpleNamespace

from cnncourse.experiments.experiment import Trial
from cnncourse.train import Settings


def with_layers(model, **others):
    """Return a model in which some layers are replaced by others.

    Parameters
    ----------
    model : function
        As in `cnncourse.models`.
    **others : str
        Replacements by layer name, such as `ReLU="Sigmoid"`. `"Identity"` removes a layer,
        whatever its arguments.

    Returns
    -------
    function
        Takes the arguments of `model`.
    """

    @wraps(model)
    def build(nn, **options):
        layers = {name: _layer(nn, other) for name, other in others.items()}
        return model(SimpleNamespace(**{**vars(nn), **layers}), **options)

    return build


def _layer(nn, name):
    return (lambda *_, **__: nn.Identity()) if name == "Identity" else getattr(nn, name)


def small_network_trials(network, kinds, seeds, *, channels, epochs, full):
    """List trials that train small networks of several kinds with Adam, from He's initialization.

    Parameters
    ----------
    network : function
        `network(nn, *, channels, kind, ...)`.
    kinds : sequence of str
        The arms of the comparison.
    seeds : iterable of int
    channels, epochs : int
    full : bool
        Whether to use CIFAR-10 with augmentation instead of 16x16 digits.

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
