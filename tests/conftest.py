"""`make test` runs two groups of tests at a time: this file says what belongs together."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Keep the tests of a folder in one process: they share what takes long to make."""
    for item in items:
        group = item.path.relative_to(HERE).parts[0]
        item.add_marker(pytest.mark.xdist_group(group))
