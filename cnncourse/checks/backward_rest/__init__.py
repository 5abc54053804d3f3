"""The checks of assignment 6, and their cases."""

ASSIGNMENT = "06_backward_rest"
