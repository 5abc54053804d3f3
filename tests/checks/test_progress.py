"""What students see below a notebook's last cell."""

from __future__ import annotations

import itertools
import linecache

import numpy as np
import pytest

from cnncourse.checks import progress, progress_cell
from cnncourse.checks.notebook import check_among
from cnncourse.layers.conv import loops

pytestmark = pytest.mark.usefixtures("small_assignment")

POINTS = {"output_size": 2, "pad2d": 1.5, "cross_correlate2d": 3, "halves": 1}
HALF = """
def output_size(size, kernel_size, stride=1):
    if kernel_size > size:
        raise ValueError
    return size - kernel_size + 1

def pad2d(x, padding):
    raise NotImplementedError()

def halves():
    return 64, 4
"""


def told(source, capsys, points=POINTS, **more):
    variables = {"np": np, "progress": progress, "points": points, **more}
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
    exec(compile(source, "<cell>", "exec"), variables)
    exec("progress(points)", variables)
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


def test_what_passes_the_points_and_what_comes_next(capsys):
    assert told(HALF, capsys) == (
        "  output_size         ✗ 1.33 of 2\n"
        "  pad2d               ○ 0 of 1.5   not written yet\n"
        "  cross_correlate2d   ○ 0 of 3   not written yet\n"
        "  halves              ✓ 1 of 1\n"
        "1 of 4 exercises pass: 2.33 of 7.5 points.\n"
        'Next: fix `output_size`; check("output_size") says what is wrong.\n'
    )


ENDLESS = """
def pad2d(x, padding):
    while True:
        raise KeyboardInterrupt  # as from the keyboard

def halves():
    return 64, 4
"""


def test_an_interrupt_stops_one_check_and_the_table_is_complete(capsys):
    assert told(ENDLESS, capsys, {"pad2d": 2, "halves": 1}) == (
        "  pad2d    ✗ 0 of 2   stopped in line 4 of the cell, in pad2d: raise KeyboardInterrupt  "
        "# as from the keyboard\n"
        "  halves   ✓ 1 of 1\n"
        "1 of 2 exercises pass: 1 of 3 points.\n"
        'Next: fix `pad2d`; check("pad2d") says what is wrong.\n'
    )


def test_a_slow_check_tells_its_seconds(capsys, monkeypatch):
    ticks = itertools.count(step=90)
    monkeypatch.setattr(progress_cell, "perf_counter", lambda: next(ticks))
    shown = told("def halves():\n    return 64, 4", capsys, {"halves": 1})
    assert shown.startswith("  halves   ✓ 1 of 1   90 s\n")


def test_a_row_appears_before_the_next_check(capsys, monkeypatch):
    def check(variables, name, **more):
        if name == "halves":
            assert capsys.readouterr().out == "  pad2d    ○ 0 of 1   not written yet\n"
            raise SystemExit
        return check_among(variables, name, **more)

    monkeypatch.setattr(progress_cell, "check_among", check)
    with pytest.raises(SystemExit):
        told("", capsys, {"pad2d": 1, "halves": 1})


def test_what_a_function_writes_to_stderr_does_not_tear_the_table(capsys):
    warns = "import sys\ndef halves():\n    print('x', file=sys.stderr)\n    return 64, 4"
    assert told(warns, capsys, {"halves": 1}).startswith("  halves   ✓ 1 of 1\n")


def test_the_first_that_is_missing_comes_next(capsys):
    assert told("", capsys).endswith("Next: write `output_size` and run its cell.\n")


def test_a_function_of_the_course_is_not_written(capsys):
    shown = told("", capsys, {"pad2d": 1}, pad2d=loops.pad2d)
    assert "  pad2d   ✗ 0 of 1\n" in shown and 'check("pad2d") says what is wrong' in shown


def test_when_everything_passes_the_notebook_is_handed_in(capsys):
    shown = told("def halves():\n    return 64, 4", capsys, {"halves": 1})
    assert "\n1 of 1 exercises pass: 1 of 1 points.\n" in shown
    assert shown.splitlines()[-1].startswith("Next: save the notebook and hand it in.")
