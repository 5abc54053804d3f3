"""Which of the processes that `torchrun` started this one is, without asking torch."""

from __future__ import annotations

import os


def is_first():
    """Say whether this process is the one that prints and writes files; one alone is."""
    return os.environ.get("RANK", "0") == "0"


def count():
    """Count the processes that train together."""
    return int(os.environ.get("WORLD_SIZE", "1"))
