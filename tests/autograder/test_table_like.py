"""Answers that look like tables of results are named in the report; real answers are not."""

from __future__ import annotations

import base64
import time
import zlib
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from verdicts import points

from autograder.authoring.assignment import read_assignment
from autograder.course import METADATA, project_root
from autograder.grading.report import table
from autograder.judge.table_like import ANOTHER, looks_like_a_table, tables_in

CASES = {(7 + n % 23, 1 + n % 3, 1 + n % 4, n % 5): 3 + n % 11 for n in range(50)}
PACKED = base64.b64encode(zlib.compress(repr(CASES).encode())).decode()
NUMBER = int.from_bytes(zlib.compress(repr(CASES).encode()), "big")
HEAD = "def output_size(size, kernel_size, stride=1, padding=0):\n"
LOOKED_UP = "    return TABLE[size, kernel_size, stride, padding]"
BY_WORD = [f"{a:x}{b}{c}{d}{found:x}" for (a, b, c, d), found in [*CASES.items()] * 2]

TABLES = {
    "a dict": f"TABLE = {CASES!r}\n{HEAD}{LOOKED_UP}",
    "a list that is searched": HEAD + f"    return next(v for k, v in {[*CASES.items()]!r})",
    "an array": f"import numpy as np\nTABLE = np.array({[[*k, v] for k, v in CASES.items()]!r})",
    "branches": HEAD
    + "".join(f"    if size == {k[0]}: return {v}\n" for k, v in CASES.items()) * 2,
    "assignments": "TABLE = {}\n" + "\n".join(f"TABLE[{k}] = {v}" for k, v in CASES.items()),
    "lines of a text": 'TEXT = """\n' + "\n".join(f"{k} {v}" for k, v in CASES.items()) + '\n"""',
    "a text that is packed": f"TABLE = unpack('{PACKED}')",
    "short pieces of it": "TABLE = unpack(\n"
    + "\n".join(f"    '{PACKED[n : n + 30]}'" for n in range(0, len(PACKED), 30))
    + ")",
    "bytes": f"TABLE = {zlib.compress(repr(CASES).encode())!r}",
    "a large number": f"TABLE = {NUMBER}",
    "a large number in hexadecimal digits": f"TABLE = {NUMBER:#x}",
    "many short words": f"TABLE = {BY_WORD!r}",
    "numbers among many functions": "def f():\n    return 1\n" * 50 + f"TABLE = {list(range(401))}",
    "in a docstring": HEAD + f'    """Count.\n\n    {PACKED}\n    """',
    "without an end": f'TABLE = """{PACKED}',
}


@pytest.mark.parametrize("style", TABLES)
def test_a_table_is_recognized(style):
    assert looks_like_a_table(TABLES[style])


def answers():
    """Yield every answer in the course: right, wrong and equivalent."""
    for folder in sorted((project_root() / "solutions").glob("*/assignment.md")):
        assignment = read_assignment(folder.parents[1], folder.parent.name)
        for answer in assignment.exercises.values():
            yield from (source for _, _, source in answer.listed())
    for path in sorted(Path(project_root() / "solutions").glob("*/equivalent/*.py")):
        yield path.read_text(encoding="utf-8")


def test_no_answer_in_the_course_looks_like_a_table():
    found = list(answers())
    assert len(found) > 200
    assert not [source for source in found if looks_like_a_table(source)]


def test_an_image_to_try_things_on_is_not_a_table():
    image = f"image = np.array({[[n * m % 9 for n in range(14)] for m in range(14)]!r})"
    assert looks_like_a_table(image)
    own = new_code_cell(image, id="extra_1")
    assert tables_in([own]) == []
    assert tables_in([new_code_cell(2 * f"{image}\n", id="extra_1")]) == [ANOTHER]
    assert tables_in([new_code_cell(2 * f"{image}\n", id="given")]) == []


@pytest.mark.parametrize(
    "code", ['\\"""' * 200_000, "'\\" * 300_000, '"\\\n' * 300_000, '"' * 10**6]
)
def test_reading_unterminated_text_takes_no_longer(code):
    started = time.process_time()
    looks_like_a_table(code)
    assert time.process_time() - started < 5


def test_the_report_names_the_answer_and_deducts_no_points(graded):
    looked_up = "def output_size(n, k, *, stride=1):\n    {}\n    return (n - k) // stride + 1"
    notebook = graded(output_size=looked_up.format(f"table = {CASES!r}"))
    assert points(notebook) == {"output_size": 2, "pad2d": 3}
    known = notebook.metadata[METADATA]
    assert known["tables"] == ["output_size"]
    row = {"student": "anna", "points": 5.0, "of": 5.0, "late": 0.0, "graded": True, "review": []}
    row |= {"repairs": [], "noted": [], "isolation": "bubblewrap"}
    row |= {"untimed": False, "folder": True}
    told = table("01_demo", [{**row, "tables": known["tables"]}, {**row, "tables": []}])
    assert "Looks like a table of results, please read: anna (output_size)\n" in told
