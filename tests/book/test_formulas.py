"""Formulas as MathML: how TeX is converted, and how a browser shows it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import contents
import pytest
from course.formulas import FormulaError, displayed, keep_with_formulas, mathml
from course.math_font import CHARACTERS, FONT
from docutils import nodes

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = contents.PAGES
NARROW = 360
TO_THE_RIGHT, TO_THE_LEFT = (
    f"text-align: {side};justify-items: {place};padding-{side}: 0;"
    for side, place in (("right", "end"), ("left", "start"))
)


def inside(tex, *, display=False):
    """Return the MathML of a formula without its outermost element."""
    return re.fullmatch(r"<math [^>]*>(.*)</math>", mathml(tex, display=display))[1]


@pytest.mark.parametrize(
    ("tex", "expected"),
    {
        r"\frac{a}{b}": "<mfrac><mi>a</mi><mi>b</mi></mfrac>",
        r"\hat{y}": '<mover accent="true"><mi>y</mi><mo stretchy="false">ˆ</mo></mover>',
        r"\mathbf{x}^\top": "<msup><mi>𝐱</mi><mi>⊤</mi></msup>",
        r"\boldsymbol{\theta}": "<mi>𝜽</mi>",
        r"\mathcal{L}": "ℒ",
        r"\partial x": "<mi>∂</mi><mi>x</mi>",
        r"a \odot b": 'rspace="0.2222em">⊙</mo>',
        r"\lVert w \rVert_2": '<msub><mo stretchy="false" form="postfix">‖</mo><mn>2</mn></msub>',
        r"\left\lfloor x \right\rfloor": "<mrow><mo>⌊</mo><mi>x</mi><mo>⌋</mo></mrow>",
        r"\operatorname{softmax}(z)": "<mi>softmax</mi></mrow><mo>\u2061</mo>",
        r"\text{if } x": "<mtext>if\u00a0</mtext><mi>x</mi>",
        r"\overline{xy}": '<mo stretchy="true">‾</mo>',
        r"37{,}752{,}832": "<mn>37,752,832</mn>",
    }.items(),
)
def test_inline(tex, expected):
    assert expected in inside(tex)


@pytest.mark.parametrize(
    "tex",
    [
        "a &= b \\\\\nc &= d",
        "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}",
        "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
        "\\begin{align*} a &= b \\\\ c &= d \\end{align*}",
    ],
)
def test_rows_are_aligned_at_the_sign_and_not_numbered(tex):
    row = '<mtr><mtd style="{}"><mi>{}</mi></mtd><mtd style="{}"><mo>=</mo><mi>{}</mi></mtd></mtr>'
    pairs = (("a", "b"), ("c", "d"))
    rows = "".join(row.format(TO_THE_RIGHT, a, TO_THE_LEFT, b) for a, b in pairs)
    table = f'<mtable displaystyle="true" scriptlevel="0">{rows}</mtable>'
    assert inside(tex, display=True) == table


@pytest.mark.parametrize(("name", "bracket"), [("pmatrix", "("), ("bmatrix", "["), ("cases", "{")])
def test_tables_have_their_rows_and_brackets(name, bracket):
    html = inside(rf"\begin{{{name}}} a & b \\ c & d \end{{{name}}}", display=True)
    assert html.startswith(f"<mrow><mo>{bracket}</mo><mtable")
    assert (html.count("<mtr>"), html.count("<mtd")) == (2, 4)


def test_tex_is_the_alternative_text():
    assert mathml(r'a < b \text{ "c"}').startswith(
        '<math alttext="a &lt; b \\text{ &quot;c&quot;}">'
    )
    assert mathml("a\n+ b", display=True).startswith('<math alttext="a + b" display="block">')


@pytest.mark.parametrize(
    ("tex", "problem"),
    [
        (r"\nowhere{x}", r'Unknown command "\nowhere".'),
        (r"\begin{nowhere} x \end{nowhere}", 'Unknown environment "nowhere".'),
        (r"\frac{a", 'Expected closing token "}", but reached end of input.'),
        ("a_b_c", "Duplicate subscript or superscript."),
        ("a & b", 'Found "&", which may only appear in a table-like environment.'),
        ("я", "no glyph for я: see book/_ext/course/math_font.py"),
        (r"\vec{x}", "no glyph for \u20d7: see book/_ext/course/math_font.py"),  # not centred
    ],
)
def test_what_cannot_be_shown_is_an_error(tex, problem):
    with pytest.raises(FormulaError) as error:
        mathml(tex)
    assert str(error.value) == problem


def test_a_formula_of_one_row_stays_as_it_is():
    assert displayed(" a\n= b ") == "a = b"
    assert displayed(r"\begin{equation} a = b \end{equation}") == "a = b"


def test_a_formula_takes_the_comma_that_follows_it_and_no_other():
    parts = [nodes.literal("", "A"), nodes.Text(", "), nodes.math("", "b"), nodes.Text(", ")]
    parts += [nodes.math("", "c"), nodes.Text(" and "), nodes.math("", "d"), nodes.Text("-th.")]
    paragraph = nodes.paragraph("", "", *parts)
    keep_with_formulas(SimpleNamespace(builder=SimpleNamespace(format="html")), paragraph, "page")
    shown = [(part.astext(), getattr(part, "attributes", {}).get("attached")) for part in paragraph]
    assert shown == [
        *[("A", None), (", ", None), ("b", ","), (" ", None), ("c", None), (" and ", None)],
        *[("d", "-th."), ("", None)],
    ]


def test_the_font_has_the_characters_and_what_a_browser_needs_to_set_formulas(visit, tmp_path):
    """Chromium draws every character with the pages' font, not with a fallback."""
    page = tmp_path / "font.html"
    page.write_text(
        f"<style>@font-face {{ font-family: F; src: url({FONT.as_uri()}) }}</style>"
        f"<p style='font-family: F'></p><math style='font-family: F'>"
        f"<mrow><mo>(</mo><mspace height='3em'></mspace><mo>)</mo></mrow></math>",
        encoding="utf-8",
    )
    assert FONT.stat().st_size < 100_000
    with visit(page) as visited:
        text = "".join(sorted(c for c in CHARACTERS if c.strip() and c not in "\ufe00\ufe01"))
        visited.page.locator("p").evaluate("(p, text) => { p.textContent = text }", text)
        visited.page.evaluate("document.fonts.ready")
        client = visited.page.context.new_cdp_session(visited.page)
        client.send("DOM.enable")
        client.send("CSS.enable")
        root = client.send("DOM.getDocument")["root"]["nodeId"]
        node = client.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]
        fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [font["familyName"] for font in fonts] == ["STIX Two Math"]
        assert visited.page.locator("mo").first.bounding_box()["height"] > 45  # the table MATH


