"""Whether a network fits images, and what one image costs it."""

from __future__ import annotations

from inspect import signature
from numbers import Integral, Real

from cnncourse import blueprint, models
from cnncourse.common.errors import Refused
from cnncourse.train.network import build

LARGEST = 10**9  # no option of a network means anything beyond


def summarize(name, image_shape, *, num_classes=None, options=None):
    """Count what a model costs for one image.

    Parameters
    ----------
    name : str
        For example `"lenet5"`.
    image_shape : (int, int, int)
        `(C, H, W)`.
    num_classes : int, optional
        The model's own number if left out.
    options : dict, optional
        Other arguments of the model, such as `{"shortcut": "A"}`.

    Returns
    -------
    blueprint.Summary

    Raises
    ------
    Refused
        If there is no such model or option, or the images do not fit; the message names the layer
        that cannot take what it gets, and sizes that do.
    """
    model = find_model(name)
    check_options(name, options or {})
    try:
        net = build(model, blueprint, image_shape, num_classes, options=options)
    except ValueError as error:
        if options and not _builds(model, options):
            raise Refused(str(error)) from error
        raise Refused(f"{name} does not fit images of {_shape(image_shape)}: {error}") from error
    try:
        return blueprint.summarize(net, image_shape)
    except ValueError as error:
        sizes = fitting_sizes(model, image_shape[0], options or {})
        raise Refused(
            f"{name} does not fit images of {_shape(image_shape)}: {error}; {sizes}"
        ) from error


def check_options(name, options):
    """Refuse options that a model does not take, and numbers that are none.

    What a word may be, and how small a number, the model itself knows.
    """
    usual = defaults(name)
    for option, value in options.items():
        if option not in usual:
            raise Refused(f"{name} takes no option {option!r}; it takes {', '.join(usual)}")
        if value is None or isinstance(usual[option], str):
            continue
        kind, wanted = Integral, "a whole number"
        if isinstance(usual[option], float):
            kind, wanted = Real, "a number"
        if isinstance(value, bool) or not isinstance(value, kind) or not abs(value) <= LARGEST:
            raise Refused(f"{option} must be {wanted} of at most {LARGEST:,}, got {value!r}")


def _builds(model, options):
    """Say whether a model can be built with some options, for the images that it is made for."""
    try:
        build(model, blueprint, default_shape(model.__name__), None, options=options)
    except ValueError:
        return False
    return True


def find_model(name):
    """Look a model up, and refuse a name that there is not."""
    try:
        return models.find(name)
    except ValueError as error:
        raise Refused(str(error)) from error


def default_shape(name, options=None):
    """Give the images, (C, H, W), that a model, with some options, is made for."""
    check_options(name, options or {})
    usual = defaults(name) | (options or {})
    return (usual["in_channels"], usual["image_size"], usual["image_size"])


def defaults(name):
    """Give the arguments that a model takes, by name, with what they are if left out."""
    _, *taken = signature(find_model(name)).parameters.values()
    return {parameter.name: parameter.default for parameter in taken}


def fitting_sizes(model, channels, options, largest=256):
    """Say which square images a model, with some options, takes."""
    sizes = []
    for size in range(1, largest + 1):
        shape = (channels, size, size)
        try:
            blueprint.summarize(build(model, blueprint, shape, None, options=options), shape)
        except ValueError:
            continue
        sizes.append(size)
    if not sizes:
        return f"no square image of up to {largest}x{largest} fits"
    first, last = f"{sizes[0]}x{sizes[0]}", f"{sizes[-1]}x{sizes[-1]}"
    if sizes[-1] == largest:
        return f"square images of {first} and larger fit"
    return f"square images of {first if first == last else f'{first} to {last}'} fit"


def _shape(image_shape):
    return "x".join(map(str, image_shape))
