"""What a test may pass to its candidate: plain arrays of bounded size, and small integers.

A candidate runs in the referee's own process, on arguments that a student's process chose. These
functions raise a ValueError, in one sentence, for everything that could keep the referee busy for
long or fill its memory. Nothing in this file runs in the sandbox.
"""

from __future__ import annotations

import numpy as np

MOST_NUMBERS = 4096  # in one array
MOST_PADDED = 16_384  # in one array with its padding
LARGEST_OPTION = 16  # such as a stride or a padding


def floats(value, name, axes=None):
    """Return the value unchanged if it is an array of finite floating-point numbers.

    Right implementations may differ on nan and infinity: `0 * inf` is nan, a masked `inf` is 0.

    Parameters
    ----------
    value : object
    name : str
        What the error calls it.
    axes : int or None
        How many axes it must have; None allows any number from 1.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
    """
    if type(value) is not np.ndarray or value.dtype not in (np.float32, np.float64):
        raise ValueError(f"{name} must be an array of float64 or float32")
    if axes is None and value.ndim == 0:
        raise ValueError(f"{name} must have at least one axis")
    if axes is not None and value.ndim != axes:
        raise ValueError(f"{name} must have {axes} axes, not {value.ndim}")
    if not 0 < value.size <= MOST_NUMBERS:
        raise ValueError(f"{name} must have 1 to {MOST_NUMBERS:,} numbers, not {value.size:,}")
    if not np.isfinite(value).all():
        raise ValueError(f"{name} must hold finite numbers, no nan and no infinity")
    return value


def parts(cache, form):
    """Return the cache unchanged if it is a tuple with the right number of parts.

    Parameters
    ----------
    cache : object
    form : str
        Such as "(x, kernel_size, stride)".

    Returns
    -------
    tuple

    Raises
    ------
    ValueError
    """
    if type(cache) is not tuple or len(cache) != len(form.strip("(),").split(",")):
        raise ValueError(f"the cache must be the tuple {form}, as the forward pass returns it")
    return cache


def option(value, name, least=0):
    """Return the option unchanged if it is a small integer or a pair of them.

    Raises
    ------
    ValueError
    """
    numbers = value if type(value) is tuple else (value,)
    if len(numbers) not in (1, 2) or not all(type(one) is int for one in numbers):
        raise ValueError(f"{name} must be an integer or a pair of integers")
    if not all(least <= one <= LARGEST_OPTION for one in numbers):
        raise ValueError(f"{name} must lie between {least} and {LARGEST_OPTION}")
    return value


def fits_padded(shape, padding):
    """Raise a ValueError if images of shape (N, C, H, W) are too large with their padding."""
    (N, C, H, W), (ph, pw) = shape, padding
    if (count := N * C * (H + 2 * ph) * (W + 2 * pw)) > MOST_PADDED:
        raise ValueError(
            f"x with its padding must have at most {MOST_PADDED:,} numbers, not {count:,}"
        )


def same_shape(dout, shape):
    """Raise a ValueError unless the upstream gradient has the output's shape."""
    if dout.shape != tuple(shape):
        raise ValueError(f"dout has shape {dout.shape}, but the output has {tuple(shape)}")
