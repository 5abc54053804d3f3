"""Notebooks for Colab: every construct of MyST becomes plain Markdown, and the cells run."""

from __future__ import annotations

import ast
import base64
import difflib
import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from contents import BOOK, CHAPTERS, TRAINING, source
from course.execute import BOOK_VARIABLE
from course.numbering import from_one
from course.shared import SharedText, expand

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "sample"
BUILD_SAMPLE = """
import pathlib, sys, warnings
sys.path.insert(0, sys.argv[1])
import build
warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[2])
build.prepare_kernel(folder)
for builder in ("html", "notebook"):
    build.run_sphinx(builder, folder, jobs=1, book=folder / "pages")
"""
# A directive's fence or a role that was not turned into Markdown.
RAW_MYST = re.compile(r"^\s*[>\s]*(`{3,}|:{3,})\s*\{|\{[a-z:]+\}`|^\s*:[a-z-]+:|^\(\S+\)=$", re.M)


def build_pages(folder):
    """Build the pages in `folder/pages` as the book is built, into `folder`."""
    return subprocess.run(
        [sys.executable, "-c", BUILD_SAMPLE, str(ROOT / "book"), str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample book, built: a folder with html/ and notebooks/."""
    folder = tmp_path_factory.mktemp("sample book")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "book" / "_static", folder / "pages" / "_static")
    shutil.copytree(ROOT / "book" / "live" / "kit", folder / "pages" / "live" / "kit")
    result = build_pages(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="session")
def notebook(sample):
    return nbformat.read(sample / "notebooks" / "page.ipynb", as_version=4)


@pytest.fixture(scope="session")
def markdown(notebook):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


LISTING = """```python
def pad2d(x, padding):
    \"""Put a frame of zeros round the last two axes."""
PAGES = "https://cnncourse.github.io/cnncourse"
EXPECTED = {
    "styles": r"*emphasis*, **strong**, `code`, a\_b, 2 \* 3 \* 4, costs \$5, $x_i * y_i$",
    "superscript": "<sup>up</sup>",
    "doc": f"[Another page]({PAGES}/other.html)",
    "ref": f"[Another page]({PAGES}/other.html#a-section)",
    "ref with text": " words, ",
    "eq near": ", (1), ",
    "eq far": f"[(1)]({PAGES}/other.html#equation-far)",
    "numref figure": "Fig. 1,",
    "numref table": "Table 1,",
    "numref listing": "Listing 1,",
    "local link": " local, ",
    "web link": "[web](https://example.org/a_b)",
    "cite": r"Citations: \[LB98\],",
    "cite:t": r"LeCun and Bottou \[LB98\]",
    "bibliography": "- [LB98] Yann LeCun and Léon Bottou. Gradient-based learning.",
    "footnote": "[1] The footnote’s text.",
    "numbered formula": r"$$\begin{aligned} y &= x \\ z &= w \end{aligned} \tag{1}$$",
    "align": r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$",
    "amsmath": r"$$e = f \tag{2}$$",
    "note": "> **Note**\n>\n> A note with $a + b$ and\n>\n> $$\\begin{aligned} n &= 1",
    "titled box": "> **A titled box**\n>\n> Boxed text.",
    "folded answer": "<summary><b>Folded answer</b></summary>\n\nHidden text.\n\n```python\nhidden",
    "dropdown": "<summary><b>Folded too</b></summary>\n\nAlso hidden.\n\n</details>",
    "figure": "![A black square](data:image/svg+xml;base64,",
    "figure caption": "**Fig. 1.** The caption with $c$.",
    "image": "![An image](data:image/svg+xml;base64,",
    "table": "| left | right |\n| --- | --- |\n| $\\vert x \\vert$ | `1` |",
    "list-table": "**Table 1.** The table’s caption\n\n| A | B |\n| --- | --- |\n| one | two |",
    "bullets": "- bullet\n- list\n\n  - nested",
    "numbers": "3. third\n4. fourth",
    "definition": "- **Term**: Its definition.",
    "quotation": "> A quotation.",
    "rubric": "**A rubric**",
    "transition": "\n---\n",
    "heading": "## Tables and lists",
    "deeper heading": "### Code",
    "quoted code": f"**Listing 1.** The listing’s caption\n\n{LISTING}",
    "folded code": "<summary><b>Solution of <code>output_size</code></b></summary>\n\n```python\n",
    "literalinclude": '```python\nprint("included")\n```',
    "live part": f"[open the page]({PAGES}/page.html)",
    "assignment": "[open it in Colab](https://colab.research.google.com/github/cnncourse/cnncourse"
    "/blob/gh-pages/assignments/01_topic/01_topic.ipynb)",
    "shared text": "A shared part about cats: a dog.",
    "tab": "**First tab**\n\nIn the tab.",
}


@pytest.mark.parametrize("construct", EXPECTED)
def test_construct_becomes_plain_markdown(markdown, construct):
    assert EXPECTED[construct] in markdown


def test_contract_stops_before_the_body(markdown):
    quotes = re.findall(r"```python\ndef pad2d.*?```", markdown, flags=re.S)
    assert ["ph, pw = pair" in quote for quote in quotes] == [True, False]


def test_no_construct_is_left_raw(markdown, notebook):
    assert RAW_MYST.search((SAMPLE / "pages" / "page.md").read_text(encoding="utf-8"))
    assert not RAW_MYST.search(markdown)
    assert "a comment" not in markdown


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("```{shared} none.md\n```", "a: there is no shared/none.md; there are: part.md"),
        ("```{shared} part.md\n```", "needs the values ['subject'], got []"),
        ("```{shared} part.md\nsubject: x\ny: z\n```", "['subject'], got ['subject', 'y']"),
    ],
)
def test_a_shared_part_that_cannot_be_put_in_is_named(block, message):
    with pytest.raises(SharedText, match=re.escape(message)):
        expand(f"# T\n\n{block}\n", SAMPLE / "pages", "a")


