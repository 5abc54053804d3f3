"""What holds for every page, in both modes: legible, accessible, printable, and never too wide."""

from __future__ import annotations

import itertools
import re
import time
from urllib.parse import unquote, urlsplit

import contents
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [*contents.PAGES, "search", "genindex"]
WIDE, TABLET, PHONE = 1440, 768, 360
SMALLEST_TEXT = 11  # pixels
CONVOLUTION = "1_seeing/convolution.html"

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


AT_REST = """() => Promise.all(document.getAnimations()
    .filter((a) => a.effect.getComputedTiming().endTime < Infinity)
    .map((a) => a.finished))"""


def violations(page, rules):
    """List what axe-core finds on a page at rest, one line each."""
    page.evaluate(AT_REST)  # a colour in transition has any contrast
    # Style sheets are there already, and between plain files axe could not fetch them.
    options = {"resultTypes": ["violations"], "runOnly": rules, "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node['html'][:200]}" for v in found for node in v["nodes"]
    ]


def eventually(page, script, wanted, seconds=20):
    """Evaluate a script until it gives what is wanted, or until the time is up; return the last."""
    end = time.monotonic() + seconds
    while (found := page.evaluate(script)) != wanted and time.monotonic() < end:
        page.wait_for_timeout(20)
    return found


SMALL = """least => [...document.querySelectorAll("svg.course-figure text, .live *")]
    .filter((e) => e.checkVisibility() && e.textContent.trim())
    .map((e) => {
        const matrix = e.getScreenCTM?.();
        const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
        const runs = [e, ...(matrix ? e.querySelectorAll("tspan") : [])]
            .filter((run) => [...run.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
        // exponents and indices may be smaller than the text that they belong to
        const sizes = runs.map((run) => parseFloat(getComputedStyle(run).fontSize) * scale);
        return [Math.max(0, ...sizes), e.textContent];
    })
    .filter(([size]) => size > 0 && size < least - 0.05)"""
TOO_HIGH = """() => [...document.querySelectorAll(".live")]
    .map((e) => e.getBoundingClientRect().height).filter((height) => height > innerHeight)"""
BROKEN = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
NO_STOP = """() => [...document.querySelectorAll("article *")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0 && e.checkVisibility()
        && ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .map((e) => e.outerHTML.slice(0, 200))"""


ON_PAPER = """() => {
    const shown = (e) => e.checkVisibility() && e.getClientRects().length > 0;
    const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
    const outer = (elements) => elements.map((e) => e.outerHTML.slice(0, 120));
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => Math.max(...channels(colour).slice(0, 3));
    const painted = (colour) => (channels(colour)[3] ?? 1) > 0;
    return {
        controls: outer(all("button, input, select, dialog, .bd-sidebar, .live, .headerlink")),
        folded: outer(
            [...document.querySelectorAll("article details:not([open]), .toggle-hidden")]),
        paler: outer(all("article :is(p, li, h1, h2, h3, pre, td, th, math, figcaption)").filter(
            (e) => light(getComputedStyle(e).color) > 130)),
        darker: outer(all("body, article, article :is(pre, div, table, tr, td)").filter(
            (e) => painted(getComputedStyle(e).backgroundColor)
                && light(getComputedStyle(e).backgroundColor) < 200)),
    };
}"""


