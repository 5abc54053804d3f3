"""Whether two outcomes of a call are the same, but for rounding."""

from __future__ import annotations

import numpy as np


def kind(outcome):
    """Name the error of an outcome; a call that never ended is not one that ended the process."""
    ended = outcome.error_type == "SystemExit"
    return outcome.error.partition(":")[0] if ended else outcome.error_type


def equal(one, other):
    """Say whether two outcomes of a case are the same, the words of an error included."""
    if (one.error, one.shared) != (other.error, other.shared):
        return False
    return one.error is not None or same(one.value, other.value)


def same(one, other):
    """Say whether two results are equal, but for rounding.

    Parameters
    ----------
    one, other : object
        As decoded from the wire.

    Returns
    -------
    bool
        Never for two values whose kinds differ: an integer is not a float here.
    """
    if isinstance(one, (tuple, list, dict)):
        if type(one) is not type(other) or len(one) != len(other):
            return False
        if isinstance(one, dict):
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        return all(map(same, one, other))
    numbers = (np.ndarray, np.generic, int, float)
    if not isinstance(one, numbers) or not isinstance(other, numbers):
        return type(one).__name__ == type(other).__name__ and (
            not isinstance(one, str) or one == other
        )
    if isinstance(one, np.ndarray) is not isinstance(other, np.ndarray):
        return False
    one, other = np.asarray(one), np.asarray(other)
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        return False
    if one.dtype.kind != "f":
        return np.array_equal(one, other)
    rtol = {2: 1e-2, 4: 1e-4}.get(one.dtype.itemsize, 1e-9)
    scale = max(1.0, np.abs(one[np.isfinite(one)], dtype=np.float64).max(initial=0.0))
    return np.allclose(one, other, rtol=0.0, atol=rtol * scale, equal_nan=True)
