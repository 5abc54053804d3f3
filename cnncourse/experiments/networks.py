"""Networks with one thing changed: an engine is a namespace, so another layer can stand in it."""

from __future__ import annotations

from functools import wraps
from types import SimpleNamespace


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
