"""Read the cells of a submission, from any bytes at all.

The file may be damaged, in another format or malicious. Reading it runs nothing, builds a limited
number of objects, and says in plain words what was wrong with it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

MAX_BYTES = 50_000_000
MAX_PARTS = 3_000_000
"""Most values in one file, containers included; each may take a hundred bytes of memory."""

MAX_CELLS = 2_000
MAX_CODE, MAX_TEXT = 200_000, 20_000
"""Most characters in a code cell and in a text cell."""

FORMATS = {
    b"%pdf-": "a PDF",
    b"pk\x03\x04": "a zip archive",
    b"\x1f\x8b": "an archive (gzip)",
    b"7z\xbc\xaf\x27\x1c": "an archive (7z)",
    b"rar!": "an archive (rar)",
    b"\x89png": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"<!doctype html": "a web page (HTML)",
    b"<html": "a web page (HTML)",
}
"""The first bytes, in lower case, of files that get submitted under the wrong name."""

MAX_SOURCE = 2_000_000
"""Most characters in all cells together."""


class Unreadable(Exception):
    """The file cannot be graded; the message is the reason, for student and instructor."""


def too_large():
    """Return the error for a file that is too large to read."""
    return Unreadable(f"the file is larger than {MAX_BYTES // 1_000_000} MB")


@dataclass(eq=False)
class Cell:
    """One submitted cell, trusted as little as possible."""

    kind: str
    source: str
    id: str | None = None
    mark: dict = field(default_factory=dict)  # nbgrader's metadata
    place: int | None = None  # the skeleton's cell that this one replaces
    before: int | None = None  # or the one that it runs before, as an earlier copy
    after: int | None = None  # or the one of which it is a changed copy

    def __post_init__(self):
        self.text = self.source.strip()

    @property
    def free(self):
        """Whether the cell has no place in the skeleton yet."""
        return self.place is self.before is self.after is None


def read_cells(submission):
    """Read the cells of a notebook file, whatever its version and state.

    Parameters
    ----------
    submission : bytes

    Returns
    -------
    cells : list of Cell
    notes : list of str
        What was odd, in sentences for the student.

    Raises
    ------
    Unreadable
        If the bytes are not a notebook, or the notebook is far too large.
    """
    data, encoding = _parse(submission)
    raw = _raw_cells(data)
    if len(raw) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(raw):,} cells, more than {MAX_CELLS:,}")
    odd = Counter()
    cells = [_read_cell(cell, odd) for cell in raw if isinstance(cell, dict)]
    if not cells:
        raise Unreadable("the notebook has no cells")
    if sum(len(cell.source) for cell in cells) > MAX_SOURCE:
        raise Unreadable(f"its cells hold more than {MAX_SOURCE:,} characters")
    odd["Entries that are not cells, which were ignored"] = len(raw) - len(cells)
    counted = [f"{what}: {count}." for what, count in odd.items() if count]
    return cells, [*_notes_on_file(data, encoding), *counted]


def _parse(submission):
    """Decode and parse the file; no bytes may make this slow, exhaust the memory or crash."""
    if len(submission) > MAX_BYTES:
        raise too_large()
    if not submission.strip(b" \t\r\n\0"):
        raise Unreadable("the file is empty")
    if other := _other_format(submission):
        raise Unreadable(f"the file is {other}, not a notebook: hand in the .ipynb file itself")
    encoding = json.detect_encoding(submission)  # UTF-8, -16 or -32, told apart by their zero bytes
    try:
        text = submission.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        raise Unreadable(
            "the file is not text in UTF-8 or UTF-16, so it is not a notebook; "
            "perhaps an editor saved it in another encoding"
        ) from None
    if text.count(",") + text.count("[") + text.count("{") > MAX_PARTS:
        raise Unreadable(f"the file holds more than {MAX_PARTS:,} values")
    try:  # `int` would take forever on a number with a million digits
        data = json.loads(text, parse_int=float)
    except RecursionError:
        raise Unreadable("the file is nested too deeply, so it is not a notebook") from None
    except ValueError:
        raise Unreadable("the file is not JSON, so it is not a notebook") from None
    return data, encoding


def _other_format(submission):
    """Recognize another kind of file by its first bytes; None if it may be a notebook."""
    start = submission[:100].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((name for begin, name in FORMATS.items() if start.startswith(begin)), None)
    if found == "a zip archive" and b"word/" in submission[:5_000]:
        return "a Word document"
    return found


def _raw_cells(data):
    if not isinstance(data, dict):
        raise Unreadable("the file is JSON but not a notebook")
    if isinstance(data.get("cells"), list):
        return data["cells"]
    if isinstance(data.get("worksheets"), list):  # notebooks of formats 2 and 3
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        return [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
    raise Unreadable("the file is JSON but holds no cells, so it is not a notebook")


def _read_cell(raw, odd):
    """Read one cell and count its oddities."""
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = _dict(raw.get("metadata"))
    kind = "code" if raw.get("cell_type") == "code" else "text"
    odd["Cells whose tags were removed"] += bool(metadata.get("tags"))
    odd["Cells whose attached files were left out"] += bool(raw.get("attachments"))
    return Cell(
        kind=kind,
        source=_clean(source, kind, odd) if isinstance(source, str) else "",
        id=raw.get("id") if isinstance(raw.get("id"), str) else None,
        mark=_dict(metadata.get("nbgrader")),
    )


def _clean(text, kind, odd):
    """Replace characters that cannot be stored, drop null characters, and cut long texts."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    odd["Cells with characters that cannot be stored, which were replaced"] += kept != text
    if kind == "text" and len(kept) > MAX_TEXT:
        odd[f"Text cells longer than {MAX_TEXT:,} characters, which were cut"] += 1
        return kept[:MAX_TEXT] + "\n... (cut here)"
    if kind == "code" and len(kept) > MAX_CODE:
        odd[f"Code cells longer than {MAX_CODE:,} characters, which were left out"] += 1
        return ""
    return kept


def _notes_on_file(data, encoding):
    metadata = _dict(data.get("metadata"))
    language = _dict(metadata.get("kernelspec")).get("language")
    language = language or _dict(metadata.get("language_info")).get("name")
    if encoding not in ("utf-8", "utf-8-sig"):
        yield "The file was not encoded as UTF-8; it was read anyway."
    if data.get("nbformat", 4) != 4:
        yield "The file uses another version of the notebook format; its known parts were read."
    if isinstance(language, str) and language.lower() not in ("", "python", "ipython"):
        yield "The notebook is marked as another language; its cells were run as Python."


def _list(value):
    return value if isinstance(value, list) else []


def _dict(value):
    return value if isinstance(value, dict) else {}
