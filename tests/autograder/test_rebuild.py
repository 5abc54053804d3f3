"""Fitting a submission into the release, whatever happened to it on the way."""

from __future__ import annotations

import html
import json
import re
import tracemalloc

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_notebook

from autograder.authoring.notebooks import code_cell, fill, to_bytes
from autograder.submissions.cells import MAX_BYTES, Unreadable, read_cells
from autograder.submissions.definitions import defines
from autograder.submissions.marks import exercise_of, is_answer, is_check
from autograder.submissions.rebuild import rebuild_notebook

HELPER = "def helper():\n    return 1"


@pytest.fixture
def handed_in(release, solved):
    """The demo with everything right, as JSON gives it."""
    return fill(json.loads(json.dumps(release)), solved)


def find(notebook, name):
    (found,) = [
        c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name
    ]
    return found


def answers_in(rebuilt):
    return {exercise_of(c): c.source for c in rebuilt.notebook.cells if exercise_of(c)}


def sources(rebuilt):
    return [cell.source for cell in rebuilt.notebook.cells]


def test_an_honest_submission_needs_no_repair(handed_in, release, solved):
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert rebuilt.repairs == [] and rebuilt.reason is None
    assert [c.id for c in rebuilt.notebook.cells] == [c.id for c in release.cells]


def test_the_release_is_not_changed(handed_in, release):
    before = json.dumps(release)
    rebuild_notebook(to_bytes(handed_in), release)
    assert json.dumps(release) == before


def test_a_deleted_check_is_restored(handed_in, release, solved):
    handed_in["cells"].remove(find(handed_in, "pad2d"))
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert sources(rebuilt) == sources(rebuild_notebook(to_bytes(fill(release, solved)), release))
    assert rebuilt.repairs == ["The check of pad2d was missing; it was restored."]


def test_a_deleted_answer_counts_as_unanswered(handed_in, release, solved):
    handed_in["cells"].remove(find(handed_in, "solution_pad2d"))
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert "NotImplementedError" in answers_in(rebuilt)["pad2d"]
    assert answers_in(rebuilt)["output_size"] == solved["output_size"]
    assert rebuilt.repairs == ["The cell for pad2d is missing; it counts as unanswered."]


def test_the_last_changed_copy_counts_and_older_ones_run_before_it(handed_in, release, solved):
    cell = find(handed_in, "solution_pad2d")
    at = handed_in["cells"].index(cell)
    older = dict(cell, source="def pad2d(x, padding):\n    return x")
    untouched = dict(cell, source=find(release, "solution_pad2d")["source"])
    handed_in["cells"][at : at + 1] = [older, cell, untouched]
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    order = sources(rebuilt)
    assert order.index(older["source"]) < order.index(solved["pad2d"])
    assert untouched["source"] not in order
    assert rebuilt.repairs == [
        "The cell for pad2d appeared 3 times, and the last answer among them was graded: "
        "delete the others."
    ]


def test_a_check_that_appears_twice_is_graded_once(handed_in, release):
    check = find(handed_in, "pad2d")
    handed_in["cells"].insert(handed_in["cells"].index(check), check)
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert [cell.source for cell in rebuilt.notebook.cells].count(check["source"]) == 1
    assert rebuilt.repairs == [
        "The check of pad2d appeared 2 times, and it was graded once: delete the copies."
    ]


@pytest.mark.parametrize("keep_ids", [True, False])
def test_without_metadata_cells_are_found_by_id_or_function(handed_in, release, solved, keep_ids):
    for cell in handed_in["cells"]:
        cell["metadata"] = {}
        if not keep_ids:
            del cell["id"]
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert len(rebuilt.notebook.cells) == len(release.cells)
    assert len(rebuilt.repairs) == (0 if keep_ids else 2)


