"""Helpers for every package: errors, atomic file writes, suggestions for misspelt names."""
