"""Parse and validate options that layers share, such as stride and padding.

Assignments give this module to students, so it must neither contain nor import an answer.
"""

from __future__ import annotations

from numbers import Integral

SEVERAL = {2: "a pair of integers", 3: "three integers"}  # one integer per spatial axis


def pair(value, name="value", *, minimum=0):
    """Return an option as a pair; it may be one integer or one per spatial axis.

    Parameters
    ----------
    value : int or pair of int
        Height first. `3` means `(3, 3)`; a pair is returned unchanged.
    name : str
        What the error calls the option.
    minimum : int
        The smallest number allowed.

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
    return per_axis(value, 2, name, minimum=minimum)


def per_axis(value, axes, name="value", *, minimum=0):
    """Return an option as a tuple; it may be one integer or one per spatial axis.

    Parameters
    ----------
    value : int or tuple of int
    axes : {1, 2, 3}
        Number of spatial axes.
    name : str
        What the error calls the option.
    minimum : int
        The smallest number allowed.

    Returns
    -------
    tuple of int
        With `axes` entries.

    Raises
    ------
    TypeError
        If `value` is neither an integer nor `axes` integers.
    ValueError
        If a number is smaller than `minimum`.
    """
    if type(value) is int and value >= minimum:  # shortcuts for the usual cases
        return (value,) * axes
    if type(value) is tuple and len(value) == axes and set(map(type, value)) == {int}:
        if min(value) >= minimum:
            return value
    numbers = (value,) * axes if isinstance(value, Integral) else value
    if (
        not isinstance(numbers, (tuple, list))
        or len(numbers) != axes
        or not all(isinstance(n, Integral) and not isinstance(n, bool) for n in numbers)
    ):
        several = f" or {SEVERAL[axes]}" if axes > 1 else ""
        raise TypeError(f"{name} must be an integer{several}, got {value!r}")
    if min(numbers) < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value!r}")
    return tuple(map(int, numbers))


def single(value):
    """Unwrap a one-element tuple, which torch accepts for options of one axis: `(3,)` is `3`."""
    if isinstance(value, (tuple, list)) and len(value) == 1:
        return value[0]
    return value


def padding_amounts(padding, kernel_size, *, stride=1, dilation=1, axes=2):
    """Return the zeros that a padding, given as numbers or a word, adds on each side.

    Parameters
    ----------
    padding : int, tuple of int, or {"valid", "same", "full"}
        Numbers, height before width, apply to both sides. `"valid"` adds nothing: every window lies
        inside the image. `"same"` keeps the size of the image, at stride 1 only; if that takes an
        odd number of zeros, the extra one goes below or to the right, as in torch. `"full"` adds
        enough for every window that shares at least one pixel with the image.
    kernel_size, stride, dilation : int or tuple of int
    axes : {1, 2, 3}
        Number of spatial axes; 2 for images.

    Returns
    -------
    ((top, bottom), (left, right)) : pairs of int
        One pair for every axis, `(before, after)`.

    Raises
    ------
    TypeError
        If an option is not one integer or one per axis; `padding` may also be a string.
    ValueError
        If the string is unknown, `"same"` is combined with a stride above 1, or a number is out
        of range.
    """
    kernel_size = per_axis(kernel_size, axes, "kernel_size", minimum=1)
    stride = per_axis(stride, axes, "stride", minimum=1)
    dilation = per_axis(dilation, axes, "dilation", minimum=1)
    if not isinstance(padding, str):
        return tuple((p, p) for p in per_axis(padding, axes, "padding"))
    reach = [d * (k - 1) for k, d in zip(kernel_size, dilation, strict=True)]
    if padding == "valid":
        return ((0, 0),) * axes
    if padding == "full":
        return tuple((r, r) for r in reach)
    if padding != "same":
        several = f" {SEVERAL[axes]}," if axes > 1 else ""
        raise ValueError(
            f'padding must be an integer,{several} "valid", "same" or "full", got {padding!r}'
        )
    if max(stride) > 1:
        raise ValueError(f'padding "same" needs stride 1, got stride {stride}')
    return tuple((r // 2, r - r // 2) for r in reach)


def factors_shape(x_shape, shape):
    """Return the shape of factors that broadcast to an input, with as many axes as the input.

    Parameters
    ----------
    x_shape : tuple of int
        (N, C, H, W).
    shape : tuple of int
        Shape of the factors: that of the input, where every axis but the first may be 1 instead,
        or (N, C), or (N, 1).

    Returns
    -------
    tuple of int or None
        None if the factors do not fit.
    """
    full = (*shape, 1, 1) if len(shape) == 2 else tuple(shape)
    if len(full) != len(x_shape) or full[0] != x_shape[0]:
        return None
    return full if all(n in (1, size) for n, size in zip(full, x_shape, strict=True)) else None