def test_an_answer_in_a_new_cell_is_found(handed_in, release, solved):
    cell = find(handed_in, "solution_pad2d")
    at = handed_in["cells"].index(cell)
    handed_in["cells"].insert(at + 1, code_cell(cell["source"]))
    cell["source"] = find(release, "solution_pad2d")["source"]
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert rebuilt.repairs == ["The answer for pad2d was found in another cell."]


def test_the_original_order_is_restored(handed_in, release, solved):
    handed_in["cells"].reverse()
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert sources(rebuilt) == sources(rebuild_notebook(to_bytes(fill(release, solved)), release))
    assert rebuilt.repairs == ["The cells were out of order; their original order was restored."]


def test_extra_cells_stay_after_the_cell_they_followed(handed_in, release):
    at = handed_in["cells"].index(find(handed_in, "solution_pad2d"))
    handed_in["cells"].insert(at, code_cell(HELPER))
    handed_in["cells"].insert(0, code_cell("import math"))
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    order = sources(rebuilt)
    assert order[0] == "import math"
    assert order[order.index(HELPER) + 1] == find(handed_in, "solution_pad2d")["source"]
    assert rebuilt.repairs == []


def test_a_changed_given_cell_runs_after_the_original(handed_in, release):
    given = next(c for c in handed_in["cells"] if c["source"].startswith("import numpy"))
    original = given["source"]
    given["source"] += "\nimport math"
    order = sources(rebuild_notebook(to_bytes(handed_in), release))
    assert order.index(original) < order.index(given["source"])


def test_forged_points_tags_and_types_do_not_survive(handed_in, release):
    find(handed_in, "pad2d")["metadata"]["nbgrader"]["points"] = 1000
    find(handed_in, "output_size")["source"] = "check = print"
    find(handed_in, "solution_output_size")["metadata"]["tags"] = ["skip-execution"]
    cell = find(handed_in, "solution_pad2d")
    cell["cell_type"] = "markdown"
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    order = sources(rebuilt)
    assert order[order.index("check = print") - 1] == 'check("output_size")'  # code stays as code
    graded = [cell for cell in rebuilt.notebook.cells if not cell.id.startswith("extra_")]
    assert [c.metadata for c in graded] == [c.metadata for c in release.cells]
    assert [c.cell_type for c in graded] == [c.cell_type for c in release.cells]
    assert rebuilt.repairs == [
        "Cells whose tags were removed: 1.",
        "The check of output_size was restored.",
        "The cell for pad2d was turned back into a code cell.",
        "The check of pad2d had changed grading metadata; it was restored.",
    ]


