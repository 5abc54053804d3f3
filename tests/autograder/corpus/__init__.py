"""Hostile, broken and unlucky submissions, each with the verdict it must get, and the reason."""

from corpus import (
    answers,
    box,
    clock,
    data,
    folders,
    intake,
    language,
    notebooks,
    processes,
    protocol,
    secret,
    walls,
)
from corpus.entry import LINES as MAIN_LINES
from corpus.entry import Entry

LINES = (
    *MAIN_LINES,
    *box.LINES,
    *clock.LINES,
    *intake.LINES,
    *secret.LINES,
    *walls.LINES,
    *data.LINES,
)
ENTRIES = (
    *language.ENTRIES,
    *protocol.ENTRIES,
    *processes.ENTRIES,
    *box.ENTRIES,
    *answers.ENTRIES,
    *notebooks.ENTRIES,
    *folders.ENTRIES,
    *secret.ENTRIES,
    *intake.ENTRIES,
    *walls.ENTRIES,
    *clock.ENTRIES,
    *data.ENTRIES,
)
__all__ = ["ENTRIES", "LINES", "Entry"]
