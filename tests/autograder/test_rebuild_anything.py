"""Whatever is handed in, the rebuilt notebook is valid and has every check of the release."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.authoring.notebooks import fill, to_bytes
from autograder.submissions.cells import read_cells
from autograder.submissions.rebuild import rebuild_notebook

SETTINGS = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.sampled_from(
    ["solution_pad2d", "pad2d", "check_pad2d", "code", "markdown", "raw", "def pad2d(x): pass", ""]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
PLACES = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)
EDITS = st.lists(st.tuples(PLACES, st.sampled_from(["set", "drop", "double"]), VALUES), max_size=8)


def edit(tree, steps, what, value):
    """Walk down a tree by numbers, as far as it goes, and change it there."""
    for step in steps:
        keys = list(tree) if isinstance(tree, dict) else range(len(tree))
        above, key = tree, keys[step % len(keys)]
        tree = above[key]
        if not isinstance(tree, (dict, list)) or not tree:
            break
    if what == "drop":
        del above[key]
    elif what == "double" and isinstance(above, list):
        above.insert(key, copy.deepcopy(tree))
    else:
        above[key] = value


def assert_is_sound(content, release):
    before = json.dumps(release)
    rebuilt = rebuild_notebook(content, release)
    assert json.dumps(release) == before
    nbformat.validate(rebuilt.notebook)
    json.dumps(rebuilt.notebook, ensure_ascii=False).encode()  # can be stored
    graded = [cell for cell in rebuilt.notebook.cells if not cell.id.startswith("extra_")]
    if rebuilt.reason is None:
        assert [cell.id for cell in graded] == [cell.id for cell in release.cells]
    checks = [cell.source for cell in graded if cell.metadata.get("nbgrader", {}).get("grade")]
    assert checks == ['check("output_size")', 'check("pad2d")']
    assert json.dumps(rebuild_notebook(content, release).notebook) == json.dumps(rebuilt.notebook)
    return rebuilt


@SETTINGS
@given(edits=EDITS)
def test_a_notebook_with_any_changes(edits, release, solved):
    notebook = fill(release, solved)
    for steps, what, value in edits:
        if notebook:
            edit(notebook, steps, what, value)
    assert_is_sound(to_bytes(notebook), release)


@SETTINGS
@given(places=st.permutations(range(8)), kept=st.integers(1, 8), marks=st.booleans())
def test_cells_in_any_order_some_missing(places, kept, marks, release, solved):
    """Nothing the student wrote is lost, and no answer is replaced by another."""
    notebook = fill(release, solved)
    cells = notebook["cells"]
    notebook["cells"] = [cells[place] for place in places[:kept] if place < len(cells)]
    left = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in notebook["cells"]:
        if not marks:
            cell["metadata"] = {}
            del cell["id"]
    rebuilt = assert_is_sound(to_bytes(notebook), release)
    if rebuilt.reason is None:
        assert set(left) <= {cell.source for cell in rebuilt.notebook.cells}


@SETTINGS
@given(content=st.binary(max_size=60) | VALUES.map(json.dumps).map(str.encode))
def test_arbitrary_bytes(content, release):
    assert_is_sound(content, release)


@SETTINGS
@given(
    source=st.text(max_size=200),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"]),
)
def test_any_text_in_any_recognizable_encoding(source, encoding):
    handed_in = {"cells": [{"cell_type": "code", "source": source}], "nbformat": 4}
    (cell,), _ = read_cells(json.dumps(handed_in, ensure_ascii=False).encode(encoding))
    told = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    assert cell.source == told


@pytest.mark.parametrize("cut", [1, 10, 1000, 3000])
def test_a_truncated_file(cut, release, solved):
    content = to_bytes(fill(release, solved))
    assert assert_is_sound(content[:-cut], release).reason
    assert rebuild_notebook(content, release).reason is None
