"""The checks of assignment 7, their cases, and the candidates of its tests."""

ASSIGNMENT = "07_checking_gradients"

BORROWS = (
    "cnncourse.checks.backpropagation",
    "cnncourse.checks.backward_convolution",
    "cnncourse.checks.backward_rest",
)
"""Packages whose wrong answers are candidates here."""
