"""What learned arrays and buffers may hold."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import FLOATS


def float_dtype(dtype):
    """Read a dtype, which must be one of the two that layers compute with."""
    dtype = np.dtype(dtype)
    if dtype not in FLOATS:
        raise TypeError(
            f"dtype must be one of floating-point numbers, float32 or float64, got {dtype}"
        )
    return dtype


def read_like(own, value):
    """Convert a value of a state to an array of the shape and dtype of `own`, or say why not."""
    try:
        value = np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:  # the last one is torch's
        raise ValueError(f"cannot be read: {error}") from None
    if value.shape != own.shape:
        raise ValueError(f"has shape {value.shape} instead of {own.shape}")
    if not np.can_cast(value.dtype, own.dtype, "same_kind"):
        raise ValueError(f"holds {value.dtype} instead of {own.dtype}")
    return value.astype(own.dtype)
