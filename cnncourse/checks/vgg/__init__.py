"""The checks of assignment 11, and their cases."""

ASSIGNMENT = "11_vgg"
