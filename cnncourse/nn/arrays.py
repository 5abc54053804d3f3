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