HARMFUL = [
    "<script>alert(1)</script>",
    "\n\n[click](javascript:alert(1)) ![seen](http://example.org/seen.png)",
    "$$\\href{javascript:alert(1)}{x}$$\n\n\n<img src=x onerror=alert(1)>",
    "    x\x0b\n\n\x85<b onclick=alert(1)>x</b>\n***\n<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_students_text_is_shown_as_typed(handed_in, release, text):
    handed_in["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
    (cell,) = rebuild_notebook(to_bytes(handed_in), release).notebook.cells[len(release.cells) :]
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(new_notebook(cells=[cell]))
    tags = set(re.findall(r"<(\w+)", page))
    assert tags == {"div", "pre", "code"} and html.escape(text.split()[0]) in page


def test_format_3_is_read(release, solved):
    code = [{"cell_type": "code", "input": text.splitlines(True)} for text in solved.values()]
    old = {"nbformat": 3, "worksheets": [{"cells": code}]}
    assert answers_in(rebuild_notebook(to_bytes(old), release)) == solved


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b'{"cells": [', "the file is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not text in UTF-8 or UTF-16"),
        ('{"cells": "é"}'.encode("latin-1"), "perhaps an editor saved it in another encoding"),
        (b"%PDF-1.7\n%\xe2\xe3", "the file is a PDF, not a notebook: hand in the .ipynb file"),
        (b"PK\x03\x04" + bytes(99), "the file is a zip archive, not a notebook"),
        (b"PK\x03\x04" + bytes(99) + b"word/document.xml", "the file is a Word document, not"),
        (b"\x89PNG\r\n\x1a\n", "the file is a picture"),
        (b"\n<!DOCTYPE HTML><html>", "the file is a web page"),
        (b"<html lang='en'>", "the file is a web page"),
        (b"\x00" * 5000, "the file is empty"),
        (b'{"cells": [' + b"1" * 10**6, "the file is not JSON"),
        (b"[" + b"[]," * 2_000_000 + b"1]", "more than 3,000,000 values"),
        (b'{"cells": [' + b"{}," * 2000 + b"{}]}", "2,001 cells, more than 2,000"),
        (b"[1, 2]", "JSON but not a notebook"),
        (b'{"cells": 3}', "holds no cells"),
        (b'{"cells": [1, null]}', "has no cells"),
        (b" " * MAX_BYTES + b"{}", "larger than 50 MB"),
    ],
)
def test_any_other_file_is_refused_with_a_reason(content, reason, release):
    with pytest.raises(Unreadable, match=reason):
        read_cells(content)
    rebuilt = rebuild_notebook(content, release)
    assert reason in rebuilt.reason and rebuilt.reason[-1] not in ".?!"  # a full stop is added
    cells = rebuilt.notebook.cells
    assert [c.metadata.nbgrader.grade_id for c in cells if is_check(c)] == ["output_size", "pad2d"]
    assert [c.source for c in cells if is_answer(c)] == ["", ""]  # places for comments
    assert len(cells) == 4


def test_too_much_source_is_refused(release):
    cells = [{"cell_type": "code", "source": "#" * 190_000}] * 11
    reason = rebuild_notebook(json.dumps({"cells": cells}).encode(), release).reason
    assert reason == "its cells hold more than 2,000,000 characters"


def test_a_cell_that_is_far_too_long_is_left_out_but_the_rest_stays(handed_in, release, solved):
    handed_in["cells"].append(code_cell("# " + "x" * 10_000_000))
    handed_in["cells"].append({"cell_type": "markdown", "source": "x" * 1_000_000})
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert len(to_bytes(rebuilt.notebook)) < 50_000
    assert rebuilt.repairs == [
        "Code cells longer than 200,000 characters, which were left out: 1.",
        "Text cells longer than 20,000 characters, which were cut: 1.",
    ]


def test_the_memory_for_a_file_is_bounded(release):
    """The worst case: many small objects, each far larger in memory than in the file."""
    content = b'{"cells":[' + b"[]," * 1_490_000 + b"1]}"
    tracemalloc.start()
    try:
        assert rebuild_notebook(content, release).reason
        assert tracemalloc.get_traced_memory()[1] < 300e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_recognizable_encodings_are_read(handed_in, release, solved, encoding):
    handed_in["cells"].append(code_cell("# größer, 大"))
    content = json.dumps(handed_in, ensure_ascii=False).encode(encoding)
    rebuilt = rebuild_notebook(content, release)
    assert answers_in(rebuilt) == solved and sources(rebuilt)[-1] == "# größer, 大"
    assert len(rebuilt.repairs) == (encoding != "utf-8-sig")


