"""What tests need to know of the isolation that this machine offers."""

from __future__ import annotations

import pytest

from autograder.sandbox import isolation

FOUND = isolation.current()
KINDS = ["none"] if FOUND.name == isolation.NONE else ["none", isolation.BUBBLEWRAP]
needs_sandbox = pytest.mark.skipif(
    FOUND.name == isolation.NONE, reason=f"no sandbox here: {FOUND.reason}"
)


def without_sandbox():
    """What `grade` needs on a machine that has none."""
    return ["--allow-unsandboxed"] if FOUND.name == isolation.NONE else []
