"""The pages of the book, as listed in `_toc.yml`."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [
    TOC["root"],
    *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]),
]


def source(name):
    """Read the source of a page."""
    return (BOOK / f"{name}.md").read_text(encoding="utf-8")


CHAPTERS = [name for name in PAGES if source(name).startswith("---")]  # those with cells
TRAINING = [name for name in CHAPTERS if "/train_" in name]
