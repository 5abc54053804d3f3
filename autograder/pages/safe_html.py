"""Turn students' text into inert HTML: no script, no style, no request to anywhere."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import re
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.pages.formulas import formula
from cnncourse.common.words import TURNING

PICTURES = ("image/png", "image/jpeg", "image/gif")
TAGS = set(
    "a p br hr h1 h2 h3 h4 h5 h6 em strong s del sub sup code pre blockquote ul ol li "
    "table thead tbody tr th td details summary img span div".split()
)
# No class, id, name, style or title: they would have effects outside the student's own box.
ATTRIBUTES = {"*": set(), "a": {"href"}, "img": {"alt", "src"}, "ol": {"start"}}
LINKS = ("http://", "https://", "mailto:", "#")
ATTACHED = "attachment:"
SCHEMES = {"http", "https", "mailto", "attachment"}
HIDDEN = ("script", "style", "iframe", "object", "svg", "template", "noscript", "title")
"""Elements whose content is not text for a reader."""

TAG = re.compile(r"""</?([a-z][^\s/<>'"]*)(?:"[^"]*"|'[^']*'|[^'"<>])*>?""", re.I)
# Text beyond these limits is shown as typed. Parsers are slow on dense markup, and they pad short
# rows of tables, so weight, tables and references are counted before parsing.
HEAVIEST = 24_000  # weight of a cell: a character counts one, a markup character eight
TABLES = 3_000  # table cells in a cell, after padding
REFERENCES = 30  # link references in a cell
CODE = 20_000  # most characters of code to highlight
CODE_LINE = 1_000  # most characters in a line of it
MARKS = "<>$[|*_`#&!+\\-~\n"
DELIMITERS = re.compile(r"[ \t>]*[|:-][-:| \t]*")


def markdown(source, attachments=None):
    """Turn Markdown into inert HTML.

    Parameters
    ----------
    source : str
        Harmless HTML in it is kept (`details`, `table`); of the rest, only the text is kept.
    attachments : dict or None
        The cell's own pictures, in nbformat's form. Other pictures are not shown.

    Returns
    -------
    Markup
    """
    source = str(source).encode("utf-8", "replace").decode()  # without lone surrogates
    if not attachments:
        return _rendered(source)
    return _render(source, attachments)


@functools.lru_cache(maxsize=512)
def _rendered(source):
    """Cache the cells that are the same in every student's notebook."""
    return _render(source, {})


def _render(source, attachments):
    if weight(source) > HEAVIEST or _too_wide(source) or source.count("]:") > REFERENCES:
        return as_typed(source)
    formulas, pictures = [], _pictures(attachments)
    prefix = f"formula-{hashlib.sha256(source.encode()).hexdigest()}-"
    placeholder = re.compile(rf"{prefix}(\d+)\.")

    def keep(tex, options):  # no text can contain a placeholder, which holds the text's own hash
        formulas.append(formula(tex, display=options["display_mode"]))
        return f"{prefix}{len(formulas) - 1}."

    def attribute(tag, name, value):
        if name == "src":  # show each picture once, however often the text repeats it
            attached = value.startswith(ATTACHED) and unquote(value.removeprefix(ATTACHED))
            return pictures.pop(attached, None)
        if name == "href" and not value.lower().startswith(LINKS):
            return None
        return placeholder.sub("", value)  # a formula inside a tag must not become markup

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True, renderer=keep)
    parser.validateLink = lambda url: True  # `nh3` below decides which links are harmless
    try:
        html = parser.render(source)
    except RecursionError:  # nested thousands deep
        return as_typed(source)
    html = nh3.clean(
        TAG.sub(_only_allowed, _without_hidden(html)),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    html = placeholder.sub(lambda found: formulas[int(found[1])], html)
    return Markup(TURNING.sub("", html))


def as_typed(source):
    """Show Markdown without rendering it."""
    return Markup("<pre>{}</pre>").format(TURNING.sub("", source))


def weight(source):
    """Estimate the effort of rendering Markdown or highlighting code, in plain characters.

    Returns
    -------
    int
    """
    return len(source) + 7 * sum(map(source.count, MARKS))


def _too_wide(source):
    """Return whether tables have too many cells, with rows padded to the width of the header."""
    cells = rows = 0
    for line in reversed(source.splitlines()):
        rows = rows + 1 if line.strip() else 0
        if DELIMITERS.fullmatch(line):
            cells += rows * line.count("|")
    return cells > TABLES


def _only_allowed(tag):
    """Drop forbidden tags before nh3 does: after some of them it would drop the text as well."""
    return tag[0] if tag[1].lower() in TAGS else ""


def _without_hidden(html):
    """Drop the elements in `HIDDEN`; one without an end tag keeps its text."""
    for tag in HIDDEN:
        begin = re.compile(rf"<{tag}\b", re.I)
        end = re.compile(rf"</{tag}\s*>", re.I)
        kept, place = [], 0
        while (begun := begin.search(html, place)) and (ended := end.search(html, begun.end())):
            kept.append(html[place : begun.start()])
            place = ended.end()
        html = "".join([*kept, html[place:]])
    return html


def _pictures(attachments):
    """Find the addresses of a cell's pictures, by name, from the first form of each."""
    found = {}
    for name, forms in attachments.items() if isinstance(attachments, dict) else ():
        first = next(iter(forms.items()), None) if isinstance(forms, dict) else None
        if first and (address := picture(*first)):
            found[str(name)] = address
    return found


def picture(kind, content):
    """Return the data address that embeds a picture in the page, or None.

    Parameters
    ----------
    kind : str
        Media type; only pictures that cannot hold a script are shown.
    content : str
        In base64.
    """
    if kind not in PICTURES or type(content) is not str or not content:
        return None
    try:
        raw = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


def inline(text):
    """Mark text between backticks as code, and isolate quoted words from the sentence.

    Quoted words in a right-to-left script would otherwise reorder the sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    Markup
    """
    html = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup(re.sub("(“.*?”)", r"<bdi>\1</bdi>", html))


@functools.lru_cache(maxsize=512)
def code(source):
    """Highlight Python code, unless it is longer than anything written by hand.

    Returns
    -------
    Markup
    """
    if len(source) > CODE or max(map(len, source.split("\n"))) > CODE_LINE:
        return escape(source)
    return Markup(highlight(str(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def code_styles():
    """Return the style sheet for `code`, for light and dark pages."""
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".code") for style in ("default", "github-dark")
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"
