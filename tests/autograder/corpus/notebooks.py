"""Files with moved cells, forged metadata or other encodings, and files that are not notebooks."""

from __future__ import annotations

import json

from autograder.authoring.notebooks import code_cell
from autograder.authoring.sample import Material, from_colab, stripped
from corpus.entry import BOTH, FIRST, NOTHING, Entry, cell, file

PUT_BACK = "the release is the skeleton, so damage to the file is repaired"


def named(notebook, grade_id):
    """Find a cell by its grade id."""
    marks = [one["metadata"].get("nbgrader", {}).get("grade_id") for one in notebook["cells"]]
    return notebook["cells"][marks.index(grade_id)]


def _tagged(notebook):
    for one in notebook["cells"]:
        one["metadata"]["tags"] = ["skip-execution", "remove-cell", "hide-input", "nbval-skip"]
    return notebook


def _hidden(notebook):
    named(notebook, "solution_pad2d")["metadata"].update(
        tags=["raises-exception"], jupyter={"source_hidden": True}, editable=False
    )
    return notebook


def _without(*names):
    def change(notebook):
        notebook["cells"] = [
            one
            for one in notebook["cells"]
            if one["metadata"].get("nbgrader", {}).get("grade_id") not in names
        ]
        return notebook

    return change


def _assigned(notebook):
    """Answer with a lambda, in place of the original cell."""
    code = "output_size = lambda size, kernel_size, *, stride=1: (size - kernel_size) // stride + 1"
    at = notebook["cells"].index(named(notebook, "solution_output_size"))
    notebook["cells"][at] = code_cell(code)
    return notebook


def _doubled(notebook):
    return {**notebook, "cells": [one for one in notebook["cells"] for _ in range(2)]}


def _reversed(notebook):
    return {**notebook, "cells": notebook["cells"][::-1]}


def _retyped(kind):
    def change(notebook):
        for one in notebook["cells"]:
            one["cell_type"] = kind
        return notebook

    return change


def _points(notebook):
    for one in notebook["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade"):
            one["metadata"]["nbgrader"]["points"] = 10**6
    named(notebook, "pad2d")["metadata"]["nbgrader"]["points"] = float("nan")
    notebook["metadata"]["cnncourse"] = {"scores": {"pad2d": {"points": 99}}, "seed": 0}
    return notebook


def _ids(notebook):
    for number, one in enumerate(notebook["cells"]):
        one["id"] = ["../../etc/passwd", None, {}, 7, "x" * 10**5][number % 5]
        one["metadata"]["nbgrader"] = {"grade_id": [f"no-{number}", [], "pad2d"][number % 3]}
    return notebook


def _flags(notebook):
    for one in notebook["cells"]:
        one["metadata"]["nbgrader"] = {
            **one["metadata"].get("nbgrader", {}),
            **{"grade": True, "solution": True, "locked": False, "task": True},
        }
    return notebook


def _swapped(notebook):
    """Each answer claims to be the other one."""
    first, second = named(notebook, "solution_output_size"), named(notebook, "solution_pad2d")
    first["metadata"]["nbgrader"]["grade_id"] = "solution_pad2d"
    second["metadata"]["nbgrader"]["grade_id"] = "solution_output_size"
    return notebook


