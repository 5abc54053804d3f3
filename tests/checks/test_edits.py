"""Wrong answers as edits: how a file is read, and what its errors say."""

from __future__ import annotations

import pytest

from cnncourse.checks.engine.answers import Answer, read
from cnncourse.checks.engine.edits import Edit, EditError, apply

SOURCE = '''def slide(image, kernel):
    """Slide a kernel."""
    out = np.zeros(3)
    for i in range(3):
        for j in range(3):
            out[i] += image[i, j]
            out[i] *= kernel[i, j]
    if kernel is None:
        return None
    return out'''


@pytest.fixture
def read_file(tmp_path):
    """Return a function that writes a file of answers and reads it."""

    def read_text(text):
        (tmp_path / "slide.py").write_text(text, encoding="utf-8")
        return read(tmp_path / "slide.py", SOURCE)

    return read_text


def test_a_line_is_replaced():
    edited = apply([Edit(("out = np.zeros(3)",), ("out = np.ones(3)",))], SOURCE)
    assert edited == SOURCE.replace("np.zeros", "np.ones")


def test_only_the_indentation_of_the_whole_may_differ():
    out = ("for i in range(3):", "    for j in range(3):")
    into = ("for j in range(3):", "    for i in range(3):")
    edited = apply([Edit(out, into)], SOURCE)
    assert "    for j in range(3):\n        for i in range(3):\n            out[i] += " in edited
    with pytest.raises(EditError, match="1 of 1 matches nowhere: its lines are not consecutive"):
        apply([Edit(tuple(line.strip() for line in out), into)], SOURCE)


def test_new_lines_may_be_indented_less_than_the_old_ones():
    line = "            out[i] *= kernel[i, j]"
    edited = apply([Edit((line,), (line, "        return out"))], SOURCE)
    assert "            out[i] *= kernel[i, j]\n        return out\n    if" in edited


def test_several_edits_match_the_source_as_it_was():
    edits = [
        Edit(("return out",), ("if True:", "    return -out")),
        Edit(("if kernel is None:", "    return None"), ()),
        Edit(("def slide(image, kernel):",), ("kept = []", "", "", "def slide(image, kernel):")),
    ]
    edited = apply(edits, SOURCE)
    assert edited.startswith("kept = []\n\n\ndef slide") and "kernel is None" not in edited
    assert edited.endswith("    if True:\n        return -out")


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            [Edit(("out = np.zeros(4)",), ("x",))],
            "1 of 1 matches nowhere: out = np.zeros(4); the nearest line is: out = np.zeros(3)",
        ),
        (
            [Edit(("return out",), ("pass",)), Edit(("return None", "return out"), ())],
            "edit 2 of 2 matches nowhere: its lines are not consecutive",
        ),
        ([Edit(("out = np.zeros(3)",), ("out = np.zeros(3)",))], "1 of 1 changes nothing: out = "),
        (
            [Edit(("return out",), ("pass",)), Edit(("    return None", "return out"), ())],
            "edit 2 of 2 removes a line of another edit: return None",
        ),
        ([Edit(("return out",), ("return (out",))], "not valid Python: '(' was never closed"),
        (
            [Edit(("        return out",), ("return 0",))],
            "moves a line too far left: return 0",
        ),
    ],
)
def test_an_edit_that_does_not_fit_says_why(edits, told):
    with pytest.raises(EditError) as refused:
        apply(edits, SOURCE)
    assert told in str(refused.value) and "\n" not in str(refused.value)


def test_an_edit_that_matches_twice_names_the_lines():
    twice = SOURCE + "\n\n\ndef more():\n    return out"
    told = r"edit 1 of 1 matches in 2 places \(lines 10, 14\): include a neighbouring line: ret"
    with pytest.raises(EditError, match=told):
        apply([Edit(("return out",), ("pass",))], twice)
    assert apply([Edit(("def more():", "    return out"), ())], twice) == SOURCE + "\n\n"


FILE = """# Text before the first cell is ignored.

# %% The kernel is added.
# It is a factor:
# multiply by it.
# - out[i] *= kernel[i, j]
# + out[i] += kernel[i, j]

# %% Nothing is summed.
# - out[i] += image[i, j]
# + out[i] = image[i, j]
# or
# + pass
# or
# - for j in range(3):
# + for j in range(1):

# - return out
# + return out[:1]


# %% It is another algorithm.
# Write the loops.
import numpy


def slide(image, kernel):
    # a comment in the answer
    return numpy.dot(image, kernel)
"""


def test_a_file_holds_edits_alternatives_and_whole_answers(read_file):
    added, twice, passed, both, whole = read_file(FILE)
    assert added == Answer(
        "The kernel is added.",
        "It is a factor: multiply by it.",
        SOURCE.replace("out[i] *=", "out[i] +="),
    )
    assert {(one.title, one.advice) for one in (twice, passed, both)} == {
        ("Nothing is summed.", "")
    }
    assert twice.source == SOURCE.replace("out[i] += image", "out[i] = image")
    assert passed.source == SOURCE.replace("out[i] += image[i, j]", "pass")
    assert "in range(1)" in both.source and both.source.endswith("    return out[:1]")
    assert whole.source.startswith("import numpy\n\n\ndef slide(image, kernel):\n    # a comm")
    assert whole.advice == "Write the loops."


def test_a_missing_file_has_no_answers(tmp_path):
    assert read(tmp_path / "nobody.py", SOURCE) == []


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("# %%\n# - return out", "'': a cell needs a title"),
        ("# %% Empty.", "'Empty.': the cell contains neither an edit nor code"),
        ("# %% T.\n# Advice alone.", "'T.': the cell contains neither an edit nor code"),
        ("# %% T.\n# + return 1", "'T.': an edit must begin with a `-` line, not with return 1"),
        ("# %% T.\n# - return out\n# or", "'T.': an alternative is empty"),
        (
            "# %% T.\n# - return out\n# Why.",
            "'T.': neither an edit nor advice below the title: # W",
        ),
        ("# %% T.\n# - return out\npass", "'T.': neither an edit nor advice below the title: pass"),
        ("# %% T.\n# - return aut", "'T.': edit 1 of 1 matches nowhere: return aut; the nearest"),
    ],
)
def test_a_malformed_cell_is_named(read_file, cell, told):
    with pytest.raises(EditError) as refused:
        read_file("# %% First.\n# - return out\n\n" + cell)
    assert f"slide.py: {told}" in str(refused.value) and "\n" not in str(refused.value)
