"""Costs of models, and the images that they fit."""

from __future__ import annotations

from numbers import Integral, Real

from cnncourse import blueprint
from cnncourse.common.errors import Argument, Refused
from cnncourse.models.building import arguments, build, name_of
from cnncourse.models.parts.sizes import sizes_without_error

LARGEST = 10**9  # larger options make no sense


def summarize(model, image_shape, options=None):
    """Count the costs of a model for one image.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    image_shape : (int, int, int)
        `(C, H, W)`.
    options : dict, optional
        Other arguments of the model, such as `{"num_classes": 10, "shortcut": "A"}`.

    Returns
    -------
    blueprint.Summary

    Raises
    ------
    Refused
        If an option is unknown, or the images do not fit; the message names the layer that
        cannot take its input, and sizes that fit.
    """
    options = options or {}
    require_known_options(model, options)
    misfit = {"model": name_of(model), "shape": "x".join(map(str, image_shape))}
    try:
        net = build(model, blueprint, image_shape, options)
    except ValueError as error:
        if options and not _builds(model, options):
            raise Refused("{error}", error=error) from error
        raise Refused(
            "{model} does not fit images of {shape}: {error}", **misfit, error=error
        ) from error
    try:
        return blueprint.summarize(net, image_shape)
    except ValueError as error:
        sizes = fitting_sizes(model, image_shape[0], options)
        raise Refused(
            "{model} does not fit images of {shape}: {error}; {sizes}",
            **misfit,
            error=error,
            sizes=sizes,
        ) from error


def require_known_options(model, options):
    """Raise an error for unknown options, and for values that should be numbers and are not.

    The model itself checks strings and lower limits.
    """
    usual = arguments(model)
    for option, value in options.items():
        if option not in usual:
            raise Refused(
                "{model} takes no option {option!r}; it takes {taken}",
                model=name_of(model),
                option=option,
                taken=", ".join(usual),
            )
        if value is None or isinstance(usual[option], str):
            continue
        kind, wanted = Integral, "a whole number"
        if isinstance(usual[option], float):
            kind, wanted = Real, "a number"
        if isinstance(value, bool) or not isinstance(value, kind) or not abs(value) <= LARGEST:
            raise Refused(
                "{option} must be {wanted} of at most {largest:,}, got {value!r}",
                option=Argument(option),
                wanted=wanted,
                largest=LARGEST,
                value=value,
            )


def _builds(model, options):
    """Return whether a model can be built with some options for its default images."""
    try:
        build(model, blueprint, default_shape(model), options)
    except ValueError:
        return False
    return True


def default_shape(model, options=None):
    """Return the default image shape, (C, H, W), of a model with some options."""
    require_known_options(model, options or {})
    usual = arguments(model) | (options or {})
    return (usual["in_channels"], usual["image_size"], usual["image_size"])


def fitting_sizes(model, channels, options, largest=256):
    """Describe the square images that fit a model with some options."""

    def attempt(size):
        shape = (channels, size, size)
        blueprint.summarize(build(model, blueprint, shape, options), shape)

    sizes = list(sizes_without_error(attempt, range(1, largest + 1)))
    if not sizes:
        return f"no square image of up to {largest}x{largest} fits"
    first, last = f"{sizes[0]}x{sizes[0]}", f"{sizes[-1]}x{sizes[-1]}"
    if sizes[-1] == largest:
        return f"square images of {first} and larger fit"
    return f"square images of {first if first == last else f'{first} to {last}'} fit"