def test_numbers_start_from_one_on_every_page():
    counted = {"a": (5,), "b": (7,), "c": (6,)}
    assert from_one(counted) == {"a": (1,), "b": (3,), "c": (2,)}
    assert from_one({}) == {}


def test_figure_is_in_the_notebook_itself(markdown):
    data = re.search(r"\(data:image/svg\+xml;base64,([^)]+)\)", markdown)[1]
    paper = b'<rect width="100%" height="100%" fill="#ffffff"/>'
    drawn = (SAMPLE / "pages" / "figure.svg").read_bytes()
    assert paper in base64.b64decode(data)
    assert base64.b64decode(data).replace(paper, b"") == drawn


def test_every_drawing_has_a_picture_that_colab_shows():
    drawings = [path for name in ("figures", "measured") for path in (BOOK / name).rglob("*.svg")]
    assert drawings
    assert [path.name for path in drawings if not path.with_suffix(".png").exists()] == []


def test_code_cells_are_those_of_the_page_and_one_that_installs(notebook):
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    assert "%pip install" in code[0] and "git+https://github.com/cnncourse/cnncourse" in code[0]
    assert code[1:] == [
        "answer = 42\nprint(answer)",
        "import matplotlib.pyplot as plt\n\nplt.plot([1, 2]);",
        'shared = "cats: a dog"\nprint(len(shared))',
    ]
    assert notebook.cells[0].source.startswith("# Every construct\n")
    assert notebook.cells[1].source == code[0]
    assert [cell.id for cell in notebook.cells] == [f"page-{i}" for i in range(len(notebook.cells))]
    nbformat.validate(notebook)


def test_pages_without_code_give_no_notebook(sample):
    assert [path.name for path in (sample / "notebooks").glob("*.ipynb")] == ["page.ipynb"]


def test_button_only_on_pages_with_a_notebook(sample):
    href = "colab.research.google.com/github/cnncourse/cnncourse/blob/gh-pages/notebooks/page.ipynb"
    assert href in (sample / "html" / "page.html").read_text(encoding="utf-8")
    for name in ("index", "other"):
        html = (sample / "html" / f"{name}.html").read_text(encoding="utf-8")
        assert "colab" not in html and ".ipynb" not in html


