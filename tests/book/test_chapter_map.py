"""The front page: the list of chapters, the map made from it, and what a first screen shows."""

from __future__ import annotations

import re

import contents
import pytest
import yaml
from chapter_list import CHAPTERS, PARTS, WRITTEN
from contents import BOOK, ROOT, TOC, source
from course.chapter_map import ChapterList, read_parts, sizes


def front_matter(page):
    text = source(page)
    return yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else {}


def test_the_list_has_the_written_chapters_of_the_table_of_contents_in_its_order():
    listed = {
        part["part"]: [chapter["page"] for chapter in part["chapters"] if "page" in chapter]
        for part in PARTS
    }
    pages = {
        part["caption"]: [chapter["file"] for chapter in part["chapters"]]
        for part in TOC["parts"]
        if part["caption"] != "Reference"
    }
    assert {caption: found for caption, found in listed.items() if found} == pages
    assert list(pages) == [caption for caption in listed if listed[caption]]


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter["page"])
def test_a_written_chapter_is_listed_as_its_page_says(chapter):
    assert re.search(r"^# (.+)$", source(chapter["page"]), re.M)[1] == chapter["title"]
    head = front_matter(chapter["page"]).get("chapter", chapter)
    assert chapter["minutes"] == head["minutes"]
    assert chapter.get("notebook") == head.get("notebook")
    if "notebook" in chapter:
        assert (ROOT / "solutions" / chapter["notebook"] / "assignment.md").is_file()


def test_titles_and_questions_are_told_apart():
    titles = [chapter["title"] for chapter in CHAPTERS]
    assert len(set(titles)) == len(titles) > 25
    assert all(chapter["question"].endswith("?") for chapter in CHAPTERS)


def test_sizes_count_what_is_written():
    coming = {"title": "Pooling", "question": "?"}
    parts = [{"chapters": [coming, coming | {"page": "a", "minutes": 50}]}]
    parts += [{"chapters": [coming | {"page": "b", "minutes": 45}]}]
    assert sizes(parts) == {"all": 3, "written": 2, "hours": 2}


@pytest.mark.parametrize(
    "change, error",
    [
        ({"question": None}, "Pooling: missing or unknown: question"),
        ({"page": "a"}, "Pooling: page and minutes come together"),
        ({"minute": 5}, "Pooling: missing or unknown: minute"),
        ({"notebook": "04_pooling"}, "Pooling: a notebook needs a page"),
    ],
)
def test_a_wrong_line_of_the_list_is_named(tmp_path, change, error):
    chapter = {"title": "Pooling", "question": "Why?"} | change
    chapter = {key: value for key, value in chapter.items() if value is not None}
    path = tmp_path / "chapters.yml"
    path.write_text(yaml.safe_dump([{"part": "I", "chapters": [chapter]}]), encoding="utf-8")
    with pytest.raises(ChapterList, match=f"^{re.escape(error)}$"):
        read_parts(path)


def test_an_unknown_size_fails_the_build(tmp_path, build_pages):
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (pages / "index.md").write_text("# Front\n\n{size}`weeks`\n", encoding="utf-8")
    (pages / "chapters.yml").write_text((BOOK / "chapters.yml").read_text(encoding="utf-8"))
    (pages / "references.bib").touch()
    result = build_pages(tmp_path)
    assert "index: no size weeks; there are all, written, hours" in result.stdout + result.stderr


def test_the_map_links_what_is_written_and_marks_the_rest(built_book, visit):
    with visit(built_book / "index.html", width=1440) as visited:
        page = visited.page
        lines = page.locator(".chapter-map li")
        assert lines.count() == len(CHAPTERS)
        for line, chapter in zip(lines.all(), CHAPTERS, strict=True):
            text, links = line.text_content().replace("\xa0", " "), line.locator("a")
            assert chapter["title"] in text and chapter["question"] in text
            if "page" in chapter:
                assert links.get_attribute("href") == f"{chapter['page']}.html"
                assert f"{chapter['minutes']} min" in text and "coming" not in text
            else:
                assert links.count() == 0 and "coming" in text
        headings = page.locator(".chapter-map h2").all_text_contents()
        assert headings == [part["part"] for part in PARTS]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_front_page_is_one_screen(built_book, visit, theme):
    with visit(built_book / "index.html", width=1440, height=900, theme=theme) as visited:
        page = visited.page
        page.evaluate("() => document.fonts.ready")
        for selector in (".bd-article h1", ".front-words a", ".front-ways", ".chapter-legend"):
            box = page.locator(selector).first.bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= 900, selector
        start = page.locator(".front-words a")
        assert start.inner_text() == "Start here"
        start.click()
        page.locator("#start-here").wait_for()
        assert "guide.html" in page.url


WHERE = "e => [e.getBoundingClientRect().x, e.getBoundingClientRect().y]"


@pytest.mark.parametrize(("width", "across"), [(1440, True), (768, False), (360, False)])
def test_the_eye_meets_the_parts_in_their_order_after_the_legend(built_book, visit, width, across):
    with visit(built_book / "index.html", width=width) as visited:
        page = visited.page
        page.evaluate("() => document.fonts.ready")
        headings = page.locator(".chapter-map h2").all()
        places = [tuple(heading.evaluate(WHERE)) for heading in headings]
        assert places == sorted(places, key=lambda at: at[::-1] if across else at)
        legend = page.locator(".chapter-legend")
        assert "coming: not written yet" in legend.inner_text()
        assert legend.evaluate(WHERE)[1] < min(y for _, y in places)


def test_the_question_of_a_chapter_that_is_pointed_at_is_shown(built_book, visit):
    with visit(built_book / "index.html", width=1440, height=900) as visited:
        page = visited.page
        question = page.locator(".chapter-map li").first.locator(".chapter-question")
        shown = "e => getComputedStyle(e).opacity"
        assert question.evaluate(shown) == "0"
        page.locator(".chapter-map li").first.hover()
        assert question.evaluate(shown) == "1"
        box = question.bounding_box()
        assert box["y"] + box["height"] <= 900


@pytest.mark.parametrize("width", [360, 768])
def test_questions_of_written_chapters_stand_in_the_map_without_a_pointer(built_book, visit, width):
    with visit(built_book / "index.html", width=width, touch=True) as visited:
        page = visited.page
        for question in page.locator(".chapter-written .chapter-question").all():
            assert (
                question.is_visible()
                and question.evaluate("e => getComputedStyle(e).opacity") == "1"
            )


def test_reference_pages_are_in_the_table_of_contents():
    found = {f"reference/{path.stem}" for path in (BOOK / "reference").glob("*.md")}
    assert found == {name for name in contents.PAGES if name.startswith("reference/")}
