"""The assignment that stands for all of them where a test needs a released one: the first."""

from __future__ import annotations

from autograder.sandbox import isolation
from cnncourse.checks.catalogue import assignments, names

ASSIGNMENT = assignments()[0]
FIRST, SECOND = names(ASSIGNMENT)[:2]


def without_sandbox():
    """What `grade` needs on a machine that has none."""
    return ["--allow-unsandboxed"] if isolation.current().name == isolation.NONE else []
