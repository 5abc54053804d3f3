"""The checks of assignment 8, and their cases."""

ASSIGNMENT = "08_fast_convolution"
