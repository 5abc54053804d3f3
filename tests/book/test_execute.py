"""The pages' cells: run once, several pages at a time, and kept while they are up to date."""

from __future__ import annotations

import shutil
import time
from types import SimpleNamespace

import build
import pytest
from course import execute
from course.execute import Pages, report_slowest
from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig

FRONT = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# Title

"""
MEETING = """
import pathlib, time
pathlib.Path({mine!r}).touch()
end = time.time() + 60
while not pathlib.Path({other!r}).exists():
    assert time.time() < end, "the other page does not run"
    time.sleep(0.05)
"""


class Book:
    """A small book in a folder, with a package of two rooms.

    Attributes
    ----------
    ran : list of str
        The pages whose cells ran, in order.
    """

    def __init__(self, folder):
        self.folder, self.ran, self.look = folder, [], "blue lines"
        for room in ("layers", "data"):
            (folder / "cnncourse" / room).mkdir(parents=True)
            (folder / "cnncourse" / room / "__init__.py").touch()
        (folder / "cnncourse" / "__init__.py").touch()
        (folder / "book" / "measured").mkdir(parents=True)

    def write(self, name, *cells):
        text = "\n".join(f"```{{code-cell}}\n{cell}\n```\n" for cell in cells)
        (self.folder / "book" / f"{name}.md").write_text(FRONT + text, encoding="utf-8")

    def pages(self, jobs=1):
        book = self.folder / "book"
        env = SimpleNamespace(
            found_docs={path.stem for path in book.glob("*.md")},
            doc2path=lambda name: str(book / f"{name}.md"),
            myst_config=MdParserConfig(),
            mystnb_config=NbParserConfig(execution_timeout=300),
        )
        config = SimpleNamespace(
            course_package=str(self.folder / "cnncourse"),
            course_look=self.look,
            nb_execution_cache_path=str(self.folder / "cache"),
        )
        pages = Pages(SimpleNamespace(env=env, parallel=jobs, srcdir=str(book), config=config))
        run = pages.execute
        pages.execute = lambda name: self.ran.append(name) or run(name)
        return pages

    def build(self, jobs=1):
        """Run the outdated pages; return their names."""
        self.ran.clear()
        pages = self.pages(jobs)
        pages.forget()
        pages.run(sorted(pages.notebooks))
        return sorted(self.ran)


@pytest.fixture
def book(tmp_path, monkeypatch):
    # A cell imports the small package only by name: `cnncourse` itself is the installed one.
    monkeypatch.setenv("CNNCOURSE_BOOK", str(tmp_path / "book"))
    build.prepare_kernel(tmp_path)
    return Book(tmp_path)


def test_a_page_runs_again_only_when_something_it_reaches_changes(book):
    book.write("layers", "import cnncourse.layers")
    book.write("alone", "print(1)")
    (book.folder / "book" / "text.md").write_text("# No cells\n", encoding="utf-8")
    assert book.build() == ["alone", "layers"]
    assert book.build() == []
    (book.folder / "cnncourse" / "layers" / "__init__.py").write_text("# changed\n")
    assert book.build() == ["layers"]
    (book.folder / "cnncourse" / "data" / "__init__.py").write_text("# changed\n")
    assert book.build() == []
    book.write("alone", "print(2)")
    assert book.build() == ["alone"]
    book.look = "red lines"
    assert book.build() == ["alone", "layers"]


def test_a_line_that_is_printed_in_pieces_stays_a_line(book):
    first, others = (
        "print('once', end='', flush=True)",
        "print(' upon a time\\n  next line', end='')",
    )
    book.write("pieces", f"import time\n{first}\ntime.sleep(1)\n{others}")
    pages = book.pages()
    assert pages.execute("pieces") > 1
    [output] = pages.notebooks["pieces"].cells[-1].outputs
    assert (output.name, output.text) == ("stdout", "once upon a time\n  next line")


def test_a_page_that_reads_measurements_runs_again_when_they_change(book):
    book.write("measured", "import os\nos.environ['CNNCOURSE_BOOK']")
    book.write("other", "print(1)")
    assert book.build() == ["measured", "other"]
    (book.folder / "book" / "measured" / "speed.json").write_text("{}")
    assert book.build() == ["measured"]


def test_pages_run_at_the_same_time(book):
    files = [str(book.folder / name) for name in ("a", "b")]
    book.write("first", MEETING.format(mine=files[0], other=files[1]))
    book.write("second", MEETING.format(mine=files[1], other=files[0]))
    book.build(jobs=2)
    assert book.build() == []  # both have met, and their results are kept


def test_a_failing_page_is_not_kept_and_does_not_block_others(book):
    book.write("a_fails", "1 / 0")
    book.write("b_works", "print(1)")
    assert book.build() == ["a_fails", "b_works"]
    assert book.build() == ["a_fails"]


def test_an_interrupted_build_starts_no_more_pages(book):
    for name in ("a", "b", "c", "d"):
        book.write(name, f"print({name!r})")
    pages, begun = book.pages(), []

    def begin(name):
        begun.append(name)
        if name == "a":
            raise KeyboardInterrupt
        time.sleep(1)
        return 1.0

    pages.execute = begin
    with pytest.raises(KeyboardInterrupt):
        pages.run(sorted(pages.notebooks))
    assert begun in (["a"], ["a", "b"])


def test_results_of_deleted_pages_are_removed(book):
    book.write("old", "print(1)")
    book.build()
    (book.folder / "book" / "old.md").unlink()
    book.build()
    assert book.pages().cache.list_cache_records() == []


@pytest.mark.parametrize("rest", ["nothing", "an empty folder", "half a file"])
def test_a_result_that_a_killed_build_has_left_incomplete_is_missing(book, rest):
    book.write("killed", "print(1)")
    book.write("whole", "print(2)")
    book.build()
    pages = book.pages()
    file = pages.file_of(pages.result("killed"))
    if rest == "nothing":
        shutil.rmtree(file.parent)
    elif rest == "an empty folder":
        file.unlink()
    else:
        file.write_text(file.read_text(encoding="utf-8")[:99], encoding="utf-8")
    assert book.build() == ["killed"]
    assert book.build() == []
    pages = book.pages()
    pages.cache.merge_match_into_notebook(pages.notebooks["killed"])  # as MyST-NB does


def test_a_page_runs_in_an_empty_folder(book):
    book.write("folder", "import os\nassert os.listdir() == []")
    book.build()
    assert book.build() == []


def test_the_slowest_five_are_named(capsys):
    found = [(f"page{k}", 20.4 - k) for k in range(7)]
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"),
        course_pages=SimpleNamespace(seconds=lambda: found),
    )
    report_slowest(app, None)
    assert capsys.readouterr().out == (
        "book: the slowest pages to run: "
        "page0 20 s, page1 19 s, page2 18 s, page3 17 s, page4 16 s\n"
    )


def test_seconds_are_kept_with_the_results(book, monkeypatch):
    book.write("quick", "print(1)")
    book.write("slow", "print(2)")
    times = iter([10.0, 12.5, 20.0, 27.0])  # when each page begins and ends
    monkeypatch.setattr(execute, "time", SimpleNamespace(perf_counter=lambda: next(times)))
    book.build()
    assert book.pages().seconds() == [("slow", 7.0), ("quick", 2.5)]
