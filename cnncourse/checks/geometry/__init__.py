"""The checks of assignment 2, and their cases."""

ASSIGNMENT = "02_geometry"
