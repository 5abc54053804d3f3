"""The checks of assignment 12, and their cases."""

ASSIGNMENT = "12_resnet"
