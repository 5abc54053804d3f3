"""The options `width` and `image_size` of all architectures."""

from __future__ import annotations

from functools import partial
from numbers import Real

from cnncourse import blueprint
from cnncourse.common.errors import Refused
from cnncourse.layers.arguments import positive

LARGEST = 512  # no architecture here needs a larger image


def scaled(channels, width, *, groups=1):
    """Scale a number of channels.

    Parameters
    ----------
    channels : int
    width : float
    groups : int
        Divides the result.

    Returns
    -------
    int
        The multiple of `groups` nearest to `channels * width`, at least `groups`.

    Raises
    ------
    ValueError
        If `width` is not a number above 0.
    """
    if not (isinstance(width, Real) and width > 0):
        raise ValueError(f"width must be a number above 0, got {width!r}")
    return max(1, int(channels * width / groups + 0.5)) * groups


def map_shape(features, in_channels, image_size):
    """Return the shape of the maps that a network's first part computes from a square image.

    Parameters
    ----------
    features : function
        `features(nn)` returns the layers of the first part by their names in the network.
    in_channels, image_size : int

    Returns
    -------
    (int, int, int)
        `(C, H, W)`.

    Raises
    ------
    Refused
        If the image is so small that the maps vanish; the message names the layer where they do,
        and the smallest size that works.
    """
    size = positive(image_size, "image_size")
    features = blueprint.Sequential(features(blueprint))
    try:
        return _output_shape(features, in_channels, size)
    except ValueError as error:
        larger = range(size + 1, LARGEST + 1)
        smallest = next(
            sizes_without_error(partial(_output_shape, features, in_channels), larger), None
        )
        advice = "no {image_size} up to {largest} would do"
        if smallest:
            advice = "{image_size}={smallest} would do"
        raise Refused(
            "{image_size}={size} is too small: {error}; " + advice,
            size=size,
            error=error,
            smallest=smallest,
            largest=LARGEST,
        ) from None


def sizes_without_error(attempt, sizes):
    """Yield the image sizes that fit.

    Parameters
    ----------
    attempt : function
        `attempt(size)` raises a ValueError if images of that height and width do not fit.
    sizes : iterable of int

    Yields
    ------
    int
    """
    for size in sizes:
        try:
            attempt(size)
        except ValueError:
            continue
        yield size


def _output_shape(features, in_channels, size):
    return blueprint.summarize(features, (in_channels, size, size)).layers[-1].output_shape
