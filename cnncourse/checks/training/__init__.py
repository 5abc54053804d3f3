"""The checks of assignment 9, and their cases."""

ASSIGNMENT = "09_training"
