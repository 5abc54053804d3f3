"""Hostile, broken and unlucky submissions, each with the verdict that it must get, and why."""

from corpus import answers, box, clock, folders, language, notebooks, processes, protocol, walls
from corpus.entry import LINES as MAIN_LINES
from corpus.entry import Entry

LINES = (*MAIN_LINES, *box.LINES, *walls.LINES, *clock.LINES)
ENTRIES = (
    *language.ENTRIES,
    *protocol.ENTRIES,
    *processes.ENTRIES,
    *box.ENTRIES,
    *answers.ENTRIES,
    *notebooks.ENTRIES,
    *folders.ENTRIES,
    *walls.ENTRIES,
    *clock.ENTRIES,
)
__all__ = ["ENTRIES", "LINES", "Entry"]
