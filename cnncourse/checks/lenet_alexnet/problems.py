"""What is wrong with declared answers on LeNet-5 and AlexNet, and hints for exceptions."""

from __future__ import annotations

import re

import numpy as np

from cnncourse.checks.engine.differences import openly
from cnncourse.exercises import lenet_alexnet as exercises

LAYERS = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
QUESTIONS = ("parameters", "multiply_adds", "memory")
WORDS = ("the most parameters", "the most multiply-adds", "the largest output")
FORM = "return the names of three layers, such as `return 'conv3', 'fc8', 'fc7'`"


def of_connections(value):
    """Say what is wrong with a mask of the connections between S2 and C3.

    Parameters
    ----------
    value : object

    Returns
    -------
    str or None
    """
    if type(value) is not np.ndarray or value.ndim != 2:
        return "return an array of two axes: 16 rows and 6 columns"
    if value.shape == (6, 16):
        return (
            "the mask is transposed: a row for each of the sixteen maps of C3, as in weights "
            "of shape (C_out, C_in)"
        )
    if value.shape != (16, 6):
        return f"the mask has shape {value.shape}, expected (16, 6)"
    if value.dtype.kind not in "biuf" or not np.isin(value, (0, 1)).all():
        return "a mask holds only True and False, or 1 and 0"
    seen = value.astype(bool)
    table = exercises.lenet5_connections()
    for row, (found, wanted) in enumerate(zip(seen, table, strict=True)):
        if found.sum() != wanted.sum():
            return f"map {row} of C3 sees {found.sum()} maps, in the table it sees {wanted.sum()}"
    for row, (found, wanted) in enumerate(zip(seen, table, strict=True)):
        if (found != wanted).any():
            return f"map {row} of C3 sees as many maps as in the table, but not the same ones"
    return None


def of_places(case, expected, value):
    """Say which of the three layers of `where_is_it` are wrong, without naming the right ones.

    Parameters
    ----------
    case : Case
    expected, value : object

    Returns
    -------
    Difference or None
    """
    if type(value) not in (tuple, list) or len(value) != 3:
        return openly(FORM)
    if not all(type(one) is str and one in LAYERS for one in value):
        return openly(f"the layers are called {', '.join(LAYERS)}: {FORM}")
    wrong = [
        words for words, one, right in zip(WORDS, value, expected, strict=True) if one != right
    ]
    return openly(f"another layer has {', and another '.join(wrong)}") if wrong else None


def of_maps(case, text):
    """Explain an exception in subsampling; see `Check.errors`."""
    odd = any(size % 2 for size in case.args[0].shape[2:])
    if odd and re.match("ValueError: .*(broadcast|reshape)", text):
        return "An odd last row or column is left out: there are H // 2 times W // 2 windows."
    if not text.startswith("ValueError") or "broadcast" not in text:
        return None
    return (
        "Maps have shape (N, C, OH, OW), and w has one axis: w[:, np.newaxis, np.newaxis] "
        "multiplies each map by its own number."
    )


def of_rows(case, text):
    """Explain an exception in the repaired network; see `Check.errors`."""
    if "reshape" in text or "576" in text:
        return (
            "An image arrives there as 16 maps of 6 x 6, 576 numbers, or as 16 of 5 x 5, 400 "
            "numbers, depending on the padding of the first convolution."
        )
    return None


def of_layers(case, text):
    """Explain an exception in a function that reads a list of layers; see `Check.errors`."""
    if "unpack" in text or text.startswith("IndexError"):
        return (
            "A layer's tuple begins with its kind, which says how many numbers follow: "
            "`for kind, *numbers in layers`, then one branch for each kind."
        )
    return None
