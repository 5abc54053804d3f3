"""Small helpers that read and check the arguments that layers share."""

from __future__ import annotations

from numbers import Integral


def pair(value, name="value", *, minimum=0):
    """Read an option that may be one number or one number per spatial axis.

    Parameters
    ----------
    value : int or pair of int
        `3` means `(3, 3)`, `(3, 5)` stays as it is: height first.
    name : str
        What the error calls the option.
    minimum : int
        The smallest number that is allowed.

    Returns
    -------
    (int, int)

    Raises
    ------
    TypeError
        If `value` is not an integer or a pair of integers.
    ValueError
        If a number is smaller than `minimum`.
    """
    numbers = (value, value) if isinstance(value, Integral) else value
    if not isinstance(numbers, (tuple, list)) or len(numbers) != 2:
        raise TypeError(f"{name} must be an integer or a pair of integers, got {value!r}")
    if not all(isinstance(n, Integral) and not isinstance(n, bool) for n in numbers):
        raise TypeError(f"{name} must be an integer or a pair of integers, got {value!r}")
    if min(numbers) < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value!r}")
    return int(numbers[0]), int(numbers[1])
