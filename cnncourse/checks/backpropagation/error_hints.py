"""Hints for exceptions in the assignment on backpropagation."""

from __future__ import annotations


def of_products(case, text):
    """Explain an exception of a function that multiplies matrices; see `Check.errors`."""
    if "matmul" in text or "not aligned" in text:
        return (
            "The inner sizes of a matrix product must be equal: write the shapes of both factors "
            "down, and the shape that the result needs. Which factor is to be transposed?"
        )
    return None


def of_sigmoid(case, text):
    """Explain an exception of the sigmoid, where an overflow is an error."""
    if "overflow" in text:
        return (
            "Here an overflow is an error. exp of a negative number cannot overflow: for negative "
            "x use exp(x) / (1 + exp(x)), which is the same function. np.where computes both of "
            "its branches for every number."
        )
    return None
