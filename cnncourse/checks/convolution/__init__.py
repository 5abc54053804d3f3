"""The checks of assignment 01_convolution, their cases, and what its exercises ask for."""
