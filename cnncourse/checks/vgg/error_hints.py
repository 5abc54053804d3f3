"""Hints for exceptions in the assignment on VGG."""

from __future__ import annotations

import re


def of_columns(case, text):
    """Explain an exception in a function that reads a column; see `Check.errors`."""
    if not text.startswith("TypeError"):
        return None
    if "tuple" in text or re.search(r"got \(\d", text):
        return (
            "An entry may be a pair (filters, kernel_size): "
            "`filters, kernel_size = entry if isinstance(entry, tuple) else (entry, 3)`."
        )
    if "'M'" in text or "'str'" in text:
        return 'An entry may be the letter "M", which stands for a pooling: ask for it first.'
    return None
