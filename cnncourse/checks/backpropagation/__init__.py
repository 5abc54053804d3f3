"""The checks of assignment 4, and their cases."""

ASSIGNMENT = "04_backpropagation"
