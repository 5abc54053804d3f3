"""The dtypes of learned arrays and buffers."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import FLOATS


def float_dtype(dtype):
    """Return a numpy dtype, which must be float32 or float64; None means float32."""
    if dtype is None:
        return np.dtype(np.float32)
    try:
        if np.dtype(dtype) in FLOATS:
            return np.dtype(dtype)
    except TypeError:  # a dtype of torch, for example
        pass
    raise TypeError(f"dtype must be numpy's float32 or float64, got {dtype}")
