"""Losses: one number to make small, and its gradient."""
