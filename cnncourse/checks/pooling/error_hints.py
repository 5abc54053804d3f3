"""Hints for exceptions in the assignment on pooling."""

from __future__ import annotations


def of_pooling(case, text):
    """Explain an exception in a function of windows; see `Check.errors`."""
    if "'tuple'" in text and text.startswith("TypeError"):
        return "An option is a pair here: `first, second = pair(option)` handles both forms."
    if "NoneType" in text:
        return "The stride is None here, which means the kernel size."
    if "infinity to integer" in text:
        return "Whole numbers cannot hold -np.inf: convert x to float before you pad it."
    if "zero-size array" in text:
        return (
            "A window has no pixel. A start is negative inside the padding, and a slice counts a "
            "negative start from the end: use max(top, 0)."
        )
    return None
