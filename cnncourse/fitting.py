"""Whether a network fits images, and what one image costs it."""

from __future__ import annotations

from cnncourse import blueprint, models
from cnncourse.errors import Refused
from cnncourse.train.network import build


def summarize(name, image_shape, *, num_classes=10):
    """Count what a model costs for one image.

    Parameters
    ----------
    name : str
        For example `"lenet5"`.
    image_shape : (int, int, int)
        `(C, H, W)`.
    num_classes : int

    Returns
    -------
    blueprint.Summary

    Raises
    ------
    Refused
        If there is no such model, or the images do not fit it; the message names sizes that do.
    """
    try:
        model = models.find(name)
    except ValueError as error:
        raise Refused(str(error)) from error
    try:
        net = build(model, blueprint, image_shape, num_classes)
        return blueprint.summarize(net, image_shape)
    except ValueError as error:
        shape = "x".join(map(str, image_shape))
        sizes = fitting_sizes(model, image_shape[0], num_classes)
        raise Refused(f"{name} does not fit images of {shape}: {error}; {sizes}") from error


def fitting_sizes(model, channels, num_classes, largest=256):
    """Say which square images a model takes."""
    sizes = []
    for size in range(1, largest + 1):
        shape = (channels, size, size)
        try:
            blueprint.summarize(build(model, blueprint, shape, num_classes), shape)
        except ValueError:
            continue
        sizes.append(size)
    if not sizes:
        return f"no square image of up to {largest}x{largest} fits"
    first, last = f"{sizes[0]}x{sizes[0]}", f"{sizes[-1]}x{sizes[-1]}"
    if sizes[-1] == largest:
        return f"{first} and larger fit"
    return f"{first} fits" if first == last else f"{first} to {last} fit"
