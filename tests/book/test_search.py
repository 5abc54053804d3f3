"""The search: what its index holds, and what a reader finds from plain files."""

from __future__ import annotations

import json

import contents
import pytest
from course.search import INDEX, index, sections

PAGE = """<html><body><nav>not this</nav><article class="bd-article">
<p>before any section</p>
<section id="top"><h1>Title<a class="headerlink" href="#top">#</a></h1>
<p class="chapter-head">Time: 5 minutes</p>
<p>A <em>kernel</em> is small.</p>
<ul><li><p><em>compute</em> it</p></li><li>a <strong>filter</strong> too</li></ul>
<div class="math"><math><mi>x</mi></math></div><svg><text>drawn</text></svg>
<section id="inner"><h2>Inner <code>part</code></h2><p>one</p><p>two <em>kernel</em></p>
<div class="cell_input"><pre><span>conv</span><span>2d</span>(x)</pre></div>
<details class="hide"><summary>Show the code</summary></details>
<div class="cell_output"><pre>printed</pre></div>
<table><tr><td>left</td><td><strong>right</strong></td></tr></table></section>
<section id="last"><h2>Last</h2><p>end</p></section>
</section></article></body></html>"""
GLOSSARY = """<article><section id="words"><h1>Words</h1><p>All of them.</p>
<dl class="simple glossary"><dt id="term-kernel">kernel<a class="headerlink">#</a></dt>
<dd><p>A table.</p></dd><dt id="term-map">map</dt><dd><p>An output.</p></dd></dl>
</section></article>"""


def test_sections_are_those_that_a_reader_sees():
    found = sections(PAGE)
    assert [(part.anchor, part.title) for part in found] == [
        ("top", "Title"),
        ("inner", "Inner part"),
        ("last", "Last"),
    ]
    assert [part.text for part in found] == [
        "A kernel is small. compute it a filter too",
        "one two kernel conv2d(x) left right",
        "end",
    ]
    assert [part.terms for part in found] == [["kernel", "filter"], ["kernel"], []]


def test_terms_of_a_glossary_are_sections():
    found = [(part.anchor, part.title, part.text) for part in sections(GLOSSARY)]
    assert found == [
        ("words", "Words", "All of them."),
        ("term-kernel", "kernel", "A table."),
        ("term-map", "map", "An output."),
    ]


def test_a_term_is_defined_where_a_chapter_has_it_first_and_in_the_glossary():
    pages = [("front", False, PAGE), ("a", True, PAGE), ("b", True, PAGE), ("c", False, GLOSSARY)]
    made = index(pages)
    assert made["pages"] == [["front", "Title", 0], ["a", "Title", 1], ["b", "Title", 1]] + [
        ["c", "Words", 0]
    ]
    defined = {(row[0], row[1]): row[4] for row in made["sections"] if row[4]}
    assert defined == {
        (1, "top"): ["filter", "kernel"],
        (3, "term-kernel"): ["kernel"],
        (3, "term-map"): ["map"],
    }


def test_index_of_the_book_has_every_page_and_stays_small(built_book):
    text = (built_book / INDEX).read_text(encoding="utf-8")
    made = json.loads(text.removeprefix("const courseIndex = ").removesuffix(";\n"))
    searched = [name for name in contents.PAGES if name != "reference/solutions"]
    assert [page[0] for page in made["pages"]] == searched
    # 25 chapters of this size and ten pages beside them stay under 1 MB
    assert (built_book / INDEX).stat().st_size / len(made["pages"]) * 35 < 1_000_000
    assert not (built_book / "searchindex.js").exists()


def test_only_the_search_page_loads_the_index(built_book):
    for path in [built_book / f"{name}.html" for name in [*contents.PAGES, "genindex"]]:
        html = path.read_text(encoding="utf-8")
        assert INDEX not in html and "searchindex" not in html and "searchtools" not in html
    assert INDEX in (built_book / "search.html").read_text(encoding="utf-8")


