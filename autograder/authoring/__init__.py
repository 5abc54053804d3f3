"""Assignments: built from `solutions/`, solved, tried out, a sample class of them, new ones."""
