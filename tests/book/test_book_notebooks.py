"""Notebooks for Colab: every construct of MyST becomes plain Markdown, and the cells run."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from contents import BOOK
from course.numbering import from_one
from course.shared import SharedText, expand

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "sample"
# A directive's fence or a role that was not converted to Markdown.
RAW_MYST = re.compile(r"^\s*[>\s]*(`{3,}|:{3,})\s*\{|\{[a-z:]+\}`|^\s*:[a-z-]+:|^\(\S+\)=$", re.M)


@pytest.fixture(scope="session")
def notebook(sample):
    return nbformat.read(sample / "notebooks" / "page.ipynb", as_version=4)


@pytest.fixture(scope="session")
def markdown(notebook):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


LISTING = """```python
def pad2d(x, padding):
    \"""Put a frame of zeros around the last two axes."""
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
def test_a_faulty_shared_part_is_named(block, message):
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
    assert "expect(" in code[0] and "torch" not in code[0]
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
    r'page6.md:8: WARNING: the formula \nowhere{x}: Unknown command "\nowhere".': (
        r"Text $\nowhere{x}$"
    ),
    "the formula z_я: no glyph for я: see book/_ext/course/math_font.py": "$$\nz_я\n$$",
    "there is no live/nowhere/nowhere.js": "```{live} nowhere\nA picture.\n```",
    "chapter: before: unknown page 'nowhere'": (
        "---\nchapter: {before: [nowhere], minutes: 5}\n---\n\n# Title"
    ),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory, build_pages):
    """Build a book with one mistake on every page; return what the build says."""
    folder = tmp_path_factory.mktemp("mistakes")
    shutil.copytree(ROOT / "book" / "_static", folder / "pages" / "_static")
    (folder / "pages" / "references.bib").touch()
    toc = "format: jb-book\nroot: page0\nchapters:\n"
    for i, text in enumerate(MISTAKES.values()):
        (folder / "pages" / f"page{i}.md").write_text(
            (text if text.startswith("---") else FRONT + text) + "\n", encoding="utf-8"
        )
        toc += f"  - file: page{i}\n" if i else ""
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    result = build_pages(folder)
    assert result.returncode != 0
    assert "are errors: the book is incomplete" in result.stderr
    return result.stderr


@pytest.mark.parametrize("problem", MISTAKES)
def test_a_mistake_in_a_page_stops_the_build_and_is_named(complaints, problem):
    assert problem in complaints


def test_a_notebook_runs_where_the_course_is_installed(notebook, tmp_path):
    from nbclient import NotebookClient

    resources = {"metadata": {"path": tmp_path}}
    done = NotebookClient(
        notebook, kernel_name="python3", timeout=300, resources=resources
    ).execute()
    outputs = [cell.outputs for cell in done.cells if cell.cell_type == "code"]
    assert outputs[0] == [] and outputs[1][0].text == "42\n"
