"""Hints for exceptions in the assignment on the gradients of the other layers."""

from __future__ import annotations


def of_pooling(case, text):
    """Explain an exception in the backward pass of a pooling layer; see `Check.errors`."""
    if text.startswith("TypeError") and "tuple" in text:
        return "kernel_size and stride are pairs: `x, (KH, KW), (sh, sw) = cache`."
    if "Cannot cast" in text:
        return (
            "An array of whole numbers cannot take fractions: np.zeros(shape) makes an array of "
            "floats."
        )
    if "broadcast" in text:
        return (
            "An array of shape (N, C) has to meet a window of shape (N, C, KH, KW): "
            "dout[:, :, i : i + 1, j : j + 1] keeps the two axes."
        )
    return None


def of_dropout(case, text):
    """Explain an exception in dropout."""
    if "ZeroDivisionError" in text:
        return "At p = 1 everything is dropped, and there is nothing to scale: do not divide by 0."
    return None


def of_channels(case, text):
    """Explain an exception in a normalization with one number for every channel."""
    if "broadcast" in text:
        return (
            "Numpy compares shapes from the last axis: an array of shape (C,) meets the columns. "
            "`a.reshape(1, -1, 1, 1)` puts its numbers on the axis of the channels."
        )
    return None
