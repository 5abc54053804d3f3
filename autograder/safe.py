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

import bleach
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
ATTRIBUTES = {"a": ["href", "title"], "img": ["src", "alt", "title"], "ol": ["start"]}
LINKS = ("http://", "https://", "mailto:", "#")
PROTOCOLS = {"http", "https", "mailto", "data"}
MATHML = set(
    "math mi mn mo mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mtable mtr mtd mphantom mstyle menclose mpadded".split()
)
MATHML_ATTRIBUTES = set(
    "accent accentunder columnalign columnspacing depth display displaystyle fence form height "
    "linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowspacing "
    "rspace scriptlevel separator stretchy symmetric voffset width class".split()
)
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
LONGEST = 30_000  # characters of Markdown that are rendered; more is shown as it is


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
    if len(source) > LONGEST:
        return _as_it_is(source)
    formulas = []
    mark = f"formula-{hashlib.sha256(source.encode(errors='replace')).hexdigest()}-"

    def keep(tex, options):  # nobody can write the mark into a text of which it is made
        formulas.append(formula(tex, display=options["display_mode"]))
        return f"{mark}{len(formulas) - 1}."

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True, renderer=keep)
    parser.validateLink = lambda url: True  # what is harmless is decided below, once
    try:
        cleaned = _clean(parser.render(source), attachments)
    except RecursionError:  # nested thousands deep
        return _as_it_is(source)
    return Markup(re.sub(rf"{mark}(\d+)\.", lambda m: formulas[int(m[1])], cleaned))


def _as_it_is(source):
    return Markup("<pre>{}</pre>").format(source)


def _clean(html, attachments):
    pictures = dict(filter(None, (_picture(*item) for item in _flat(attachments).items())))
    html = re.sub(
        r'(<img[^>]*src=")attachment:([^"]*)(")', lambda m: _shown(m, pictures), html, flags=re.I
    )

    def harmless(name, value):
        if name == "src":
            return value in pictures.values()
        if name == "href":
            return value.lower().startswith(LINKS)
        return True

    rules = {tag: _rule(names, harmless) for tag, names in ATTRIBUTES.items()}
    return bleach.clean(
        _without_content(html), tags=TAGS, attributes=rules, protocols=PROTOCOLS, strip=True
    )


def _rule(names, harmless):
    return lambda tag, name, value: name in names and harmless(name, value)


def _without_content(html):
    """Drop elements whose content is no text for a reader."""
    for tag in ("script", "style", "iframe", "object", "svg", "template", "noscript", "title"):
        html = re.sub(rf"<{tag}\b.*?</{tag}\s*>", "", html, flags=re.I | re.S)
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


def _shown(match, pictures):
    return f"{match[1]}{pictures.get(match[2], '')}{match[3]}"


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
    Markup
    """
    source = escape(tex.strip())
    try:
        tree = ElementTree.fromstring(tex2mathml(tex.strip(), as_block=display))
    except (MathError, ElementTree.ParseError, LookupError, ValueError, TypeError, AttributeError):
        return Markup("<code>{}</code>").format(source)
    for node in tree.iter():
        name = node.tag.removeprefix(NAMESPACE)
        if name not in MATHML or not set(node.attrib) <= MATHML_ATTRIBUTES:
            return Markup("<code>{}</code>").format(source)
        node.tag, node.tail = name, (node.tail or "").strip()
        if name != "mtext":
            node.text = (node.text or "").strip()
    return Markup(ElementTree.tostring(tree, encoding="unicode", short_empty_elements=False))


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
    """Colour Python code.

    Returns
    -------
    Markup
    """
    return Markup(highlight(str(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def code_styles():
    """Return the style sheet of `code`, for light and for dark pages."""
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".code") for style in ("default", "github-dark")
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"
