"""Hints for exceptions in the assignment on training."""

from __future__ import annotations


def of_training(case, text):
    """Explain an exception in a function that trains; see `Check.errors`."""
    if "has shape" in text and "weights[" in text:
        return "A step must not change a shape: the weights and their gradients pair up in order."
    if text.startswith("TypeError: '") and "'list' and '" in text:
        return "`loss_and_gradients` returns the loss first, then the list of gradients."
    if text.startswith("TypeError") and ("multiply sequence" in text or "'list'" in text):
        return "Weights and gradients are lists of arrays: step through them in pairs, with zip."
    if "steps, and the loss is still" in text:
        return "Does every step change the weights? Is the rate far too small, or far too large?"
    if "UFuncTypeError" in text or "Cannot cast" in text:
        return "Make a new array, `w = w - rate * g`: `-=` cannot change the dtype."
    return None
