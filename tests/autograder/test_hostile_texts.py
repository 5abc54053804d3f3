"""Texts from a student's process that are meant to slow down whoever reads them."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judge.needed_cells import names
from autograder.submissions.definitions import defines
from cnncourse.checks import Outcome
from cnncourse.checks.engine import verdict_text

PIECES = ("1", "12", ",", ", ", " ", "(", ")", "(1,", "[", "]", "-", ".", "e", "'", '"', "\n", "#")
texts = st.lists(st.sampled_from(PIECES), max_size=20).flatmap(
    lambda piece: st.just(("".join(piece) * 500)[:500])
)


def seconds_of(function, *arguments):
    started = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - started


@pytest.mark.parametrize("text", ["(1," + "1" * 200 + "x", "(1," + "1, " * 160 + "x"])
def test_a_text_that_is_almost_a_shape_does_not_take_forever(text):
    code = f"from cnncourse.checks.engine.verdict_text import DATA; DATA.sub('', {text!r})"
    subprocess.run([sys.executable, "-c", code], timeout=30, check=True)


@settings(deadline=None)  # a busy machine must not fail the test
@given(texts)
def test_no_text_takes_long_to_report(text):
    outcome = Outcome(error=text, error_type="ValueError", where="answer: raise ValueError(x)")
    assert seconds_of(verdict_text.exception, outcome) < 0.5


@settings(deadline=None)
@given(texts)
def test_no_text_takes_long_to_search(text):
    for begin in ("", "from a import pad2d", "pad2d:", "    def pad2d"):
        assert seconds_of(defines, begin + text, "pad2d") < 0.5
        assert seconds_of(names, begin + text) < 1.0


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("(3,) (3, 5) (3,5) (1, 2, 3,)", "(3,) (3, 5) (3,5) (1, 2, 3,)"),
        ("(3 5) [1, 2] 0.25 7", "(… …) […] … …"),
        ("(1, 2 3)", "(…, … …)"),
    ],
)
def test_shapes_stay_but_other_numbers_do_not(told, left):
    outcome = Outcome(error=told, error_type="ValueError", where="answer: raise ValueError(x)")
    assert verdict_text.exception(outcome) == left
