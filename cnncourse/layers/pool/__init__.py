"""Pooling: one number for every window of every channel."""
