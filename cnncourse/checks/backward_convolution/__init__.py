"""The checks of assignment 5, and their cases."""

ASSIGNMENT = "05_backward_convolution"
