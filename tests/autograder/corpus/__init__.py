"""Hostile, broken and unlucky submissions, each with the verdict that it must get, and why."""

from corpus import answers, folders, intake, language, notebooks, processes, protocol
from corpus.entry import LINES, Entry

ENTRIES = (
    *language.ENTRIES,
    *protocol.ENTRIES,
    *processes.ENTRIES,
    *answers.ENTRIES,
    *notebooks.ENTRIES,
    *folders.ENTRIES,
    *intake.ENTRIES,
)
__all__ = ["ENTRIES", "LINES", "Entry"]