def test_oddities_of_a_file_are_reported(handed_in, release):
    handed_in["nbformat"], handed_in["future"] = 5, {"x": float("nan")}
    handed_in["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}
    handed_in["cells"] += [None, code_cell("a = 1\rb = 2\x00")]
    attached = {"../../x.png": {"image/png": "aGk="}}
    handed_in["cells"].append({"cell_type": "markdown", "source": "", "attachments": attached})
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert sources(rebuilt)[-2] == "a = 1\nb = 2"
    assert "../" not in json.dumps(rebuilt.notebook)
    assert rebuilt.repairs == [
        "The file uses another version of the notebook format; its known parts were read.",
        "The notebook is marked as another language; its cells were run as Python.",
        "Cells whose attached files were left out: 1.",
        "Cells with characters that cannot be stored, which were replaced: 1.",
        "Ignored entries that are not cells: 1.",
    ]


def test_another_assignments_notebook_is_named(release):
    other = {"cells": [code_cell("def other():\n    return 1")]}
    assert "has no cells of this assignment" in rebuild_notebook(to_bytes(other), release).reason


def test_a_number_with_a_million_digits_costs_nothing(handed_in, release, solved):
    find(handed_in, "pad2d")["metadata"]["nbgrader"]["points"] = "HERE"
    content = to_bytes(handed_in).replace(b'"HERE"', b"1" * 10**6)
    rebuilt = rebuild_notebook(content, release)
    assert answers_in(rebuilt) == solved
    assert rebuilt.repairs == ["The check of pad2d had changed grading metadata; it was restored."]


def test_code_in_a_check_cell_runs_as_a_helper_and_may_be_the_answer(handed_in, release, solved):
    answer, check = find(handed_in, "solution_pad2d"), find(handed_in, "pad2d")
    check["source"] = answer["source"] + "\n" + check["source"]
    answer["source"] = find(release, "solution_pad2d")["source"]
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt)["pad2d"].startswith(solved["pad2d"])
    assert "The check of pad2d was restored." in rebuilt.repairs


def test_a_copied_cell_with_an_experiment_is_not_taken_for_the_answer(handed_in, release, solved):
    answer = find(handed_in, "solution_pad2d")
    trial = dict(answer, source="print(pad2d(np.ones((2, 2)), 1))")
    handed_in["cells"].insert(handed_in["cells"].index(answer) + 1, trial)
    rebuilt = rebuild_notebook(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert sources(rebuilt).index(trial["source"]) > sources(rebuilt).index(solved["pad2d"])


DEFINING = [
    "def pad2d(x, padding):",
    "%%time\ndef pad2d (x, padding): pass",
    "async def pad2d(x, padding): pass",
    "@cache\ndef pad2d(x, padding): pass",
    "if True:\n    # either\n\n    def pad2d(x, padding): pass",
    "try:\n    from fast import pad2d\nexcept ImportError:\n    pass",
    "class pad2d:\n    pass",
    "pad2d = lambda x, padding: x",
    "pad2d: object = np.pad",
    "from mine import other, pad2d  # both",
    "import mine as pad2d",
    "x = 1\n)\ndef pad2d(x, padding: pass",
]
NOT_DEFINING = [
    "",
    "pad2d(x, 1)",
    "print(pad2d)",
    "pad2d == 3",
    "def pad2ds(x): pass",
    "def my_pad2d(x): pass",
    "# def pad2d(x): pass",
    "class Layer:\n    def pad2d(self, x):\n        pass",
    "def outer():\n    def pad2d(x): pass",
    "from pad2d import other",
    "from mine import pad2d as other",
    "x = (" * 50_000,
]


@pytest.mark.parametrize("source", DEFINING)
def test_a_cell_that_defines_the_function(source):
    assert defines(source, "pad2d")


@pytest.mark.parametrize("source", NOT_DEFINING, ids=lambda source: source[:30])
def test_a_cell_that_does_not(source):
    assert not defines(source, "pad2d")


def test_strange_cells_do_no_harm(release):
    strange = [
        code_cell('check("pad2d")'),
        {"cell_type": "code", "source": ["a = '\ud800'\r\n", 3, "b\x00"]},
        {"cell_type": 5, "metadata": [], "source": {"x": 1}, "id": 4},
        {"metadata": {"nbgrader": {"grade_id": ["pad2d"]}}},
    ]
    rebuilt = rebuild_notebook(json.dumps({"cells": strange}).encode(), release)
    assert "a = '?'\nb" in sources(rebuilt)
