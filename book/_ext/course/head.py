"""A chapter's head: what to read before, how long it takes, which exercises belong to it.

The page's front matter says it, and a line under the title shows it:

    chapter: {before: [convolution], minutes: 30, notebook: 02_geometry}

`before` names pages, by their last part where it is enough; `minutes` is required; `notebook` is
an assignment in `solutions/`.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from course.site import assignment_url, colab_url

FIELD = "chapter"
KEYS = ("before", "minutes", "notebook")

logger = logging.getLogger(__name__)


class HeadError(Exception):
    """What is wrong with a chapter's head and what to do, in one line."""


def suggestion(name, names):
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(names))}"


def page_named(name, pages):
    """Find a page by its name or by the last part of it.

    Parameters
    ----------
    name : str
        "1_seeing/convolution" or "convolution".
    pages : collection of str

    Returns
    -------
    str

    Raises
    ------
    HeadError
        If no page, or more than one, has the name.
    """
    found = sorted(page for page in pages if name in (page, page.rpartition("/")[2]))
    if not found:
        names = {page.rpartition("/")[2] for page in pages}
        raise HeadError(f"before: unknown page {name!r}; {suggestion(str(name), names)}")
    if len(found) > 1:
        raise HeadError(f"before: {name!r} may be {' or '.join(found)}: write the whole name")
    return found[0]


def checked(head, docname, pages, assignments):
    """Check what a page's front matter says.

    Parameters
    ----------
    head : object
        As read from the front matter.
    docname : str
    pages, assignments : collection of str
        Names that exist.

    Returns
    -------
    before : list of str
        Full names of pages.
    minutes : int
    notebook : str or None

    Raises
    ------
    HeadError
        If a key, a page or an assignment is unknown, or a value is missing or of another kind.
    """
    if not isinstance(head, dict):
        raise HeadError(f"needs {{before: [...], minutes: N, notebook: NN_topic}}, got {head!r}")
    unknown = sorted(set(head) - set(KEYS))
    if unknown:
        raise HeadError(f"unknown key {unknown[0]!r}; {suggestion(unknown[0], KEYS)}")
    minutes, before, notebook = head.get("minutes"), head.get("before", []), head.get("notebook")
    if type(minutes) is not int or minutes <= 0:
        raise HeadError(f"minutes must be a whole number above 0, got {minutes!r}")
    if not isinstance(before, list):
        raise HeadError(f"before must be a list of pages, got {before!r}")
    before = [page_named(name, pages) for name in before]
    if docname in before:
        raise HeadError(f"before: {docname} cannot be read before itself")
    if notebook is not None and notebook not in assignments:
        raise HeadError(f"unknown notebook {notebook!r}; {suggestion(str(notebook), assignments)}")
    return before, minutes, notebook


def link_to_page(docname, target):
    """Link to a page with its title, which Sphinx fills in when it writes the page."""
    return addnodes.pending_xref(
        "",
        nodes.inline(classes=["doc"]),
        refdoc=docname,
        refdomain="std",
        reftype="doc",
        reftarget=f"/{target}",
        refexplicit=False,
        refwarn=True,
    )


def part(label, *children):
    return nodes.inline("", "", nodes.strong("", label), nodes.Text(" "), *children)


def joined(items, between):
    """Put a node between each two of some nodes.

    Parameters
    ----------
    items : sequence of docutils.nodes.Node
    between : docutils.nodes.Node
        A copy of it is put there each time.
    """
    found = list(items[:1])
    for item in items[1:]:
        found += [between.deepcopy(), item]
    return found


def line(docname, before, minutes, notebook, repository):
    """Write a chapter's head as one paragraph."""
    links = [link_to_page(docname, target) for target in before]
    parts = [
        part("Read before:", *(joined(links, nodes.Text(", ")) or [nodes.Text("nothing")])),
        part("Time:", nodes.Text(f"{minutes} minutes")),
    ]
    if notebook:
        colab = colab_url(repository, f"{notebook}/{notebook}", folder="assignments")
        file = assignment_url(repository, notebook)
        links = [
            nodes.literal("", notebook),
            nodes.reference("", "open in Colab", refuri=colab),
            nodes.reference("", "download", refuri=file),
        ]
        parts.append(part("Exercises:", *joined(links, nodes.Text(", "))))
    dot = nodes.inline("", " · ", classes=["between"])
    return nodes.paragraph("", "", *joined(parts, dot), classes=["chapter-head"])


def show(app, doctree):
    """Put the head under the title."""
    docname = app.env.docname
    field = app.env.metadata[docname].get(FIELD)
    if field is None:
        return
    solutions = Path(app.config.course_package).parent / "solutions"
    assignments = {path.parent.name for path in solutions.glob("*/assignment.md")}
    try:
        head = checked(json.loads(field), docname, app.env.found_docs, assignments)
    except HeadError as error:
        logger.warning("%s: %s", FIELD, error, location=docname)
        return
    section = next(doctree.findall(nodes.section))
    repository = app.config.html_theme_options["repository_url"]
    section.insert(
        section.index(section.next_node(nodes.title)) + 1, line(docname, *head, repository)
    )


def setup(app):
    app.connect("doctree-read", show)
