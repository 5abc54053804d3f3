"""A message about a secret case shows none of its numbers, even if the student's error does."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnncourse.checks import Case, Check, Outcome, judge, run_in_process
from cnncourse.checks.engine.verdict_text import exception

X = np.array([[0.71828, -3.5e-7], [141421.0, 17.0]])


def reference(x, size):
    return x * size


CHECK = Check("scaled", "01_demo", reference, lambda rng: [Case("plain", (X, 4711))])


def message(line, reveal=False):
    names = {}
    source = f"def scaled(x, size):\n    {line}\n"
    exec(compile(source, "<cell>", "exec"), names)
    import linecache

    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    return judge(CHECK, run_in_process(names["scaled"]), 1, reveal=reveal).message


@pytest.mark.parametrize(
    "line",
    [
        "raise ValueError(f'got {x}')",
        "raise ValueError(x.tolist())",
        "raise KeyError(x[0, 0], size)",
        "assert size < 5, f'{size} of {x[1, 0]}'",
        "raise RuntimeError(f'size={size}, x={x[1, 1]:.0f}!')",
        "return {}[x[0, 0]]",
        "return int(str(x))",
        "return int(f'{x[0, 0]} {x[1, 0]} {x[0, 1]}')",
    ],
)
def test_no_number_of_the_case_is_shown(line):
    problem = re.search(r"Problem (.*?)\n  (Line|Hint|Passed)", message(line), re.DOTALL)[1]
    assert not re.search("71828|3.5e|141421|17|4711", problem), problem
    assert re.search("71828|141421|4711", message(line, reveal=True))


@pytest.mark.parametrize(
    ("error", "where", "shown"),
    [
        ("ValueError: shape (3,5) into (5, 5)", "line 3 of the cell, in f: out[:] = x", None),
        ("IndexError: index 3 is out of bounds for axis 1 with size 3", "in f: x[3]", None),
        ("TypeError: Cannot cast from dtype('float64') to int8", "in f: x += y", None),
        ("ValueError: x is (2, 3)", "in f: raise ValueError(f'x is {x.shape}')", None),
        ("ValueError: a kernel of 7", "in f: raise ValueError(...)", "ValueError: a kernel of …"),
        ("RuntimeError: found [] there", "in f: raise RuntimeError(...)", None),
        ("TimeoutError: no result after 1.5 seconds", None, None),
    ],
)
def test_what_helps_stays(error, where, shown):
    outcome = Outcome(error=error, error_type="ValueError", where=where)
    assert exception(outcome) == (shown or error)
    assert exception(outcome, reveal=True) == error


@pytest.mark.parametrize("where", [None, "in f: return x[key]", "in f: raise KeyError(word)"])
def test_little_of_an_input_fits_into_words(where):
    words = f"KeyError: {'abcdefghij' * 40} of {'k' * 40} {'l' * 41}"
    outcome = Outcome(error=words, error_type="KeyError", where=where)
    short = f"KeyError: {'abcdefghij' * 4}… of {'k' * 40} {'l' * 40}…"
    assert exception(outcome) == short
    assert exception(outcome, reveal=True) == words
