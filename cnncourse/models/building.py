"""Build networks for images of a given shape."""

from __future__ import annotations

from functools import partial, update_wrapper, wraps
from inspect import signature
from types import ModuleType


def build(model, engine, image_shape, options=None, *, dropout=None):
    """Build a network for images.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    engine : module or namespace
        `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    image_shape : (int, int, int)
        `(C, H, W)`.
    options : dict, optional
        Other arguments of the model, such as `{"num_classes": 10, "width": 0.5}`. Where an option
        is missing or None, the model's default applies.
    dropout : float, optional

    Returns
    -------
    network of the engine

    Raises
    ------
    ValueError
        If the model does not take `dropout` or an option, or the engine is a module of torch.
    """
    require_engine(model, engine)
    taken = arguments(model)
    if dropout is not None and "dropout" not in taken:
        raise ValueError(f"{name_of(model)} has no dropout: leave the setting out")
    given = {"in_channels": image_shape[0]}
    if "image_size" in taken:
        given["image_size"] = image_shape[1]
    given |= {name: value for name, value in (options or {}).items() if value is not None}
    for option in given:
        if option not in taken:
            raise ValueError(
                f"{name_of(model)} takes no option {option!r}; it takes {', '.join(taken)}"
            )
    return model(engine, **given, **({} if dropout is None else {"dropout": dropout}))


def require_engine(model, engine):
    """Raise an error if the engine is a module of torch, such as `torch.nn`."""
    if isinstance(engine, ModuleType) and engine.__name__.split(".")[0] == "torch":
        name = name_of(model)
        raise ValueError(
            f"{name} cannot be built with {engine.__name__}, which is not an engine of the course: "
            f"import cnncourse.torch_nn, torch's layers and a few more, and call {name}(torch_nn)"
        )


def with_engine_check(model):
    """Wrap a model so that it checks its engine with `require_engine`."""

    @wraps(model)
    def checked(nn, **options):
        require_engine(model, nn)
        return model(nn, **options)

    return checked


def arguments(model):
    """Return a model's arguments, besides the engine, with their defaults."""
    _, *taken = signature(model).parameters.values()
    return {parameter.name: parameter.default for parameter in taken}


def name_of(function):
    """Return the name of a function or of the function inside a `functools.partial`."""
    while isinstance(function, partial):
        function = function.func
    return function.__name__


def with_options(model, options):
    """Fix some arguments of a model; it keeps its name."""
    return update_wrapper(partial(model, **options), model)