# -- pages --

MEASURE = """() => [...document.querySelectorAll("article math")].map(formula => {
    formula.closest("details")?.setAttribute("open", "");
    formula.closest(".toggle-hidden")?.classList.remove("toggle-hidden");
    const line = formula.closest("p, li, dd, th, td, figcaption, h1, h2, h3, .math > div");
    const {width, height, right} = formula.getBoundingClientRect();
    return {
        tex: formula.getAttribute("alttext"),
        shown: width > 3 && height > 3,
        fits: right <= line.getBoundingClientRect().right + 1,
        scrolls: getComputedStyle(line).overflowX == "auto",
        wide: line.scrollWidth > line.clientWidth,
        stop: line.tabIndex,
        inside: formula.querySelectorAll("[tabindex], a, button").length,
    };
})"""


def check_formulas(page, width):
    """Check that each formula of a page is shown, fits or scrolls, and is no needless tab stop."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)  # until the theme has found the boxes that scroll
    found = page.evaluate(MEASURE)
    for formula in found:
        assert formula["shown"], formula
        assert formula["fits"] or formula["scrolls"], f"write it displayed: {formula}"
        assert formula["inside"] == 0
        assert formula["stop"] <= 0 or formula["scrolls"] and formula["wide"], formula
    assert page.locator("merror").count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_formula_of_the_book_is_shown_and_fits_a_phone(built_book, visit, name):
    html = (built_book / f"{name}.html").read_text(encoding="utf-8")
    assert "mathjax" not in html.lower()
    article = html[html.index("<article") : html.index("</article>")]
    text = re.sub(r"(?s)<(pre|code|script)\b.*?</\1>|<[^>]*>", "", article)
    assert not re.search(r"\\[a-zA-Z(\[]|\$", text)
    with visit(built_book / f"{name}.html", width=NARROW) as visited:
        found = check_formulas(visited.page, NARROW)
        assert len(found) == article.count("<math ") == article.count("<math alttext=")
        assert visited.problems == []
    if name.endswith("/convolution"):
        assert len(found) > 80


def test_no_formula_of_the_first_chapter_is_wider_than_a_phone(built_book, visit):
    with visit(built_book / "1_seeing" / "convolution.html", width=360) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        assert [f["tex"] for f in check_formulas(visited.page, 360) if f["wide"]] == []


ATTACHED = """() => [...document.querySelectorAll("article p math")].flatMap(formula => {
    const text = formula.nextSibling;
    if (text?.nodeType !== Node.TEXT_NODE || !/^\\S/.test(text.data)) return [];
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    const end = formula.getBoundingClientRect().right;
    return [[range.getBoundingClientRect().left - end, text.data]];
})"""


def test_no_line_begins_with_the_comma_after_a_formula(built_book, visit):
    page = built_book / "2_learning" / "checking_gradients.html"
    for width in range(340, 440, 20):
        with visit(page, width=width) as visited:
            visited.page.evaluate("() => document.fonts.ready")
            distances = visited.page.evaluate(ATTACHED)
            assert len(distances) > 30
            assert [text for distance, text in distances if abs(distance) > 3] == []


@pytest.fixture(scope="module")
def every_kind(sample):
    return sample / "html" / "formulas.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, 1440])
def test_every_kind_of_formula_is_shown(every_kind, visit, width, theme):
    with visit(every_kind, width=width, theme=theme) as visited:
        found = check_formulas(visited.page, width)
        assert len(found) > 30
        assert any(formula["wide"] and formula["stop"] == 0 for formula in found)
        page = visited.page
        ink = page.locator("math").first.evaluate("e => getComputedStyle(e).color")
        assert ink == page.locator("article p").first.evaluate("e => getComputedStyle(e).color")
        font = page.locator("math").first.evaluate("e => getComputedStyle(e).fontFamily")
        assert font.startswith('"STIX Two Math"')
        assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
        assert visited.problems == []


def test_a_number_is_at_the_right_and_references_lead_to_it(every_kind, visit):
    with visit(every_kind, width=1440) as visited:
        page = visited.page
        links = page.locator("article p a.reference[href^='#equation-']")
        assert links.all_inner_texts() == ["(1)", "(2)", "(3)"]
        for link in links.all():
            equation = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
            number, formula = equation.locator(".eqno"), equation.locator("math")
            assert number.inner_text().startswith(link.inner_text())
            left = number.bounding_box()
            box = formula.bounding_box()
            assert left["x"] > box["x"] + box["width"]
            middle = box["y"] + box["height"] / 2
            assert abs(left["y"] + left["height"] / 2 - middle) < 12


def test_limits_of_a_sum_are_above_and_below_in_displayed_formulas(every_kind, visit):
    with visit(every_kind) as visited:
        sums = "munderover:has(> mo:text-is('∑'))"
        for formula in ("p math", "math[display=block]"):
            sign, below, above = (
                part.bounding_box()
                for part in visited.page.locator(f"{formula} {sums}").first.locator("> *").all()
            )
            beside = below["x"] >= sign["x"] + sign["width"] - 1
            assert beside == (formula == "p math")
            assert below["y"] > above["y"] + above["height"] / 2


def test_screen_readers_get_the_structure(every_kind, visit):
    with visit(every_kind) as visited:
        client = visited.page.context.new_cdp_session(visited.page)
        nodes = client.send("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in nodes]
        assert roles.count("MathMLMath") > 30
        assert {"MathMLFraction", "MathMLSquareRoot", "MathMLTable", "MathMLSup"} <= set(roles)
