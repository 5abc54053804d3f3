"""Hints for exceptions in the assignment on convolution."""

from __future__ import annotations

from cnncourse.checks.convolution import forward_mistakes


def of_images(case, text):
    """Explain an exception of a function of images or sizes.

    Parameters
    ----------
    case : Case
    text : str
        The exception in one line.

    Returns
    -------
    str or None
    """
    if "'tuple'" in text and text.startswith("TypeError"):
        return "An option is a pair here: `first, second = pair(option)` fits both forms."
    if "remapped shapes" in text:  # np.pad's words
        return (
            "np.pad takes (before, after) for every axis, and how many there are differs from "
            "call to call: [..., (ph, ph), (pw, pw)]."
        )
    return None


def of_layer(case, text):
    """Explain an exception of the whole layer."""
    if "truth value of an array" in text:
        return "An array is neither true nor false: ask `if b is not None`."
    return forward_mistakes.errors(case, text) or of_images(case, text)
