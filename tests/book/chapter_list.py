"""Every chapter of the course, as `book/chapters.yml` lists them."""

from __future__ import annotations

from contents import BOOK
from course.chapter_map import FILE, read_parts

PARTS = read_parts(BOOK / FILE)
CHAPTERS = [chapter for part in PARTS for chapter in part["chapters"]]
WRITTEN = [chapter for chapter in CHAPTERS if "page" in chapter]
