"""The checks of assignment 3, and their cases."""

ASSIGNMENT = "03_pooling"
