"""The page of solutions: it alone shows graded functions, and a class's book leaves it out."""

from __future__ import annotations

import html
import inspect
import re

import build
import pytest
from contents import PAGES, TOC
from course.quote import source_lines

from cnncourse.checks import catalogue

PAGE = "reference/solutions"
GRADED = [
    inspect.unwrap(check.reference)
    for name in catalogue.assignments()
    for check in catalogue.checks(name)
]


def text_of(folder, page):
    """Read a built page without its tags and white space."""
    source = (folder / f"{page}.html").read_text(encoding="utf-8")
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", source)))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def test_the_page_holds_every_graded_function(built_book):
    text = text_of(built_book, PAGE)
    for function in GRADED:
        assert squeezed(source_lines(function, "code")) in text, function.__name__


@pytest.mark.parametrize("page", [name for name in PAGES if name != PAGE])
def test_no_other_page_shows_a_body(built_book, page):
    text = text_of(built_book, page)
    for function in GRADED:
        body = squeezed(source_lines(function, "body"))
        assert len(body) < 40 or body not in text, function.__name__


def test_it_is_the_last_page():
    assert TOC["parts"][-1]["chapters"][-1]["file"] == PAGE


def test_it_can_be_left_out(tmp_path):
    path = build.contents_file(tmp_path, build.BOOK, solutions=False)
    left, whole = (one.read_text(encoding="utf-8") for one in (path, build.ROOT / "_toc.yml"))
    assert PAGE in whole and PAGE not in left
    assert len(whole.splitlines()) == len(left.splitlines()) + 1
    assert build.contents_file(tmp_path, build.BOOK, solutions=True) == build.ROOT / "_toc.yml"


def test_contents_without_that_line_are_named(tmp_path):
    (tmp_path / "_toc.yml").write_text("root: index\n", encoding="utf-8")
    with pytest.raises(build.BuildError, match="_toc.yml has no line .- file: reference/solu"):
        build.contents_file(tmp_path / "out", tmp_path / "book", solutions=False)


@pytest.mark.parametrize(("option", "wanted"), [([], True), (["--no-solutions"], False)])
def test_the_option_reaches_both_builders(tmp_path, monkeypatch, option, wanted):
    asked = []
    monkeypatch.setattr(build, "prepare_kernel", lambda output: None)
    monkeypatch.setattr(
        build, "run_sphinx", lambda builder, output, **given: asked.append(given["solutions"])
    )
    for folder in ("html", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(build, "start_fresh_if_needed", lambda output, solutions: None)
    assert build.main(["html", "--output", str(tmp_path), *option]) == 0
    assert asked == [wanted, wanted]
