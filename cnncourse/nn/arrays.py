"""What learned arrays and buffers may hold."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import FLOATS


def float_dtype(dtype):
    """Read a dtype, which must be one of the two that layers compute with; None is float32."""
    if dtype is None:
        return np.dtype(np.float32)
    try:
        if np.dtype(dtype) in FLOATS:
            return np.dtype(dtype)
    except TypeError:  # a dtype of torch, for example
        pass
    raise TypeError(
        f"dtype must be one of floating-point numbers, numpy's float32 or float64, got {dtype}"
    )
