"""The checks of assignment 1, their cases, and what its exercises ask for."""

ASSIGNMENT = "01_convolution"
