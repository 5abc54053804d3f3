"""The assignment that stands for all of them where a test needs a released one: the first."""

from __future__ import annotations

from cnncourse.checks.catalogue import assignments, names

ASSIGNMENT = assignments()[0]
FIRST, SECOND = names(ASSIGNMENT)[:2]
