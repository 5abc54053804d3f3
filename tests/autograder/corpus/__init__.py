"""Hostile, broken and unlucky submissions, each with the verdict that it must get, and why."""

from corpus import answers, data, folders, language, notebooks, processes, protocol
from corpus.entry import LINES, Entry

ENTRIES = (
    *language.ENTRIES,
    *protocol.ENTRIES,
    *processes.ENTRIES,
    *answers.ENTRIES,
    *notebooks.ENTRIES,
    *folders.ENTRIES,
    *data.ENTRIES,
)
__all__ = ["ENTRIES", "LINES", "Entry"]
