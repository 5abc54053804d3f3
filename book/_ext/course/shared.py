"""`{shared} FILE`: text and cells that several pages share.

    ```{shared} training/device.md
    ```

The block is replaced by the file `book/shared/training/device.md` before the page is read, so its
cells run with the page, and appear in it and in its notebook. (MyST's own `{include}` comes too
late for cells.) `KEY: VALUE` lines in the block fill in `{{KEY}}` in the file.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.errors import SphinxError

FOLDER = "shared"
BLOCK = re.compile(r"^```\{shared\} (?P<file>\S+)\n(?P<values>(?:[^`\n].*\n)*?)```$", re.M)
PLACE = re.compile(r"\{\{(\w+)\}\}")


class SharedText(SphinxError):
    category = "shared"


def fill(text, values, file, page):
    """Fill the values of a block into a shared file; the names must match exactly."""
    places = set(PLACE.findall(text))
    if places != set(values):
        raise SharedText(
            f"{page}: {FOLDER}/{file} needs the values {sorted(places)}, got {sorted(values)}"
        )
    return PLACE.sub(lambda place: values[place[1]], text)


def expand(text, book, page="the page"):
    """Replace the blocks of a page's source.

    Parameters
    ----------
    text : str
    book : Path
        Folder of the pages, which contains `shared`.
    page : str
        Name of the page, for errors.

    Returns
    -------
    text : str
    files : list of Path
        The files that were inserted.

    Raises
    ------
    SharedText
        If a file is missing, or does not need exactly the values that the block gives.
    """
    files = []

    def replace(block):
        path = Path(book) / FOLDER / block["file"]
        if not path.is_file():
            folder = Path(book) / FOLDER
            known = ", ".join(
                sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.md"))
            )
            raise SharedText(f"{page}: there is no {FOLDER}/{block['file']}; there are: {known}")
        files.append(path)
        values = dict(line.split(": ", 1) for line in block["values"].splitlines())
        return fill(path.read_text(encoding="utf-8").rstrip("\n"), values, block["file"], page)

    return BLOCK.sub(replace, text), files


def expand_page(app, docname, source):
    source[0], files = expand(source[0], app.srcdir, docname)
    for path in files:
        app.env.note_dependency(str(path))


def setup(app):
    app.connect("source-read", expand_page)
