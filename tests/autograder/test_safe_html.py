"""Students' Markdown and code as HTML: harmless, complete, and quick to render."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from markupsafe import escape
from student_page import PIXEL, SCRIPT

from autograder.pages import safe_html


@pytest.mark.parametrize(
    "text",
    ["<div>" * 1000, ">" * 5000, "[" * 5000, "$" * 5001, "*a " * 5000, "\ud800", "x" * 200_000]
    + ["$" + "\\frac{" * 500 + "$", "formula-0." * 100, "&#xE000;0"],
)
def test_strange_text_does_no_harm(text):
    assert isinstance(safe_html.markdown(text), str)


def test_content_that_is_not_for_readers_is_left_out():
    assert safe_html.markdown(f"one {SCRIPT} two <style>p {{}}</style> three") == (
        "<p>one  two  three</p>\n"
    )


def test_a_name_in_angle_brackets_does_not_swallow_the_text_after_it():
    for name in ("path", "text", "mi", "filter", "title", "script", "n"):  # also SVG's and MathML's
        html = safe_html.markdown(f"np.load(<{name}>) reads it, <{name} a='1>2'> not")
        assert html == "<p>np.load() reads it,  not</p>\n"


def test_an_unknown_formula_is_shown_as_written():
    assert '<math display="block">' in safe_html.markdown(r"$$\frac{H + 2p - K}{s}$$")
    for tex in (r"\nothing{<b>}", r"\hspace{-2000px}x"):
        assert f"<code>{escape(tex)}</code>" in safe_html.markdown(f"${tex}$")


FORGED = (
    "' onmouseover=alert(1) style=position:fixed;inset:0;background:#fff id=top class=check x='"
)


class Attributes(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.names = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, value in attrs}


@pytest.mark.parametrize("quote", ["'", '"', ""])
@pytest.mark.parametrize("begin", ["<a title=", "<img alt=", "<a href=#", "<div class=", "<!-- "])
def test_a_formula_inside_a_tag_stays_there(begin, quote):
    tex = f"$\\text{{{FORGED.replace(chr(39), quote)}}}$"
    html = safe_html.markdown(f"<div>{begin}{quote}\n\n{tex}\n\n{quote}>full marks</div>")
    assert Attributes(html).names <= {"href", "alt", "src", "display"}
    assert Attributes("<b/onclick=a>").names == {"onclick"}


def test_text_that_runs_backwards_and_a_repeated_picture_are_left_out():
    assert safe_html.markdown("a\u202eb &#x202E; &#8238; <b>\u2066c</b>") == "<p>ab   c</p>\n"
    picture = {"b c.png": {"image/png": PIXEL}}
    assert safe_html.markdown("![x](<attachment:b c.png>)" * 9, picture).count(PIXEL) == 1


@pytest.mark.parametrize(
    "piece",
    [
        "[a]: b\n",
        "[a]:\n",
        "> [a]: b\n",
        "[^a]: b\n",
        "|-\n",
        "a|\n-|\n",
        "<ul><li>",
        "* a\n\n",
        "$a$",
    ]
    + ["<div>", "[*", "*a_ ", "1) a\n\n", '"', "`" * 99 + " ", "<script", "<img src=", "$\\sqrt{"],
)
def test_no_cell_takes_long(piece):
    """Neither as much as a cell holds nor as much as is rendered takes long."""
    pieces = 20_000 // len(piece)
    rendered = next(
        n for n in range(pieces, 0, -1) if safe_html.weight(piece * n) <= safe_html.HEAVIEST
    )
    for text in (piece * pieces, piece * rendered, piece * min(safe_html.REFERENCES, rendered)):
        begun = time.process_time()
        assert len(safe_html.markdown(text)) < 500_000
        assert time.process_time() - begun < 2


def test_every_row_of_a_table_counts_as_wide_as_its_header():
    def table(columns, rows):
        return "|a" * columns + "\n" + "|-" * columns + "\n" + "|b\n" * rows

    assert "<table>" in safe_html.markdown(table(columns=20, rows=40))
    for text in (table(100, 600), "text\n\n" + table(60, 60), "> |a\n> " * 9 + table(90, 90)):
        assert "<table>" not in safe_html.markdown(text) and "|-|-" in safe_html.markdown(text)


@pytest.mark.parametrize("code", ["match " + " " * 90_000, "a = 1\n" * 33_000, "(" * 2_000])
def test_code_longer_than_anybody_writes_is_not_highlighted(code):
    begun = time.process_time()
    assert safe_html.code(f"<b>{code}") == f"&lt;b&gt;{code}"
    assert time.process_time() - begun < 2
    assert "<span" in safe_html.code("a = 1")
