"""A chapter's head: what its front matter may say, and how a page and its notebook show it."""

from __future__ import annotations

import re

import contents
import nbformat
import pytest
import yaml
from course.head import HeadError, checked

PAGES = {"index", "1_seeing/convolution", "2_learning/training", "a/twin", "b/twin"}
ASSIGNMENTS = {"01_convolution", "02_geometry"}


def check(head, docname="2_learning/training"):
    return checked(head, docname, PAGES, ASSIGNMENTS)


def test_pages_are_named_by_their_last_part_or_whole():
    head = {"before": ["convolution", "b/twin"], "minutes": 30, "notebook": "02_geometry"}
    assert check(head) == (["1_seeing/convolution", "b/twin"], 30, "02_geometry")
    assert check({"minutes": 5}) == ([], 5, None)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ({"before": []}, "minutes must be a whole number above 0, got None"),
        ({"minutes": "30"}, "minutes must be a whole number above 0, got '30'"),
        ({"minutes": True}, "minutes must be a whole number above 0, got True"),
        ({"minutes": 0}, "minutes must be a whole number above 0, got 0"),
        ({"minutes": 5, "notebok": "x"}, "unknown key 'notebok'; did you mean notebook?"),
        ({"minutes": 5, "x": 1}, "unknown key 'x'; there are: before, minutes, notebook"),
        ({"minutes": 5, "before": "convolution"}, "before must be a list of pages, got 'convo"),
        ({"minutes": 5, "before": ["convolutoin"]}, "'convolutoin'; did you mean convolution?"),
        ({"minutes": 5, "before": ["zz"]}, "unknown page 'zz'; there are: convolution, index,"),
        ({"minutes": 5, "before": ["twin"]}, "'twin' may be a/twin or b/twin: write the whole"),
        ({"minutes": 5, "before": ["training"]}, "2_learning/training cannot be read before itse"),
        ({"minutes": 5, "notebook": "02_geometri"}, "unknown notebook '02_geometri'; did you mea"),
        ("soon", "needs {before: [...], minutes: N, notebook: NN_topic}, got 'soon'"),
    ],
)
def test_what_is_wrong_is_named(head, message):
    with pytest.raises(HeadError) as error:
        check(head)
    assert message in str(error.value)


def front_matter(name):
    return yaml.safe_load(contents.source(name).split("---\n")[1])


@pytest.mark.parametrize("name", [name for name in contents.CHAPTERS if name[0].isdigit()])
def test_every_chapter_says_what_to_read_before_how_long_it_takes_and_what_to_solve(
    built_book, name
):
    head = front_matter(name).get("chapter")
    assert head, f"{name} says neither what to read before nor how long it takes"
    html = (built_book / f"{name}.html").read_text(encoding="utf-8")
    shown = re.search(r'</h1>\s*<p class="chapter-head">(.*?)</p>', html, re.S)[1]
    links = re.findall(r'href="([^"]+)"', shown)
    pages = [re.sub(r".*/|\.html$", "", link) for link in links if not link.startswith("https:")]
    assert pages == [page.rpartition("/")[2] for page in head.get("before", [])]
    assert f"{head['minutes']} minutes" in shown
    notebook = head.get("notebook")
    assert (f"{notebook}.ipynb" in shown) if notebook else ".ipynb" not in shown


def test_notebook_has_it_as_one_line(sample):
    notebook = nbformat.read(sample / "notebooks" / "page.ipynb", as_version=4)
    title, head = notebook.cells[0].source.split("\n\n")[:2]
    assert title == "# Every construct"
    site = "https://cnncourse.github.io/cnncourse"
    assert head == (
        f"**Read before:** [Another page]({site}/other.html) · **Time:** 5 minutes · "
        "**Exercises:** `01_convolution`, [open in Colab](https://colab.research.google.com/github"
        "/cnncourse/cnncourse/blob/gh-pages/assignments/01_convolution/01_convolution.ipynb), "
        f"[download]({site}/assignments/01_convolution/01_convolution.ipynb)"
    )


def test_pages_without_a_head_show_nothing(built_book, sample):
    assert "chapter-head" not in (sample / "html" / "other.html").read_text(encoding="utf-8")
    for name in set(contents.PAGES) - set(contents.CHAPTERS):
        assert "chapter-head" not in (built_book / f"{name}.html").read_text(encoding="utf-8")
