"""`{map}` and `{size}`: the course at a glance, from the list of chapters in `book/chapters.yml`.

`{map}` lists the parts with their chapters; those that are written are links, the others are
marked as coming. `` {size}`written` `` gives one of the figures of `sizes` in a sentence.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective, SphinxRole

FILE = "chapters.yml"
NEEDED, OPTIONAL = {"title", "question"}, {"page", "minutes", "notebook"}
COMING = "coming"


class ChapterList(SphinxError):
    category = FILE


def read_parts(path):
    """Read the list of chapters.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of dict
        One for each part: `part`, its title, and `chapters`, dicts with `title`, `question` and,
        of chapters that are written, `page`, `minutes` and perhaps `notebook`.

    Raises
    ------
    ChapterList
        If a chapter lacks a key, has an unknown one, or has minutes without a page.
    """
    parts = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    for chapter in (chapter for part in parts for chapter in part["chapters"]):
        keys = set(chapter)
        if not NEEDED <= keys <= NEEDED | OPTIONAL:
            wrong = sorted(NEEDED - keys) or sorted(keys - NEEDED - OPTIONAL)
            raise ChapterList(f"{chapter.get('title')}: missing or unknown: {', '.join(wrong)}")
        if ("page" in keys) != ("minutes" in keys):
            raise ChapterList(f"{chapter['title']}: page and minutes come together")
        if "notebook" in keys and "page" not in keys:
            raise ChapterList(f"{chapter['title']}: a notebook needs a page")
    return parts


def sizes(parts):
    """Count what there is: `all` chapters, `written` ones, `hours` to read those.

    Returns
    -------
    dict of str to int
    """
    chapters = [chapter for part in parts for chapter in part["chapters"]]
    minutes = [chapter["minutes"] for chapter in chapters if "page" in chapter]
    return {"all": len(chapters), "written": len(minutes), "hours": round(sum(minutes) / 60)}


def note(text, *classes):
    return nodes.inline(text, text, classes=list(classes))


def item(chapter, docname):
    """Make the line of one chapter: a link with its time, or a title marked as coming."""
    title = nodes.Text(chapter["title"])
    if "page" in chapter:
        link = pending_xref(
            "",
            nodes.inline("", "", title),
            refdomain="std",
            reftype="doc",
            refexplicit=True,
            refwarn=True,
            reftarget=f"/{chapter['page']}",
            refdoc=docname,
        )
        about = f"{chapter['minutes']} min"
        if "notebook" in chapter:
            about += " · exercises"
        line = [link, nodes.Text(" "), note(about, "chapter-about")]
    else:
        line = [title, nodes.Text(" "), note(COMING, "chapter-about")]
    line += [nodes.Text(" "), note(chapter["question"], "chapter-question")]
    kind = "chapter-written" if "page" in chapter else "chapter-coming"
    return nodes.list_item("", nodes.paragraph("", "", *line), classes=[kind])


class Map(SphinxDirective):
    def run(self):
        path = Path(self.env.srcdir) / FILE
        self.env.note_dependency(str(path))
        whole = nodes.container(classes=["chapter-map"])
        legend = [
            note("written", "chapter-written"),
            nodes.Text(" "),
            note(f"{COMING}: not written yet", "chapter-coming"),
        ]
        whole += nodes.container("", nodes.paragraph("", "", *legend), classes=["chapter-legend"])
        for part in read_parts(path):
            heading = nodes.rubric("", part["part"])
            heading["level"] = 2  # as MyST writes it
            lines = [item(chapter, self.env.docname) for chapter in part["chapters"]]
            whole += nodes.container("", heading, nodes.bullet_list("", *lines))
        return [whole]


class Size(SphinxRole):
    def run(self):
        path = Path(self.env.srcdir) / FILE
        self.env.note_dependency(str(path))
        found = sizes(read_parts(path))
        if self.text not in found:
            known = ", ".join(found)
            raise ChapterList(f"{self.env.docname}: no size {self.text}; there are {known}")
        return [nodes.Text(str(found[self.text]))], []


def setup(app):
    app.add_directive("map", Map)
    app.add_role("size", Size())