class Search:
    """The search page as a reader uses it."""

    def __init__(self, visited):
        self.page = visited.page
        self.hits = visited.page.locator("#search-results li")
        self.status = visited.page.get_by_role("status")

    def links(self):
        return self.hits.locator("a").evaluate_all("all => all.map(e => e.getAttribute('href'))")

    def place(self, page, text):
        """The rank of the first hit of a page whose link or excerpt has a text."""
        rows = zip(self.links(), self.hits.all_inner_texts(), strict=True)
        return next(k for k, (link, row) in enumerate(rows) if page in link and text in row)


@pytest.fixture
def search(built_book, visit):
    """Give `search(query, **options)`, a context that yields the `Search` of a query."""
    from contextlib import contextmanager

    @contextmanager
    def open_search(query="", **options):
        with visit(built_book / "search.html", fragment=f"?q={query}", **options) as visited:
            yield Search(visited)
            assert visited.problems == []

    return open_search


def test_a_definition_comes_before_a_title_and_both_before_a_mention(search):
    with search("stride") as found:
        definition = found.place("1_seeing/", "Stride")
        assert definition < found.place("experiments.html", "Stride or pooling?") < 8
        told = found.status.inner_text()
        total = int(told.split()[0])
        best = "; these are the best 50" if total > 50 else ""
        assert told == f"{total} sections found for “stride”{best}."
        assert found.hits.count() == min(total, 50)


def test_the_page_about_a_word_comes_first(search):
    with search("convolution") as found:
        assert found.links()[0] == "1_seeing/convolution.html"
    with search("symbols") as found:
        assert found.links()[0] == "reference/notation.html"


def test_every_word_must_be_there_and_words_that_stand_together_come_first(search):
    with search("learning+rates") as found:
        assert found.hits.first.inner_text().startswith("learning rate")  # in the glossary
        second = found.hits.nth(1)
        assert second.locator("p mark").all_inner_texts()[:2] == ["learning", "rate"]


@pytest.mark.parametrize("width", [1440, 360])
def test_a_hit_shows_an_excerpt_and_leads_to_its_section(search, width):
    with search("padding", width=width) as found:
        hit = found.hits.nth(found.place("1_seeing/", "Padding"))
        excerpt = hit.locator("p").inner_text()
        assert 60 < len(excerpt) < 260
        assert {m.lower() for m in hit.locator("p mark").all_inner_texts()} == {"padding"}
        link = hit.locator("a").get_attribute("href")
        hit.locator("a").click()
        found.page.wait_for_load_state("load")
        assert found.page.url.endswith(link) and "#" in link
        target = found.page.locator(f"[id='{link.partition('#')[2]}']")
        assert target.bounding_box()["y"] < 300  # scrolled to
        found.page.go_back()
        found.hits.first.wait_for()
        assert found.page.get_by_label("Search the book").input_value() == "padding"


@pytest.mark.parametrize("query", ["xyzzy", "stride+xyzzy"])
def test_finding_nothing_says_so(search, query):
    with search(query) as found:
        words = query.replace("+", " ")
        assert found.hits.count() == 0
        assert found.status.inner_text().startswith(f"Nothing found for “{words}”. Try fewer words")


@pytest.mark.parametrize("query", ["", "%3Cimg%20src=x%3E", "(", "*", "..."])
def test_odd_queries_do_no_harm(search, query):
    with search(query) as found:
        assert found.page.locator("#search-results img").count() == 0


def test_search_by_keyboard_alone(search):
    with search() as found:
        page = found.page
        assert found.hits.count() == 0 and found.status.inner_text() == ""
        page.keyboard.type("dilation")  # the field has the focus
        found.hits.first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        active = "document.activeElement.getAttribute('href')"
        assert page.evaluate(active) == found.links()[1]
        page.keyboard.press("ArrowUp")
        first = found.links()[0]
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{first}")


def test_search_field_of_a_page_leads_to_the_results(built_book, visit):
    with visit(built_book / "1_seeing" / "convolution.html") as visited:
        page = visited.page
        page.keyboard.press("Control+k")
        page.locator("dialog input[name=q]").wait_for()
        page.keyboard.type("stride")
        page.keyboard.press("Enter")
        page.locator("#search-results li a").first.wait_for()
        assert page.url.endswith("search.html?q=stride")
        assert visited.problems == []


def test_a_search_gives_no_answer_away(built_book):
    index = (built_book / "search-index.js").read_text(encoding="utf-8")
    assert "reference/notation" in index and "reference/solutions" not in index
