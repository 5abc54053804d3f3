"""Rank and number of the processes that `torchrun` started, without importing torch."""

from __future__ import annotations

import os


def is_first():
    """Return whether this process prints and writes files; a single process always does."""
    return os.environ.get("RANK", "0") == "0"


def count():
    """Return the number of processes that train together."""
    return int(os.environ.get("WORLD_SIZE", "1"))