def test_outputs_are_inline_figures_in_the_pages_ink(sample):
    html = (sample / "html" / "page.html").read_text(encoding="utf-8")
    figure = re.search(r'<svg[^>]*aria-label="A line that rises".*?</svg>', html, flags=re.S)[0]
    assert "currentColor" in figure and "#24292f" not in figure


FRONT = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# Title

"""
MISTAKES = {
    "has no 'nothing'": "```{quote-code} cnncourse.layers.conv.loops.nothing\n```",
    "cannot import 'cnncourse.nowhere'": "```{quote-code} cnncourse.nowhere.pad2d\n```",
    "undefined label: 'nowhere'": "See {ref}`nowhere`.",
    "ZeroDivisionError": "```{code-cell}\n1 / 0\n```",
    "stderr was found": "```{code-cell}\nimport sys\nprint(1, file=sys.stderr)\n```",
    "image file not readable": "![An image](nowhere.png)",
    "there is no live/nowhere/nowhere.js": "```{live} nowhere\nA picture.\n```",
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What the build of a book says whose every page has one mistake."""
    folder = tmp_path_factory.mktemp("mistakes")
    shutil.copytree(ROOT / "book" / "_static", folder / "pages" / "_static")
    (folder / "pages" / "references.bib").touch()
    toc = "format: jb-book\nroot: page0\nchapters:\n"
    for i, text in enumerate(MISTAKES.values()):
        (folder / "pages" / f"page{i}.md").write_text(FRONT + text + "\n", encoding="utf-8")
        toc += f"  - file: page{i}\n" if i else ""
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    result = build_pages(folder)
    assert result.returncode != 0
    assert "are errors: the book is not complete" in result.stderr
    return result.stderr


@pytest.mark.parametrize("problem", MISTAKES)
def test_a_mistake_in_a_page_stops_the_build_and_is_named(complaints, problem):
    assert problem in complaints


# -- the chapters --


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


# The build has run every cell, in an empty folder as a notebook's, and with the hidden ones
# between. That the others run without those is then a question of names and files.


def hidden_and_shown(name):
    """Give the page's cells in order: whether the notebook lacks it, and its source."""
    text, _ = expand(source(name), BOOK)
    found = []
    for cell in re.findall(r"^```\{code-cell\}.*?\n(.*?)^```$", text, flags=re.S | re.M):
        head = re.match(r"(---\n.*?\n---\n|(:[\w-]+:.*\n)*)", cell, flags=re.S)[0]
        found.append(("remove-cell" in head, cell[len(head) :].strip("\n")))
    return found


def names(code):
    """Give the names that a cell reads and those that it sets, anywhere in it."""
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
    """List the names that a shown cell reads and that a hidden one set last."""
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


def test_what_a_hidden_cell_lends_is_found():
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


def test_a_notebook_runs_where_the_course_is_installed(notebook, tmp_path):
    from nbclient import NotebookClient

    resources = {"metadata": {"path": tmp_path}}
    done = NotebookClient(
        notebook, kernel_name="python3", timeout=60, resources=resources
    ).execute()
    outputs = [cell.outputs for cell in done.cells if cell.cell_type == "code"]
    assert outputs[0] == [] and outputs[1][0].text == "42\n"


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
def test_a_training_installs_shows_the_device_and_is_full_size_unless_asked(built_book, name):
    notebook = read(built_book, name)
    install, switch, device, *others = (
        cell.source for cell in notebook.cells if cell.cell_type == "code"
    )
    assert "%pip install" in install
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
def test_a_training_shows_its_pictures_in_the_book(built_book, name):
    html = (built_book / f"{name}.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<svg[^>]*aria-label="([^"]+)"', html)
    assert len(pictures) == 4  # network, curves, confusions, mistakes
    assert "on digits" in html and "In the book: a tiny run" in html
