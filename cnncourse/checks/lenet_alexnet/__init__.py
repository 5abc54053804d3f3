"""The checks of assignment 10, and their cases."""

ASSIGNMENT = "10_lenet_alexnet"
