"""Compare two outcomes of a call up to rounding."""

from __future__ import annotations

import numpy as np


def equal(one, other, *, any_dtype=False):
    """Say whether two outcomes of a case are the same, including the text of an error."""
    if (one.error, one.shared) != (other.error, other.shared):
        return False
    return one.error is not None or same(one.value, other.value, any_dtype=any_dtype)


def same(one, other, *, any_dtype=False):
    """Say whether two results are equal up to rounding.

    Parameters
    ----------
    one, other : object
        Values that are not numbers, such as a subclass of ndarray, are compared by the name of
        their type.
    any_dtype : bool
        Whether arrays may have different dtypes.

    Returns
    -------
    bool
        False for values of different kinds: an integer never equals a float.
    """
    if isinstance(one, (tuple, list, dict)):
        if type(one) is not type(other) or len(one) != len(other):
            return False
        if isinstance(one, dict):
            pairs = [(value, other[key]) for key, value in one.items() if key in other]
        else:
            pairs = list(zip(one, other, strict=True))
        return len(pairs) == len(one) and all(same(*pair, any_dtype=any_dtype) for pair in pairs)
    if not _is_number(one) or not _is_number(other):
        return type(one).__name__ == type(other).__name__ and (
            not isinstance(one, str) or one == other
        )
    both = type(one) is np.ndarray, type(other) is np.ndarray
    if both[0] is not both[1]:
        return False
    one, other = np.asarray(one), np.asarray(other)
    of_numbers = all(array.dtype.kind in "biuf" for array in (one, other))
    alike = one.dtype == other.dtype or (any_dtype and all(both) and of_numbers)
    if one.shape != other.shape or not alike:
        return False
    rtol = max(_rounding(one.dtype), _rounding(other.dtype))
    if not rtol:
        return np.array_equal(one, other)
    scale = max(1.0, np.abs(one[np.isfinite(one)], dtype=np.float64).max(initial=0.0))
    return np.allclose(one, other, rtol=0.0, atol=rtol * scale, equal_nan=True)


def _is_number(value):
    return type(value) is np.ndarray or isinstance(value, (np.generic, int, float))


def _rounding(dtype):
    """Return the allowed error, relative to the largest value."""
    return {2: 1e-2, 4: 1e-4}.get(dtype.itemsize, 1e-9) if dtype.kind == "f" else 0.0
