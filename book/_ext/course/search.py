"""The search: an index of the book's sections, and the page that searches it.

Sphinx's own index knows which words a page has, and fetches each hit to quote from it, which
browsers refuse between plain files. Ours holds the text of every section, is a script that only
the search page loads, and is made from the written pages: it finds what a reader sees.
`_static/search.js` ranks and shows.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, SoupStrainer

from course.head import FIELD

INDEX = "search-index.js"
PAGE = "search"
TEMPLATES = Path(__file__).parent / "templates"

DRAWING = re.compile(r"<svg\b.*?</svg>", re.S)
LEFT_OUT = (
    "script, style, div.math, .headerlink, .backrefs, .toctree-wrapper, .chapter-head, "
    ".cell_output, details.hide > summary"
)
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
BLOCKS = set("p li dt dd div pre table tr td th figcaption blockquote".split())
DEFINING = ["em", "strong"]
LONGEST_TERM = 40  # characters; what is longer is emphasis, not a term


@dataclass
class Section:
    """A piece of a page that a hit leads to.

    Attributes
    ----------
    anchor, title, text : str
    terms : list of str
        What the text emphasizes: where a term comes first, it is defined.
    of_glossary : bool
        The section is a term and its definition.
    """

    anchor: str
    title: str
    text: str = ""
    terms: list[str] = field(default_factory=list)
    of_glossary: bool = False


def plain(element):
    """Give an element's text on one line; the words of two blocks stay apart."""
    pieces = []
    for child in element.descendants:
        if type(child) is NavigableString:  # no comment
            pieces.append(str(child))
        elif child.name in BLOCKS:
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def is_term(element):
    """Say whether something emphasized may be a term that the text around it defines.

    The verbs that begin a chapter's aims, the cells of a table and the titles of cited books are
    not.
    """
    item = element.find_parent("li")
    verb = element.name == "em" and item is not None and plain(item).startswith(plain(element))
    elsewhere = element.find_parent("table") or element.find_parent(class_="citation")
    return 2 < len(plain(element)) <= LONGEST_TERM and not verb and not elsewhere


def emphasized(part):
    """List the terms that a part of a page emphasizes."""
    return [plain(element).rstrip(".:") for element in part.find_all(DEFINING) if is_term(element)]


def glossary_sections(part):
    """Take the glossaries out of a part of a page: each of their terms is a section of its own."""
    found = []
    for glossary in [g.extract() for g in part.select("dl.glossary")]:
        for term in glossary.find_all("dt", id=True):
            definition = term.find_next_sibling("dd")
            text = plain(definition) if definition else ""
            name = plain(term)
            found.append(Section(term["id"], name, text, [name], of_glossary=True))
    return found


def read(part):
    """Read a section of a page and those inside it, in order."""
    inner = [child.extract() for child in part.find_all("section", recursive=False)]
    terms = glossary_sections(part)
    heading = part.find(HEADINGS, recursive=False)
    title = plain(heading.extract()) if heading else ""
    own = Section(part["id"], title, plain(part), emphasized(part))
    return [own, *terms, *(section for child in inner for section in read(child))]


def sections(html):
    """Read the sections of a written page.

    Parameters
    ----------
    html : str

    Returns
    -------
    list of Section
        In the order of the page; the first one is the page's own, with its title. What a reader
        does not read as text is left out: drawings, displayed formulas, what cells print.
    """
    article = BeautifulSoup(
        DRAWING.sub("", html), "html.parser", parse_only=SoupStrainer("article")
    )
    for element in article.select(LEFT_OUT):
        element.extract()
    top = article.find("article").find_all("section", recursive=False)
    return [section for part in top for section in read(part)]


def index(pages):
    """Make the index of some pages.

    Parameters
    ----------
    pages : iterable of (name, is_chapter, html)
        In reading order.

    Returns
    -------
    dict
        `pages` holds [name, title, 1 for a chapter]; `sections` holds [number of the page, anchor,
        title, text, terms that it defines]. Of a term that chapters emphasize, the first place
        counts.
    """
    found, rows, known = [], [], set()
    for number, (name, is_chapter, html) in enumerate(pages):
        parts = sections(html)
        found.append([name, parts[0].title, int(is_chapter)])
        for part in parts:
            terms = {term.lower() for term in part.terms}
            if not part.of_glossary:
                terms = terms - known if is_chapter else set()
                known |= terms
            rows.append([number, part.anchor, part.title, part.text, sorted(terms)])
    return {"pages": found, "sections": rows}


def reading_order(env, name):
    """List a page and those below it in the table of contents."""
    below = env.toctree_includes.get(name, [])
    return [name, *(page for child in below for page in reading_order(env, child))]


def write_index(app, error):
    """Write the index beside the pages, as a script: browsers fetch nothing from plain files."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    pages = (
        (name, FIELD in app.env.metadata[name], (folder / f"{name}.html").read_text("utf-8"))
        for name in reading_order(app.env, app.config.root_doc)
    )
    text = json.dumps(index(pages), ensure_ascii=False, separators=(",", ":"))
    (folder / INDEX).write_text(f"const courseIndex = {text};\n", encoding="utf-8")


def replace_sphinx_search(app):
    """Keep Sphinx from writing its own index and page."""
    if app.builder.format == "html":
        app.builder.search = False


def search_page(app):
    yield PAGE, {}, "search.html"


def add_templates(app, config):
    config.templates_path.insert(0, str(TEMPLATES))


def setup(app):
    app.connect("config-inited", add_templates)
    app.connect("builder-inited", replace_sphinx_search)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
