"""Hostile, broken and unlucky submissions, each with the verdict that it must get, and why."""

from corpus import answers, data, folders, language, notebooks, processes, protocol, walls
from corpus.entry import LINES as MAIN_LINES
from corpus.entry import Entry

LINES = (*MAIN_LINES, *walls.LINES, *data.LINES)
ENTRIES = (
    *language.ENTRIES,
    *protocol.ENTRIES,
    *processes.ENTRIES,
    *answers.ENTRIES,
    *notebooks.ENTRIES,
    *folders.ENTRIES,
    *walls.ENTRIES,
    *data.ENTRIES,
)
__all__ = ["ENTRIES", "LINES", "Entry"]
