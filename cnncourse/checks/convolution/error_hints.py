"""Hints for exceptions in the assignment on convolution."""

from __future__ import annotations


def of_images(case, text):
    """Explain an exception in a function of images or sizes; see `Check.errors`."""
    if "'tuple'" in text and text.startswith("TypeError"):
        return "An option is a pair here: `first, second = pair(option)` handles both forms."
    if "remapped shapes" in text:  # from np.pad
        return (
            "np.pad takes (before, after) for every axis, and the number of axes varies: "
            "[..., (ph, ph), (pw, pw)]."
        )
    return None


def of_layer(case, text):
    """Explain an exception in the whole layer."""
    if "truth value of an array" in text:
        return "An array is neither true nor false: test `if b is not None`."
    if "Cannot cast" in text:
        return "The result holds only whole numbers: np.result_type(x, w) gives a dtype for both."
    shapes_differ = text.startswith("ValueError") and "broadcast" in text
    if not shapes_differ or "remapped" in text:
        return of_images(case, text)
    b = case.args[2]
    if b is not None and f"({len(b)},)" in text:
        return (
            f"b has shape ({len(b)},) and would be broadcast along the columns: "
            "b[:, np.newaxis, np.newaxis] gives every map its own number."
        )
    return (
        "The window does not have the shape of w[f]: does it begin at i * sh, j * sw, take every "
        "dh-th row and every dw-th column, and read the padded image?"
    )
