"""Every page in a real browser, from local files and without network."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import contents
import pytest

CHAPTERS = contents.PAGES
PAGES = [*CHAPTERS, "search", "genindex"]
CONVOLUTION = "1_seeing/convolution.html"


HEAVIEST, HEAVIEST_FRONT = 2_000_000, 1_000_000  # bytes


def settled(page):
    """Wait until the fonts are loaded."""
    page.evaluate("() => document.fonts.ready")


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light(built_book, visit, name):
    with visit(built_book / "index.html") as visited:
        page, loaded = visited.page, set()
        page.on("request", lambda request: loaded.add(url2pathname(urlsplit(request.url).path)))
        page.goto((built_book / f"{name}.html").as_uri())
        settled(page)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # loads lazy parts
        page.wait_for_load_state("networkidle")
    names = {Path(path).name for path in loaded}
    assert {f"{Path(name).name}.html", "pydata-sphinx-theme.css", "logo.svg"} <= names
    assert any(path.endswith(".woff2") for path in loaded)
    weight = sum(Path(path).stat().st_size for path in loaded)
    assert weight <= (HEAVIEST_FRONT if name == "index" else HEAVIEST)


@pytest.mark.parametrize("name", PAGES)
def test_icons_are_drawings_in_the_page(built_book, visit, name):
    html = (built_book / f"{name}.html").read_text(encoding="utf-8")
    assert not re.search(r"<(i|span)\b[^>]*\bfa-", html) and "fontawesome" not in html
    if name not in (*PAGES[:3], PAGES[-1]):
        return  # they come from one template
    with visit(built_book / f"{name}.html") as visited:
        buttons = visited.page.locator(".header-article__inner :is(a, button):visible")
        assert buttons.count() >= 3  # sidebar, repository, theme
        for button in buttons.all():
            icon = button.locator("svg.course-icon:visible")
            assert icon.count() == 1 and icon.bounding_box()["width"] > 9
            colour = "e => getComputedStyle(e).color"
            assert icon.evaluate(colour) == button.evaluate(colour)


def test_a_missing_icon_is_named():
    from course.theme import ICON, draw
    from sphinx.errors import ExtensionError

    with pytest.raises(
        ExtensionError, match="no icon rocket: add rocket.svg to .*; there are .*sun"
    ):
        ICON.sub(draw, '<i class="fas fa-rocket"></i>')


def test_mode_is_switched_and_remembered(built_book, visit):
    with visit(built_book / CONVOLUTION, theme="light") as visited:
        page = visited.page
        paper = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        for _ in range(3):  # auto, light, dark
            page.locator(".theme-switch-button:visible").first.click()
            if page.evaluate("document.documentElement.dataset.theme") == "dark":
                break
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate(paper) != light
        page.goto((built_book / "index.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def luminance(colour):
    parts = [int(v) / 255 for v in re.findall(r"\d+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "selector", [".bd-article p", ".bd-article h1", ".bd-article p a", ".bd-links a", "pre"]
)
def test_text_stands_out_from_the_page(built_book, visit, theme, selector):
    with visit(built_book / CONVOLUTION, theme=theme) as visited:
        page = visited.page
        ink = page.locator(selector).first.evaluate("e => getComputedStyle(e).color")
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        bright, dark = sorted([luminance(ink), luminance(paper)], reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1, level AA


def test_fonts_come_with_the_pages(built_book, visit):
    with visit(built_book / CONVOLUTION) as visited:
        settled(visited.page)
        assert visited.page.evaluate("document.fonts.check('16px \"Source Serif 4\"')")
        loaded = visited.page.evaluate(
            "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        )
        assert any("Source Serif" in family for family in loaded)


def test_no_page_names_a_script_or_style_elsewhere(built_book):
    for path in built_book.glob("**/*.html"):
        html = path.read_text(encoding="utf-8")
        for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", html):
            assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), f"{path.name}: {tag}"
        assert "unpkg.com" not in html and "cdn." not in html, path.name


def test_images_have_an_alternative_text(built_book):
    for name in CHAPTERS:
        html = (built_book / f"{name}.html").read_text(encoding="utf-8")
        article = html[html.index("<article") : html.index("</article>")]
        for tag in re.findall(r"<img\b[^>]*>", article):
            assert re.search(r'\balt="[^"]{10,}"', tag), f"{name}: {tag}"
        for tag in re.findall(r"<svg\b[^>]*course-figure[^>]*>", article):
            assert re.search(r'aria-label="[^"]{10,}"', tag), f"{name}: {tag[:200]}"


def test_redirects_and_reports_are_not_published(built_book):
    assert not list(Path(built_book).glob("**/*.err.log"))
