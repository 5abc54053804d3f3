"""A submission slotted into the release, whatever happened to it on the way."""

from __future__ import annotations

import json

import pytest

from autograder.rebuild import rebuild
from autograder.sample import code_cell, exercise, fill, to_bytes
from autograder.submission import MAX_BYTES, Unreadable, read_cells

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
    return {exercise(c): c.source for c in rebuilt.notebook.cells if exercise(c)}


def sources(rebuilt):
    return [cell.source for cell in rebuilt.notebook.cells]


def test_an_honest_submission_needs_no_repair(handed_in, release, solved):
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert rebuilt.repairs == [] and rebuilt.reason is None
    assert [c.id for c in rebuilt.notebook.cells] == [c.id for c in release.cells]


def test_the_release_is_not_changed(handed_in, release):
    before = json.dumps(release)
    rebuild(to_bytes(handed_in), release)
    assert json.dumps(release) == before


def test_a_deleted_check_is_put_back(handed_in, release, solved):
    handed_in["cells"].remove(find(handed_in, "pad2d"))
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert sources(rebuilt) == sources(rebuild(to_bytes(fill(release, solved)), release))
    assert rebuilt.repairs == ["The check of pad2d was put back."]


def test_a_deleted_answer_counts_as_not_answered(handed_in, release, solved):
    handed_in["cells"].remove(find(handed_in, "solution_pad2d"))
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert "NotImplementedError" in answers_in(rebuilt)["pad2d"]
    assert answers_in(rebuilt)["output_size"] == solved["output_size"]
    assert rebuilt.repairs == ["The cell of pad2d is missing; it counts as not answered."]


def test_of_copies_the_last_changed_one_counts_and_older_ones_run_ahead(handed_in, release, solved):
    cell = find(handed_in, "solution_pad2d")
    at = handed_in["cells"].index(cell)
    older = dict(cell, source="def pad2d(x, padding):\n    return x")
    untouched = dict(cell, source=find(release, "solution_pad2d")["source"])
    handed_in["cells"][at : at + 1] = [older, cell, untouched]
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    order = sources(rebuilt)
    assert order.index(older["source"]) < order.index(solved["pad2d"])
    assert untouched["source"] not in order
    assert rebuilt.repairs == ["The cell solution_pad2d was there 3 times."]


@pytest.mark.parametrize("keep_ids", [True, False])
def test_without_metadata_cells_are_found_by_id_or_function(handed_in, release, solved, keep_ids):
    for cell in handed_in["cells"]:
        cell["metadata"] = {}
        if not keep_ids:
            del cell["id"]
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert len(rebuilt.notebook.cells) == len(release.cells)
    assert len(rebuilt.repairs) == (0 if keep_ids else 2)


def test_an_answer_in_a_new_cell_is_found(handed_in, release, solved):
    cell = find(handed_in, "solution_pad2d")
    at = handed_in["cells"].index(cell)
    handed_in["cells"].insert(at + 1, code_cell(cell["source"]))
    cell["source"] = find(release, "solution_pad2d")["source"]
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert answers_in(rebuilt) == solved
    assert rebuilt.repairs == ["The answer for pad2d was found in another cell."]


def test_another_order_is_put_back(handed_in, release, solved):
    handed_in["cells"].reverse()
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert sources(rebuilt) == sources(rebuild(to_bytes(fill(release, solved)), release))
    assert rebuilt.repairs == ["The cells stood in another order; they were put back."]


def test_extra_cells_stay_behind_what_they_followed(handed_in, release):
    at = handed_in["cells"].index(find(handed_in, "solution_pad2d"))
    handed_in["cells"].insert(at, code_cell(HELPER))
    handed_in["cells"].insert(0, code_cell("import math"))
    rebuilt = rebuild(to_bytes(handed_in), release)
    order = sources(rebuilt)
    assert order[0] == "import math"
    assert order[order.index(HELPER) + 1] == find(handed_in, "solution_pad2d")["source"]
    assert rebuilt.repairs == []


def test_a_changed_given_cell_runs_after_the_original(handed_in, release):
    given = next(c for c in handed_in["cells"] if c["source"].startswith("import numpy"))
    original = given["source"]
    given["source"] += "\nimport math"
    order = sources(rebuild(to_bytes(handed_in), release))
    assert order.index(original) < order.index(given["source"])


def test_forged_points_tags_and_types_do_not_survive(handed_in, release):
    find(handed_in, "pad2d")["metadata"]["nbgrader"]["points"] = 1000
    find(handed_in, "output_size")["source"] = "check = print"
    find(handed_in, "solution_output_size")["metadata"]["tags"] = ["skip-execution"]
    cell = find(handed_in, "solution_pad2d")
    cell["cell_type"] = "markdown"
    rebuilt = rebuild(to_bytes(handed_in), release)
    assert [c.metadata for c in rebuilt.notebook.cells] == [c.metadata for c in release.cells]
    assert [c.cell_type for c in rebuilt.notebook.cells] == [c.cell_type for c in release.cells]
    assert "check = print" not in sources(rebuilt)
    assert rebuilt.repairs == [
        "The check of output_size was restored.",
        "The cell solution_pad2d was made a code cell again.",
        "The grading data of the cell pad2d was restored.",
    ]


def test_html_in_a_students_text_is_inert(handed_in, release):
    text = {"cell_type": "markdown", "metadata": {}, "source": "<script>alert(1)</script>"}
    handed_in["cells"].append(text)
    assert not any("<script" in source for source in sources(rebuild(to_bytes(handed_in), release)))


def test_format_3_is_read(release, solved):
    code = [{"cell_type": "code", "input": text.splitlines(True)} for text in solved.values()]
    old = {"nbformat": 3, "worksheets": [{"cells": code}]}
    assert answers_in(rebuild(to_bytes(old), release)) == solved


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b'{"cells": [', "the file is not JSON"),
        (b"[" * 100_000, "the file is not JSON"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[1, 2]", "JSON but not a notebook"),
        (b'{"cells": 3}', "holds no cells"),
        (b'{"cells": [1, null]}', "has no cells"),
        (b" " * MAX_BYTES + b"{}", "larger than 50 MB"),
    ],
)
def test_any_other_file_has_a_stated_reason(content, reason, release):
    with pytest.raises(Unreadable, match=reason):
        read_cells(content)
    rebuilt = rebuild(content, release)
    assert reason in rebuilt.reason
    grades = [c.metadata.nbgrader.grade_id for c in rebuilt.notebook.cells]
    assert grades == ["output_size", "pad2d"]


def test_strange_cells_are_survived(release):
    strange = [
        {"cell_type": "code", "source": ["a = '\ud800'\r\n", 3, "b\x00"]},
        {"cell_type": 5, "metadata": [], "source": {"x": 1}, "id": 4},
        {"metadata": {"nbgrader": {"grade_id": ["pad2d"]}}},
    ]
    rebuilt = rebuild(json.dumps({"cells": strange}).encode(), release)
    assert "a = '?'\nb" in sources(rebuilt)