def assert_whole(page):
    """At every width nothing is cut off, too small, out of reach or missing."""
    for width in (WIDE, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # lazy parts, too
        page.wait_for_timeout(100)
        assert eventually(page, "document.scrollingElement.scrollWidth <= innerWidth", True)
    assert page.evaluate(SMALL, SMALLEST_TEXT) == []
    assert page.evaluate(TOO_HIGH) == []  # a live figure with its controls fits a screen
    # The theme makes tab stops of boxes that scroll, a while after the width has changed.
    assert eventually(page, NO_STOP, []) == []
    assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_accessible_legible_and_printable(built_book, visit, name, theme):
    query = "?q=stride" if name == "search" else ""
    path = built_book / f"{name}.html"
    with visit(path, width=WIDE, theme=theme, fragment=query) as visited:
        page = visited.page
        page.evaluate("() => document.fonts.ready")
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        assert violations(page, WCAG) == []
        if theme == "light":
            assert_whole(page)  # sizes do not depend on colours
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert {kind: found for kind, found in page.evaluate(ON_PAPER).items() if found} == {}
        assert visited.problems == []


BAD = """<!doctype html><html lang="en" data-theme="light"><title>bad</title>
<body style="background: #222; color: #eee"><article>
<p style="color: #333">dark on dark</p><button></button><img src="nowhere.png">
<svg class="course-figure" width="100" viewBox="0 0 200 10" role="img" aria-label="a figure">
<text y="9" style="font-size: 18px">small</text><text y="9" style="font-size: 40px">large</text>
<text y="9" style="font-size: 30px">x<tspan style="font-size: 9px">2</tspan></text></svg>
<div style="overflow: auto; width: 50px"><p style="width: 90px">scrolls</p></div>
<div class="live" style="height: 800px">too high</div><details><summary>x</summary>y</details>
</article></body></html>"""


def test_what_is_wrong_with_a_page_is_found(visit, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text(BAD, encoding="utf-8")
    with visit(path, width=PHONE, height=740) as visited:
        page = visited.page
        rules = {line.partition(":")[0] for line in violations(page, WCAG)}
        assert {"color-contrast", "button-name", "image-alt"} <= rules
        assert page.evaluate(SMALL, SMALLEST_TEXT) == [[9, "small"]]
        assert page.evaluate(TOO_HIGH) == [800]
        assert len(page.evaluate(NO_STOP)) == len(page.evaluate(BROKEN)) == 1
        found = page.evaluate(ON_PAPER)
        assert {kind: len(elements) for kind, elements in found.items()} == {
            "controls": 2,
            "folded": 1,
            "paler": 1,
            "darker": 1,
        }


def test_the_first_paint_is_already_in_the_right_mode(built_book, browser):
    path = built_book / CONVOLUTION
    for mode, theme in itertools.product((None, "auto", "light", "dark"), ("light", "dark")):
        context = browser.new_context(color_scheme=theme)
        page = context.new_page()
        # The theme's own script comes too late for the first paint: here it never comes.
        page.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())
        if mode:
            kept = {"mode": mode, "theme": "dark" if mode == "auto" else mode}
            page.add_init_script(f"Object.assign(localStorage, {kept})")
        page.goto(path.as_uri())
        wanted = theme if mode in (None, "auto") else mode
        assert page.evaluate("document.documentElement.dataset.theme") == wanted, (mode, theme)
        context.close()


def test_printing_leaves_a_page_as_it_was(built_book, visit):
    with visit(built_book / CONVOLUTION, theme="dark") as visited:
        page = visited.page
        state = """() => [document.documentElement.dataset.theme,
            document.querySelectorAll("details[open]").length]"""
        before = page.evaluate(state)
        assert before[0] == "dark"
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        during = page.evaluate(state)
        assert during[0] == "light" and during[1] > before[1]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(state) == before


def test_a_figure_with_small_text_keeps_its_width_and_scrolls():
    from course.svg import legible_width

    text = '<text style="font-size: {}px">a{}</text>'
    small = '<tspan style="font-size: 5px">2</tspan>'
    svg = '<svg width="300pt" viewBox="0 0 300 200">{}</svg>'
    assert legible_width(svg.format("")) is None
    assert legible_width(svg.format(text.format(11, small))) == "300px"
    assert legible_width(svg.format(text.format(22, "") + text.format(8.8, ""))) == "375px"
    short = "<text style=\"font: 10px 'Source Sans 3', sans-serif\">a</text>"
    assert legible_width(svg.format(short)) == "330px"


# -- links --


def anchors(path):
    return set(re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def known_anchors(built_book):
    return {path.resolve(): anchors(path) for path in built_book.rglob("*.html")}


def test_links_within_the_book_lead_to_a_place_that_is_there(built_book, known_anchors):
    for path in built_book.rglob("*.html"):
        if "_static" in path.parts:  # templates of the theme
            continue
        for link in set(re.findall(r'\bhref="([^"]+)"', path.read_text(encoding="utf-8"))):
            parts = urlsplit(link)
            if parts.scheme or link == "#":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            assert target.exists(), f"{path.name} links to {link}"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in known_anchors[target], f"{path.name}: {link}"


@pytest.mark.parametrize("name", contents.CHAPTERS)
def test_links_of_a_notebook_lead_to_a_place_in_the_book(built_book, known_anchors, name):
    notebook = nbformat.read(built_book / "notebooks" / f"{name}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    site = r"\(https://cnncourse\.github\.io/cnncourse/([^)\s]+)\)"
    for link in set(re.findall(site, text)):
        path, _, anchor = link.partition("#")
        if path.startswith("assignments/"):
            folder = path.split("/")[1]
            assert path == f"assignments/{folder}/{folder}.ipynb"
            assert (contents.ROOT / "solutions" / folder).is_dir(), link
            continue
        target = (built_book / path).resolve()
        assert target.exists(), link
        assert not anchor or unquote(anchor) in known_anchors[target], link


# -- keyboard --

FOCUS = """() => {
    const e = document.activeElement, style = getComputedStyle(e);
    const text = e.textContent.trim().replace(/\\s+/g, " ");
    return {
        name: e.ariaLabel || text || e.title || e.dataset.bsOriginalTitle || e.name,
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""


FOCUSED = f"() => ({FOCUS})().name"


def stops(page, count):
    """Press Tab some times, and list where the focus goes; it is visible at each."""
    found = []
    for _ in range(count):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["seen"], focus["name"]
        found.append(focus["name"])
    return found


def test_tab_walks_over_a_page_in_an_order_that_makes_sense(built_book, visit):
    with visit(built_book / CONVOLUTION, width=WIDE) as visited:
        page = visited.page
        assert eventually(page, NO_STOP, []) == []
        found = stops(page, 5)
        assert found[0] == "Skip to main content"
        assert found[2].startswith("Search")
        current = page.locator(".bd-links [aria-current=page]")
        assert current.count() == 1 and current.inner_text() == "Convolution"
        others = stops(page, page.locator(".bd-links a").count() + 6)
        places = [
            others.index(name)
            for name in ("Symbols and conventions", "Chapters", "Colab", "Light, dark or automatic")
        ]
        assert places == sorted(places)


def test_skip_link_leads_past_the_sidebar(built_book, visit):
    with visit(built_book / CONVOLUTION, width=WIDE) as visited:
        visited.page.keyboard.press("Tab")
        visited.page.keyboard.press("Enter")
        assert stops(visited.page, 1) == ["Chapters"]


def test_sidebar_of_a_phone_opens_and_closes_by_keyboard(built_book, visit):
    with visit(built_book / CONVOLUTION, width=PHONE, height=740) as visited:
        page = visited.page
        assert stops(page, 2)[1] == "Chapters"
        page.keyboard.press("Enter")
        sidebar = page.locator("#pst-primary-sidebar-modal")
        sidebar.wait_for(state="visible")
        captions = sidebar.locator(".caption").all_inner_texts()
        assert captions == [part["caption"] for part in contents.TOC["parts"]]
        assert sidebar.locator("[aria-current=page]").inner_text() == "Convolution"
        assert sidebar.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert sidebar.evaluate("e => e.contains(document.activeElement)")
        page.keyboard.press("Escape")
        sidebar.wait_for(state="hidden")
        assert eventually(page, FOCUSED, "Chapters") == "Chapters"


def test_search_of_a_phone_opens_and_closes_by_keyboard(built_book, visit):
    with visit(built_book / CONVOLUTION, width=PHONE, height=740) as visited:
        page = visited.page
        while page.evaluate(FOCUS)["name"] != "Search":
            stops(page, 1)
        page.keyboard.press("Enter")
        page.locator("#pst-search-dialog input").wait_for()
        page.keyboard.press("Escape")
        page.locator("#pst-search-dialog").wait_for(state="hidden")
        assert eventually(page, FOCUSED, "Search") == "Search"


def test_mode_is_switched_by_keyboard(built_book, visit):
    with visit(built_book / CONVOLUTION, width=PHONE) as visited:
        page = visited.page
        while page.evaluate(FOCUS)["name"] != "Light, dark or automatic":
            stops(page, 1)
        modes = []
        for _ in range(3):
            page.keyboard.press("Enter")
            modes.append(page.evaluate("document.documentElement.dataset.mode"))
        assert set(modes) == {"auto", "light", "dark"}
