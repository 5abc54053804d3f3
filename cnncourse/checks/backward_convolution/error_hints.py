"""Hints for exceptions in the assignment on the gradients of a convolution."""

from __future__ import annotations


def of_windows(case, text):
    """Explain an exception in a function that adds windows; see `Check.errors`."""
    if text.startswith("TypeError") and ("tuple" in text or "slice indices" in text):
        return "An option is a pair here: `first, second = pair(option)` handles both forms."
    if "Cannot cast" in text:
        return (
            "An array of whole numbers cannot take fractions: np.zeros(shape) makes an array of "
            "floats."
        )
    if "unsupported operand" in text and "NoneType" in text:
        return "There is no bias here: test `if b is not None`."
    if text.startswith("ValueError") and "broadcast" in text:
        return (
            "The window does not have the shape of the kernel: does it begin at i * stride, take "
            "every dilation-th place, and lie in the padded array?"
        )
    return None
