"""The checks of this assignment, their cases, and what its exercises ask for."""

ASSIGNMENT = "00_new_topic"
