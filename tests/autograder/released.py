"""The assignment that tests release if any will do: the first one."""

from __future__ import annotations

from cnncourse.checks.catalogue import assignments, names

ASSIGNMENT = assignments()[0]
FIRST, SECOND = names(ASSIGNMENT)[:2]
