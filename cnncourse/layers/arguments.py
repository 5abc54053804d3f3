"""Argument checks that all layers share, and their error messages."""

from __future__ import annotations

from numbers import Integral, Real

import numpy as np

from cnncourse.layers.conv.loops import output_size
from cnncourse.layers.shapes import per_axis

ARRAYS = (np.ndarray, np.memmap)  # np.matrix and masked arrays behave differently
FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def require_array(value, name, axes, *, dtype_kind="f"):
    """Check that an argument is an array of float32 or float64 with the stated axes.

    Parameters
    ----------
    value : ndarray
    name : str
        What the error calls the argument.
    axes : str
        Names of the axes, for example `"N, C, H, W"`. `"..."` allows any number of axes.
    dtype_kind : {"f", "i", "any"}
        `"f"` for float32 or float64, `"i"` for integers.

    Raises
    ------
    TypeError
        If `value` is not an array, or has another dtype.
    ValueError
        If the number of axes is wrong.
    """
    if type(value) not in ARRAYS:
        raise TypeError(
            f"{name} must be a numpy array, got {type(value).__name__}; convert it, for example "
            f"with np.asarray({name})"
        )
    if dtype_kind == "f" and value.dtype not in FLOATS:
        raise TypeError(
            f"{name} must hold floating-point numbers, float32 or float64, got dtype "
            f"{value.dtype} and shape {value.shape}; convert it, for example with "
            f"{name}.astype(np.float32)"
        )
    if dtype_kind == "i" and value.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integers, got dtype {value.dtype}")
    if axes != "..." and value.ndim != axes.count(",") + 1:
        raise ValueError(f"{name} must have the axes ({axes}), got shape {value.shape}")


def require_shape(value, name, shape, *, because):
    """Check the shape of an array.

    Raises
    ------
    ValueError
        Naming both shapes and the reason for the expected one.
    """
    if value.shape != tuple(shape):
        raise ValueError(
            f"{name} must have shape {tuple(shape)}, {because}; got shape {value.shape}"
        )


def require_batch(value, name):
    """Check that an array has a first axis, the batch."""
    if getattr(value, "shape", None) == ():
        raise ValueError(f"{name} must have the axes (N, ...), got shape ()")


def require_some(array, name):
    """Check that no axis but the first, the batch, is empty."""
    if 0 in array.shape[1:]:
        raise ValueError(f"only the batch may be empty: {name} has shape {array.shape}")


def integer(value, name, *, minimum):
    """Return an option as an int; it must be an integer of at least `minimum`."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    if value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value}")
    return int(value)


def positive(value, name):
    """Return an option as an int; it must be an integer of at least 1."""
    return integer(value, name, minimum=1)


def number(value, name, *, minimum=-np.inf, maximum=np.inf):
    """Return an option as a float; it must be a real number within bounds."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number, got {value!r}")
    if not minimum <= value <= maximum:
        if maximum == np.inf:
            raise ValueError(f"{name} must be at least {minimum}, got {value}")
        raise ValueError(f"{name} must lie between {minimum} and {maximum}, got {value}")
    return float(value)


def require_axis(value, name):
    """Return an option that selects an axis as an int; negative ones count from the end."""
    if value is None:
        raise TypeError(f"{name} must be an integer, such as 1 for the channels, got None")
    return integer(value, name, minimum=-np.inf)


def flag(value, name):
    """Return an option as a bool; it must be True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return bool(value)


def require_generator(rng, name="rng"):
    """Check that an argument is a random number generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{name} must be a numpy.random.Generator, got {type(rng).__name__}")


def require_channels(x, w, groups):
    """Check that filters fit the channels of the images, and that neither is empty.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    groups : int

    Raises
    ------
    ValueError
        Naming both shapes.
    """
    if 0 in x.shape[1:] or 0 in w.shape[:2]:
        raise ValueError(
            f"only the batch may be empty: x has shape {x.shape}, and w has shape {w.shape}"
        )
    groups = positive(groups, "groups")
    C_in, (C_out, C_block) = x.shape[1], w.shape[:2]
    if C_in != groups * C_block or C_out % groups != 0:
        raise ValueError(
            f"w of shape {w.shape} with groups={groups} does not fit x of shape {x.shape}: "
            f"w.shape[1] must be {C_in} / groups and groups must divide w.shape[0]"
        )


