"""The checks of assignment 1, their cases, and the references of its own exercises."""

ASSIGNMENT = "01_convolution"
