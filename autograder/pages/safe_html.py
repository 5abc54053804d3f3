"""Text of students as HTML that does nothing: no script, no style, no request to anywhere.

Formulas become MathML, which every browser sets by itself: a page needs no script for them.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

from bleach.html5lib_shim import convert_entity
from bleach.sanitizer import Cleaner
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

PICTURES = ("image/png", "image/jpeg", "image/gif")
TAGS = set(
    "a p br hr h1 h2 h3 h4 h5 h6 em strong s del sub sup code pre blockquote ul ol li "
    "table thead tbody tr th td details summary img span div".split()
)
LINKS = ("http://", "https://", "mailto:", "#")
ATTACHED = "attachment:"
ATTRIBUTES = {  # no class, id, name or style: they would reach out of a student's own box
    "a": lambda tag, name, value: name == "href" and value.lower().startswith(LINKS),
    "img": lambda tag, name, value: name == "alt" or name == "src" and value.startswith(ATTACHED),
    "ol": ["start"],
}
PROTOCOLS = {"http", "https", "mailto", "attachment"}
MATHML = set(
    "math mi mn mo mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mtable mtr mtd mphantom mstyle menclose mpadded".split()
)
MATHML_ATTRIBUTES = set(
    "accent accentunder columnalign columnspacing depth display displaystyle fence form height "
    "linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowspacing "
    "rspace scriptlevel separator stretchy symmetric voffset width".split()
)
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
WIDTH = re.compile(r"-?\d{0,2}(\.\d+)?(em|ex|pt|px|mm|cm)?")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that let text run backwards
# What is rendered: the rest is shown as it was typed. Parsers are slow where marks stand close, and
# a table's short rows are filled up, so weight, tables and references are counted before parsing.
HEAVIEST = 24_000  # weight of a cell: a character counts one, and a mark eight
PAGE = 100_000  # weight of what a student wrote on one page
TABLES = 3_000  # cells of tables in a cell, filled up
REFERENCES = 30  # link references in a cell
CODE = 20_000  # characters of code that are coloured
CODE_LINE = 1_000  # characters of a line of it
MARKS = "<>$[|*_`#&!+\\-~\n"
DELIMITERS = re.compile(r"[ \t>]*[|:-][-:| \t]*")


def markdown(source, attachments=None):
    """Turn Markdown into HTML that does nothing.

    Parameters
    ----------
    source : str
        HTML in it is kept where it is harmless (`details`, `table`); of the rest, the text stays.
    attachments : dict or None
        A cell's own pictures, in nbformat's form. Pictures from anywhere else are not shown.

    Returns
    -------
    Markup
    """
    if not attachments:
        return _rendered(str(source))
    return _render(str(source), attachments)


@functools.lru_cache(maxsize=512)
def _rendered(source):
    """Keep what is the same in every student's notebook."""
    return _render(source, {})


def _render(source, attachments):
    if weight(source) > HEAVIEST or _too_wide(source) or source.count("]:") > REFERENCES:
        return as_typed(source)
    formulas = []
    mark = f"formula-{hashlib.sha256(source.encode(errors='replace')).hexdigest()}-"

    def keep(tex, options):  # nobody can write the mark into a text of which it is made
        formulas.append(formula(tex, display=options["display_mode"]))
        return f"{mark}{len(formulas) - 1}."

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True, renderer=keep)
    parser.validateLink = lambda url: True  # what is harmless is decided below, once
    pictures = dict(filter(None, (_picture(*item) for item in _flat(attachments).items())))
    marks = re.compile(rf"{mark}(\d+)\.")
    cleaner = Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        strip=True,
        filters=[lambda source: _put_in(source, marks, formulas, pictures)],
    )
    try:
        return Markup(cleaner.clean(_without_content(parser.render(source))))
    except RecursionError:  # nested thousands deep
        return as_typed(source)


class Budget:
    """How much of one student's work is rendered on a page; the rest is shown as it was typed."""

    def __init__(self):
        self.left = PAGE

    def markdown(self, source, attachments=None):
        """Render as `markdown` does, while something is left."""
        return markdown(source, attachments) if self._takes(weight(source)) else as_typed(source)

    def code(self, source):
        """Colour as `code` does, while something is left."""
        return code(source) if self._takes(len(source)) else escape(source)

    def _takes(self, weight):
        self.left -= weight
        return self.left >= 0


def as_typed(source):
    """Show Markdown without rendering it."""
    return Markup("<pre>{}</pre>").format(TURNING.sub("", source))


