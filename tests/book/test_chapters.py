"""The chapters' notebooks: plain Markdown, and cells that do not depend on hidden ones."""

from __future__ import annotations

import ast
import difflib
import itertools
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from contents import BOOK, CHAPTERS, ROOT, TRAINING, source
from course.execute import BOOK_VARIABLE
from course.shared import expand
from myst_nb.core.read import read_myst_markdown_notebook
from test_book_notebooks import RAW_MYST


def test_every_colab_button_has_its_notebook(built_book):
    links = [
        (page, link)
        for page in built_book.rglob("*.html")
        for link in re.findall(r'https://colab[^"]+', page.read_text(encoding="utf-8"))
    ]
    assert links
    for page, link in links:
        path = link.split("/blob/gh-pages/")[1]
        if path.startswith("assignments/"):
            name = Path(path).parent.name
            assert path == f"assignments/{name}/{name}.ipynb"
            assert (ROOT / "solutions" / name).is_dir(), f"{page.name}: {link}"
        else:
            assert (built_book / path).exists(), f"{page.name}: {link}"


def read(built_book, name):
    return nbformat.read(built_book / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_is_plain_markdown(built_book, name):
    notebook = read(built_book, name)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not RAW_MYST.search(cell.source), cell.source[:400]


# The build has run every cell, including hidden ones, in an empty folder like a notebook's. Whether
# the shown cells run without the hidden ones is then a question of names and files.


def hidden_and_shown(name):
    """List the page's cells in order: whether each is hidden, and its source."""
    text, _ = expand(source(name), BOOK)
    notebook = read_myst_markdown_notebook(text)
    return [
        ("remove-cell" in cell.metadata.get("tags", ()), cell.source)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def names(code):
    """Return the names that a cell reads and those that it binds, anywhere in it."""
    found = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    read = {node.id for node in found if isinstance(node.ctx, ast.Load)}
    bound = {node.id for node in found if not isinstance(node.ctx, ast.Load)}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return read, bound


def borrowed(cells):
    """List the names that a shown cell reads and that a hidden cell bound last."""
    hidden_last, found = set(), []
    for hidden, code in cells:
        read, bound = names(code)
        if hidden:
            hidden_last |= bound
        else:
            found += sorted((read & hidden_last) - bound)
            hidden_last -= bound
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_shown_cell_needs_a_hidden_one(built_book, name):
    cells = hidden_and_shown(name)
    shown = [code for hidden, code in cells if not hidden]
    notebook = [cell.source for cell in read(built_book, name).cells if cell.cell_type == "code"]
    assert notebook[1:] == shown  # the first one installs
    assert borrowed(cells) == []
    assert BOOK_VARIABLE not in "\n".join(shown)


def test_a_name_from_a_hidden_cell_is_found():
    hidden, shown = [(True, "import os\na = 1")], [(False, "print(a)")]
    assert borrowed(hidden + shown) == ["a"]
    assert borrowed([(False, "a = 0"), *hidden, *shown]) == ["a"]
    assert borrowed([*hidden, (False, "a = 2"), *shown]) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_name_of_a_notebook_is_defined_in_it(built_book, name):
    path = built_book / "notebooks" / f"{name}.ipynb"
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr


def test_there_is_a_page_for_every_family():
    found = [name.removeprefix("4_architectures/train_") for name in TRAINING]
    assert found == ["lenet", "alexnet", "vgg", "resnet"]


def test_the_training_pages_share_what_they_repeat():
    lines = {
        name: [line for line in source(name).split("\n---\n", 1)[1].splitlines() if line.strip()]
        for name in TRAINING
    }
    for a, b in itertools.combinations(TRAINING, 2):
        matcher = difflib.SequenceMatcher(None, lines[a], lines[b], autojunk=False)
        same = matcher.find_longest_match()
        repeated = "\n".join(lines[a][same.a : same.a + same.size])
        assert same.size < 10, f"put into book/shared what {a} and {b} repeat:\n{repeated}"


@pytest.mark.parametrize("name", TRAINING)
def test_a_training_page_installs_shows_the_device_and_is_full_size_by_default(built_book, name):
    notebook = read(built_book, name)
    install, switch, device, *others = (
        cell.source for cell in notebook.cells if cell.cell_type == "code"
    )
    assert "%pip install" in install and "torch=True)" in install
    assert 'TINY = bool(os.environ.get("CNNCOURSE_TINY"))' in switch
    assert device.endswith("print(Execution().resolved().describe())")
    code = "\n".join(others)
    assert "runs.begin_or_resume(request, folder)" in code
    assert "notebook.runs_folder(tiny=TINY)" in code
    data = "mnist" if name.endswith("train_lenet") else "cifar10"
    places = [
        code.index(words) for words in ('"digits"', "else:", f' = "{data}"', 'engine="torch"')
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("name", TRAINING)
def test_a_training_page_shows_its_pictures_in_the_book(built_book, name):
    html = (built_book / f"{name}.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<svg[^>]*aria-label="([^"]+)"', html)
    recorded = source(name).count("/figures/runs/")
    assert len(pictures) == 4 + recorded  # network, curves, confusions, mistakes
    assert "on digits" in html and "In the book: a tiny run" in html
