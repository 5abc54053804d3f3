"""The checks of assignment 13, and their cases."""

ASSIGNMENT = "13_your_own_network"