def weight(source):
    """Estimate how long it takes to render Markdown or colour code, in plain characters.

    Returns
    -------
    int
    """
    return len(source) + 7 * sum(map(source.count, MARKS))


def _too_wide(source):
    """Say whether the rows of tables, filled up to the width of their heads, are too many cells."""
    cells = rows = 0
    for line in reversed(source.splitlines()):
        rows = rows + 1 if line.strip() else 0
        if DELIMITERS.fullmatch(line):
            cells += rows * line.count("|")
    return cells > TABLES


def _put_in(tokens, marks, formulas, pictures):
    """Put formulas and pictures among the tokens of cleaned HTML, each token written by bleach.

    A mark inside a tag is no token of text, so it never becomes markup. A picture is shown once,
    whatever its text repeats.
    """
    left = dict(pictures)
    for token in tokens:
        if token["type"] == "Characters":
            for place, part in enumerate(marks.split(TURNING.sub("", token["data"]))):
                if place % 2:
                    yield from _tokens(formulas[int(part)])
                elif part:
                    yield {"type": "Characters", "data": part}
        elif token["type"] == "Entity":
            if not TURNING.match(convert_entity(token["name"]) or ""):
                yield token
        else:
            if token.get("name") == "img" and (address := token["data"].pop((None, "src"), None)):
                shown = left.pop(unquote(address.removeprefix(ATTACHED)), None)
                token["data"] |= {(None, "src"): shown} if shown else {}
            yield token


def _tokens(node):
    """Turn MathML into the tokens that bleach's serializer writes, and escapes."""
    pairs = {(None, name): value for name, value in node.attrib.items()}
    yield {"type": "StartTag", "name": node.tag, "namespace": None, "data": pairs}
    if node.text:
        yield {"type": "Characters", "data": node.text}
    for child in node:
        yield from _tokens(child)
    yield {"type": "EndTag", "name": node.tag, "namespace": None, "data": {}}


def _without_content(html):
    """Drop elements whose content is no text for a reader."""
    for tag in ("script", "style", "iframe", "object", "svg", "template", "noscript", "title"):
        begin = re.compile(rf"<{tag}\b", re.I)
        end = re.compile(rf"</{tag}\s*>", re.I)
        kept, place = [], 0
        while (begun := begin.search(html, place)) and (ended := end.search(html, begun.end())):
            kept.append(html[place : begun.start()])
            place = ended.end()
        html = "".join([*kept, html[place:]])
    return html


def _flat(attachments):
    """Give each attachment its first kind and content."""
    if not isinstance(attachments, dict):
        return {}
    return {
        str(name): next(iter(kinds.items()), None)
        for name, kinds in attachments.items()
        if isinstance(kinds, dict)
    }


def _picture(name, content):
    url = picture(*content) if content else None
    return (name, url) if url else None


def picture(kind, content):
    """Return the address of a picture that is written out in the page, or None.

    Parameters
    ----------
    kind : str
        Its media type; only pictures that cannot hold a script are shown.
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


def formula(tex, *, display=False):
    """Turn a formula into MathML; where that fails, show its source.

    Parameters
    ----------
    tex : str
    display : bool

    Returns
    -------
    xml.etree.ElementTree.Element
        Of MathML's harmless elements and attributes alone, or `code`.
    """
    source = ElementTree.Element("code")
    source.text = tex.strip()
    try:
        tree = ElementTree.fromstring(tex2mathml(tex.strip(), as_block=display))
    except (MathError, ElementTree.ParseError, LookupError, ValueError, TypeError, AttributeError):
        return source
    for node in tree.iter():
        name = node.tag.removeprefix(NAMESPACE)
        node.attrib.pop("class", None)  # docutils' own, for a style sheet that is not here
        if name not in MATHML or not set(node.attrib) <= MATHML_ATTRIBUTES:
            return source
        if not WIDTH.fullmatch(node.get("width", "")):
            return source
        node.tag = name
        if name != "mtext":
            node.text = (node.text or "").strip()
    return tree


def inline(text):
    """Set what stands between backticks in a sentence as code.

    Parameters
    ----------
    text : str

    Returns
    -------
    Markup
    """
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text))))


@functools.lru_cache(maxsize=512)
def code(source):
    """Colour Python code, where it is no longer than a person writes.

    Returns
    -------
    Markup
    """
    if len(source) > CODE or max(map(len, source.split("\n"))) > CODE_LINE:
        return escape(source)
    return Markup(highlight(str(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def code_styles():
    """Return the style sheet of `code`, for light and for dark pages."""
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".code") for style in ("default", "github-dark")
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"
