"""Hints for exceptions in the assignment on training."""

from __future__ import annotations


def of_training(case, text):
    """Explain an exception in a function that trains; see `Check.errors`."""
    if "has shape" in text and "weights[" in text:
        return "A step must not change a shape: the weights and their gradients pair up in order."
    if text.startswith("TypeError") and "'list'" in text and "float" in text:
        return "Weights and gradients are lists of arrays: step through them in pairs, with zip."
    if "UFuncTypeError" in text or "Cannot cast" in text:
        return "Make a new array, `w = w - rate * g`: `-=` cannot change the dtype."
    return None
