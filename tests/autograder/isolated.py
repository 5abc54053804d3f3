"""What tests need to know about this machine's isolation."""

from __future__ import annotations

import pytest

from autograder.sandbox import isolation

FOUND = isolation.current()
KINDS = ["none"] if FOUND.name == isolation.NONE else ["none", isolation.BUBBLEWRAP]
needs_sandbox = pytest.mark.skipif(
    FOUND.name == isolation.NONE, reason=f"no sandbox here: {FOUND.reason}"
)


def without_sandbox():
    """Return the options that `grade` needs on a machine without a sandbox."""
    return ["--allow-unsandboxed"] if FOUND.name == isolation.NONE else []