def _older(notebook):
    """Convert it to format 3."""
    cells = [
        {"cell_type": "code", "input": one["source"], "language": "python"}
        if one["cell_type"] == "code"
        else {"cell_type": "heading", "level": 1, "source": one["source"]}
        for one in notebook["cells"]
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def _newer(notebook):
    for one in notebook["cells"]:
        one["kind"] = {"of": [one["cell_type"]]}
    return {**notebook, "nbformat": 5, "nbformat_minor": 99, "signature": "unknown"}


def _as(encoding):
    return lambda notebook: json.dumps(notebook, ensure_ascii=False).encode(encoding)


def _with_cell(source):
    def change(notebook):
        notebook["cells"].insert(3, code_cell(source))
        return notebook

    return change


def _with_text(source):
    def change(notebook):
        notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": source})
        return notebook

    return change


def _raw(old, new):
    return lambda notebook: json.dumps(notebook).replace(old, new).encode()


def _carriage_returns(end):
    def change(notebook):
        for one in notebook["cells"]:
            one["source"] = one["source"].replace("\n", end)
        return json.dumps(notebook, indent=1).replace("\n", end).encode()

    return change


def _kernel(name, language):
    def change(notebook):
        notebook["metadata"]["kernelspec"] = {"name": name, "language": language}
        notebook["metadata"]["language_info"] = {"name": language}
        return notebook

    return change


def _attached(notebook):
    picture = {"../../../../mine.png": {"image/png": "aGk="}}
    text = "![](attachment:../../../../mine.png)"
    notebook["cells"].append({"cell_type": "markdown", "source": text, "attachments": picture})
    notebook["cells"][0]["metadata"]["name"] = "../../mine"
    notebook["metadata"]["name"] = "../../../other"
    return notebook


def _of(make):
    """Use one of the sample class's stories."""
    return lambda notebook: make(Material(notebook, {}, {}, {}))


def _bytes(content):
    return lambda notebook: content


def _unread(item, title, content, told):
    why = "nothing in it can be graded: zero, a reason, and a person looks"
    change = content if callable(content) else _bytes(content)
    return file(item, title, change, why, NOTHING, review=BOTH, told=told)


CELLS = (
    file("tags that skip execution", "on every cell", _tagged, "tags are not read",
         told="Cells whose tags"),
    file("tags that hide errors", "on an answer that fails", _hidden, "results count, not errors",
         FIRST, answers={"pad2d": "def pad2d(x, padding):\n    raise ValueError('mine')"},
         told="ValueError: mine"),
    file("deleted cells", "both checks", _without("output_size", "pad2d"), PUT_BACK,
         told="The check of pad2d was missing; it was restored."),
    file("deleted cells", "an answer, given by an assignment in another cell", _assigned,
         "it is found by its name", told="found by its function"),
    file("deleted cells", "an answer", _without("solution_pad2d"), "it is unanswered", FIRST,
         told="counts as unanswered"),
    file("duplicated cells", "all of them", _doubled, PUT_BACK, told="appeared 2 times"),
    file("reordered cells", "backwards", _reversed, PUT_BACK, told="out of order"),
    file("retyped cells", "all to Markdown", _retyped("markdown"), PUT_BACK,
         told="turned back into"),
    file("retyped cells", "all to raw", _retyped("raw"), PUT_BACK, told="turned back into"),
    file("retyped cells", "to an unknown kind", _retyped({"a": []}), PUT_BACK),
    file("forged points", "and verdicts in the metadata", _points, "points are the release's",
         told="grading metadata"),
    file("forged points", "with a wrong answer", _points, "points are the release's",
         FIRST, answers={"pad2d": "def pad2d(x, padding):\n    return x"}),
    file("forged ids", "of cells and of grades", _ids, "answers are found by their function"),
    file("forged ids", "two answers that claim to be each other", _swapped, "each name is judged"),
    file("forged flags", "on every cell", _flags, PUT_BACK),
    file("stripped metadata", "and every id", _of(stripped), PUT_BACK, told="lost its metadata"),
    file("Colab-shaped file", "with what Colab adds", _of(from_colab), PUT_BACK),
    cell("drive.mount", "as Colab has it",
         "from google.colab import drive\ndrive.mount('/content/drive')", "it ends only its cell",
         told="ModuleNotFoundError"),
    cell("%pip", "and other ways to install or start programs",
         "%pip install nothing\n!pip install nothing\n%cd /\n!touch mine\n%system touch mine\n"
         "x = !ls\n%env A=1", "they do nothing, and cost nothing"),
)  # fmt: skip

FILES = (
    _unread("broken JSON", "a comma too many", _raw('"cells"', ',"cells"'), "not JSON"),
    _unread("broken JSON", "JSON, but not a notebook", b'{"a": 1}', "holds no cells"),
    _unread("broken JSON", "no cell of this assignment", b'{"cells": [{"source": "x"}]}',
            "it may belong to another one"),
    _unread("broken JSON", "a program", b"\x7fELF" + bytes(range(256)), "not text"),
    file("broken JSON", "duplicate keys",
         _raw('"nbformat": 4,', '"nbformat": NaN, "nbformat": 4, "x": Infinity,'),
         "the last one counts, as everywhere"),
    file("broken JSON", "a number with a million digits",
         lambda n: json.dumps({**n, "nbformat_minor": "HERE"}).replace('"HERE"', "1" * 10**6)
         .encode(), "it is not needed"),
    _unread("empty JSON", "no bytes", b"", "the file is empty"),
    _unread("empty JSON", "only spaces and zeros", b" \n\x00" * 99, "the file is empty"),
    _unread("empty JSON", "a notebook without cells", b'{"cells": [], "nbformat": 4}', "no cells"),
    _unread("truncated JSON", "in the middle", lambda n: json.dumps(n).encode()[:-300], "not JSON"),
    _unread("giant JSON", "three million lists", b'{"cells":[' + b"[]," * 3_000_000 + b"1]}",
            "more than 3,000,000 values"),
    _unread("giant JSON", "a hundred thousand cells",
            b'{"cells":[' + b'{"cell_type":"code","source":"1"},' * 99_999 + b"{}]}",
            "100,000 cells"),
    file("giant JSON", "a cell of ten megabytes", _with_cell("#" * 10**7), "it is left out",
         told="Code cells longer"),
    _unread("nested JSON", "a hundred thousand lists", b"[" * 10**5, "nested too deeply"),
    _unread("nested JSON", "objects", b'{"a":' * 10**5, "nested too deeply"),
    file("nested JSON", "just below the limit, in the metadata",
         _raw('"metadata": {}', '"metadata": {"a": ' + "[" * 400 + "]" * 400 + "}"),
         "it is not read"),
    file("nbformat 3", "with worksheets", _older, "its cells are found by their functions",
         told="another version"),
    file("a future nbformat", "with unknown fields", _newer, "the known parts are read",
         told="another version"),
    file("lone surrogate", "in a cell", _with_cell("a = '\ud800'"), "it is replaced",
         told="cannot be stored"),
    file("NUL", "in cells", _with_cell("a = 1\x00"), "it is dropped", told="cannot be stored"),
    file("BOM", "at the beginning", _as("utf-8-sig"), "it names the encoding"),
    file("CRLF", "Windows line ends", _carriage_returns("\r\n"), "lines end all the same"),
    file("CRLF", "old Mac line ends", _carriage_returns("\r"), "lines end all the same"),
    file("other encodings", "UTF-16", _as("utf-16"), "its mark names the encoding", told="UTF-8"),
    file("other encodings", "UTF-32 without a mark", _as("utf-32-be"), "its zeros tell",
         told="UTF-8"),
    Entry("other encodings", "Latin-1", "bytes could mean any letter: nobody guesses", NOTHING,
          BOTH, "another encoding",
          change=lambda n: _as("latin-1")(_with_cell("# größer")(n))),
    file("other kernelspec", "of an unknown kernel", _kernel("mine", "python"),
         "cells run in the sandbox's shell"),
    file("other language", "R", _kernel("ir", "R"), "the cells are still Python",
         told="another language"),
    cell("other language", "another language's magic", "%%R\nx <- 1", "it ends only its cell"),
    file("../", "in the names of attachments and cells", _attached, "no name is used as a path",
         told="attached files"),
)  # fmt: skip

TEXTS = (
    file("script in output", "in text cells", _with_text("<script>alert(1)</script>"),
         "text is shown as typed"),
    file("script in output", "links and formulas in text cells",
         _with_text("[x](javascript:alert(1)) $$\\href{javascript:alert(1)}{x}$$"),
         "text is shown as typed"),
)  # fmt: skip
ENTRIES = (*CELLS, *FILES, *TEXTS)
