"""What a student sees: `check` in a notebook."""

from __future__ import annotations

import functools
import linecache
from dataclasses import replace

import numpy as np
import pytest
import small

from cnncourse.checks import CheckFailed, check
from cnncourse.checks.engine.verdict_text import Failure
from cnncourse.layers.conv import loops
from cnncourse.layers.shapes import pair

pytestmark = pytest.mark.usefixtures("small_assignment")

RIGHT = """
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])
"""


def run(source, name="pad2d", call=None, **more):
    """Run a cell and then the check, as a notebook would; return the message, or None."""
    variables = {"__name__": "__main__", "np": np, "pair": pair, "check": check, **more}
    lines = source.splitlines(keepends=True)
    linecache.cache["<cell>"] = (len(source), None, lines, "<cell>")
    exec(compile(source, "<cell>", "exec"), variables)
    try:
        exec(f"check({name!r})" if call is None else call, variables)
    except CheckFailed as error:
        return str(error)


def test_a_pass_is_one_line(capsys):
    assert run(RIGHT) is None
    assert capsys.readouterr().out == "✓ pad2d: all 6 cases pass.\n"


def test_a_declared_answer(capsys):
    right = "def halves():\n    return 64, 4"
    assert run(right, "halves") is None
    assert capsys.readouterr().out == "✓ halves: the answer is right.\n"
    message = run(right.replace("64, 4", "4, 64"), "halves")
    assert message.startswith("✗ halves: not right yet.")
    assert "large is 4, which is wrong" in message and "large first" in message
    message = run(right.replace("64, 4", "256, 4"), "halves")
    assert "64" not in message and "Open the first hint of the exercise." in message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "there is no function of this name here yet.\n  Run the cell that defines `pad2d`"),
        ("def pad2d(x, padding):\n    raise NotImplementedError()", "write its body"),
        ("pad2d = 3", "the name holds int 3, not a function"),
        ("from cnncourse.layers.conv.loops import pad2d", "comes from the package `cnncourse`"),
        ("def pad2d(x):\n    return x", "TypeError"),
        ("def pad2d(x, padding):\n    return y", "NameError: name 'y' is not defined"),
        ("def pad2d(x, padding):\n    pass", "Does the function end with `return ...`?"),
        ("def pad2d(x, padding):\n    return x", "has shape (3, 3), expected (5, 5)"),
    ],
)
def test_what_is_wrong_and_what_to_do(source, words):
    assert words in run(source)


def test_the_line_that_raised_is_told():
    message = run("def pad2d(x, padding):\n    width = 2 * padding\n    return x.nothing")
    assert "line 3 of the cell, in pad2d" in message


class Undecided:
    group = "later"

    def judge(self, check, timed, seed, *, reveal):
        return Failure("nobody knows", check.name, review="nobody knows")


def test_what_is_undecided_is_not_told_as_a_failure(monkeypatch, capsys):
    checks = {**small.CHECKS, "pad2d": replace(small.find("pad2d"), afterwards=Undecided())}
    monkeypatch.setattr(small, "CHECKS", checks)
    assert run(RIGHT) is None
    shown = capsys.readouterr().out
    assert shown.startswith("? pad2d: 6 of 7 cases pass.\n") and "nobody knows" in shown
    calls = "def cross_correlate2d(image, kernel):\n    return pad2d(image, 0)\n"
    assert "First" not in run(RIGHT + calls, "cross_correlate2d")  # pad2d may well be right
    assert "First" in run(RIGHT.replace("np.pad", "len") + calls, "cross_correlate2d")


def test_an_unknown_check():
    assert "no check 'pad3d'" in run("", "pad3d")


@pytest.mark.parametrize("wrap", [functools.partial, functools.lru_cache])
def test_wrapped_functions_of_the_course(wrap):
    assert "comes from the package" in run("", pad2d=wrap(loops.pad2d))


def test_student_output_and_globals_do_not_disturb(capsys):
    assert run(RIGHT + "    print('never')\nprint('hello')\nx = case = verdict = 3") is None
    assert capsys.readouterr().out == "hello\n✓ pad2d: all 6 cases pass.\n"


def test_ipython_shows_the_message_alone(capsys):
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    shell.run_cell("from cnncourse.checks import check")
    shell.run_cell("def pad2d(x, padding):\n    return 2 * x")
    result = shell.run_cell("check('pad2d')")
    assert isinstance(result.error_in_exec, AssertionError)
    shown = capsys.readouterr().out
    assert "✗ pad2d: " in shown
    assert "Problem  it has shape (3, 3), expected (5, 5)" in shown
    assert "Traceback" not in shown and "notebook.py" not in shown and "def check" not in shown