def require_convolution(x, w, b, groups, *, image="H, W", kernel="KH, KW"):
    """Check the arrays of a convolution against each other.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    b : ndarray of shape (C_out,) or None
    groups : int
    image, kernel : str
        Names of the spatial axes of `x` and `w`.

    Raises
    ------
    TypeError
        If one is not a float32 or float64 array.
    ValueError
        If their shapes disagree.
    """
    require_array(x, "x", f"N, C_in, {image}")
    require_array(w, "w", f"C_out, C_in / groups, {kernel}")
    require_channels(x, w, groups)
    if b is not None:
        require_array(b, "b", "C_out")
        require_shape(b, "b", w.shape[:1], because=f"one number for every filter of w {w.shape}")


def window_counts(image_size, kernel_size, stride, padding, dilation=1):
    """Count the windows along every spatial axis.

    Parameters
    ----------
    image_size : tuple of int
        `(H, W)`, or the sizes of any number of axes.
    kernel_size, stride, padding, dilation : int or tuple of int

    Returns
    -------
    tuple of int
        `(OH, OW)`.

    Raises
    ------
    ValueError
        If the window is larger than the padded image, with both sizes.
    """
    axes = len(image_size)
    kernel_size = per_axis(kernel_size, axes, "kernel_size", minimum=1)
    stride = per_axis(stride, axes, "stride", minimum=1)
    padding = per_axis(padding, axes, "padding")
    dilation = per_axis(dilation, axes, "dilation", minimum=1)
    options = zip(image_size, kernel_size, stride, padding, dilation, strict=True)
    try:
        return tuple(
            output_size(size, k, stride=s, padding=p, dilation=d) for size, k, s, p, d in options
        )
    except ValueError as error:
        raise ValueError(
            f"a kernel of {'x'.join(map(str, kernel_size))} does not fit into an image of "
            f"{'x'.join(map(str, image_size))}: {error}"
        ) from None


def require_groups(in_channels, out_channels, groups):
    """Return the number of groups of a convolution; it must divide both numbers of channels.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If it does not divide them.
    """
    groups = positive(groups, "groups")
    if in_channels % groups != 0 or out_channels % groups != 0:
        raise ValueError(
            f"groups must divide in_channels and out_channels, got groups={groups}, "
            f"in_channels={in_channels}, out_channels={out_channels}"
        )
    return groups


def distinct_channels(channels):
    """Return channel indices as a list; they must be distinct.

    Returns
    -------
    list of int

    Raises
    ------
    TypeError
        If an index is not an integer.
    ValueError
        If the list is empty, or an index is repeated or negative.
    """
    for channel in channels:
        if not isinstance(channel, Integral) or isinstance(channel, bool):
            raise TypeError(f"channels must be integers, got {channel!r}")
    channels = [int(channel) for channel in channels]
    if not channels or len(set(channels)) != len(channels):
        raise ValueError(f"channels must list at least one, each of them once; got {channels}")
    if min(channels) < 0:
        raise ValueError(f"channels must be at least 0, got {min(channels)}")
    return channels


def growing(in_channels, out_channels):
    """Return two numbers of channels as ints; there must be at least as many out as in.

    Returns
    -------
    (int, int)

    Raises
    ------
    ValueError
        If there are fewer out than in.
    """
    in_channels = positive(in_channels, "in_channels")
    out_channels = positive(out_channels, "out_channels")
    if out_channels < in_channels:
        raise ValueError(
            f"out_channels must be at least in_channels, got in_channels={in_channels}, "
            f"out_channels={out_channels}"
        )
    return in_channels, out_channels
