"""Formulas as MathML, made when the book is built, so that pages need no script.

Chromium, Firefox and Safari render it with the font made by `book/_ext/course/math_font.py`.
"""

from __future__ import annotations

import re
from html import escape, unescape

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from course.math_font import CHARACTERS

NAME = "mathml"
CONVERTER = LatexToMathML(fancy_error=False)
# The theme makes a box of this class a tab stop only where it scrolls.
SCROLLS = "pst-scrollable-table-container"
# These environments number equations; the page sets the number itself, so only the rows remain.
OUTER = {"align": "aligned", "gather": "gathered", "equation": ""}
# An entity unknown outside HTML, a bar that browsers do not centre, and `37{,}752` in three parts.
MENDED = {
    "&ApplyFunction;": "\u2061",
    "\u0332": "\u203e",
    r'(?<=\d)</mn><mo rspace="0">,</mo><mn>(?=\d{3}\b)': ",",
}

logger = logging.getLogger(__name__)


class FormulaError(ValueError):
    """What is wrong with a formula."""


def displayed(latex):
    """Put a displayed formula on one line, without an environment that numbers equations.

    On one line, it also survives in a Markdown quotation, which marks every line.
    """
    latex = " ".join(latex.split())
    for outer, inner in OUTER.items():
        for star in ("*", ""):
            begin, end = f"\\begin{{{outer}{star}}}", f"\\end{{{outer}{star}}}"
            if latex.startswith(begin) and latex.endswith(end):
                body = latex[len(begin) : -len(end)].strip()
                return f"\\begin{{{inner}}} {body} \\end{{{inner}}}" if inner else body
    if "\\\\" in latex and not latex.startswith("\\begin"):
        return f"\\begin{{aligned}} {latex} \\end{{aligned}}"
    return latex


def mathml(tex, *, display=False):
    """Turn a formula into MathML.

    Parameters
    ----------
    tex : str
    display : bool
        Whether the formula is on a line of its own.

    Returns
    -------
    str
        HTML, with the TeX as alternative text.

    Raises
    ------
    FormulaError
        If a command is unknown, or the pages' font lacks a character.
    """
    tex = displayed(tex) if display else " ".join(tex.split())
    try:
        html = CONVERTER.convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        raise FormulaError(str(error).partition(": ")[2]) from error
    for written, shown in MENDED.items():
        html = re.sub(written, shown, html)
    if lacking := set(unescape(re.sub(r"<[^>]*>", "", html))) - CHARACTERS:
        raise FormulaError(
            f"no glyph for {' '.join(sorted(lacking))}: see book/_ext/course/math_font.py"
        )
    return html.replace("<math", f'<math alttext="{escape(tex)}"', 1)


def formula_of(node, *, display=False):
    """Return the MathML of a node; a faulty formula is reported with its page."""
    try:
        return mathml(node.astext(), display=display)
    except FormulaError as error:
        logger.warning("the formula %s: %s", node.astext().strip(), error, location=node)
        return ""


def keep_with_formulas(app, doctree, page):
    """Move what follows a formula without a space, such as a comma, into the formula's node.

    Browsers break lines between a formula and the text after it, so a line could begin with a
    comma.
    """
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        text = formula.next_node(descend=False, siblings=True)
        if isinstance(text, nodes.Text) and (attached := re.match(r"\S+", text)):
            formula["attached"] = attached[0]
            # not `index(text)`: it would find the first text that is equal
            place = formula.parent.index(formula) + 1
            formula.parent[place] = nodes.Text(text[attached.end() :])


def visit_inline(translator, node):
    html = formula_of(node)
    if attached := node.get("attached"):
        html = f'<span class="course-unbroken">{html}{escape(attached)}</span>'
    translator.body.append(html)
    raise nodes.SkipNode


def visit_displayed(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(f'<div class="{SCROLLS}">{formula_of(node, display=True)}</div>')
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>")
    raise nodes.SkipNode


def choose(app, config):
    config.html_math_renderer = NAME
    config.myst_update_mathjax = False


def setup(app):
    app.add_html_math_renderer(NAME, (visit_inline, None), (visit_displayed, None))
    app.connect("config-inited", choose)
    app.connect("doctree-resolved", keep_with_formulas)
