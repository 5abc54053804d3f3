"""*Run all*: a notebook continues past whatever a student's cells hold."""

from __future__ import annotations

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from cnncourse.checks import CheckFailed, check, progress, run_all

pytestmark = pytest.mark.usefixtures("small_assignment")

STUB = "def pad2d(x):\n    raise NotImplementedError()"
BROKEN = "def pad2d(x):\n    return x / 0"
UNREADABLE = "def pad2d(x, padding)\n    return x"
NOT_PYTHON = "line 1 of its cell is not valid Python: expected ':'"


def make_shell():
    return InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))


@pytest.fixture
def shell():
    """A shell that has imported `check`, as every assignment does."""
    shell = make_shell()
    run_all.watch(shell)
    shell.user_ns |= {"check": check, "progress": progress}
    return shell


def test_an_unwritten_function_is_named_in_one_line(shell, capsys):
    shell.run_cell(STUB)
    assert shell.run_cell("seen = 1\nprint(pad2d(3))\nseen = 2").success
    shown = capsys.readouterr()
    assert shown.out == "○ This cell needs `pad2d`, which is not written yet.\n"
    assert shown.err == "" and shell.user_ns["seen"] == 1


def test_a_variable_of_a_cell_that_could_not_run_is_named_in_one_line(shell, capsys):
    shell.run_cell(STUB)
    shell.run_cell("first, padded = 1, pad2d(3)\n%time rest = 2")
    capsys.readouterr()
    assert shell.run_cell("print(padded)").success
    shown = capsys.readouterr()
    assert shown.out == "○ This cell needs `padded`, which an earlier cell could not make.\n"
    assert shown.err == ""
    shell.run_cell("paded")
    assert "NameError" in capsys.readouterr().err
    shell.run_cell("padded = 4\ndel padded\nif False: late = 1")
    shell.run_cell("late")
    assert "needs `late`" in capsys.readouterr().out


def test_so_is_one_that_another_function_calls(shell, capsys):
    shell.run_cell(STUB + "\n\ndef helper(x):\n    return [pad2d(one) for one in x]")
    assert shell.run_cell("sorted([1], key=lambda one: helper([one]))").success
    assert "needs `pad2d`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (BROKEN + "\npad2d(3)", "ZeroDivisionError"),
        ("1 / 0", "ZeroDivisionError"),
        ("out, cache = None", "TypeError"),
        ("raise NotImplementedError('mine')", "NotImplementedError"),
        ("import no_such_module", "ModuleNotFoundError"),
        ("import asyncio\nasyncio.AbstractEventLoop().run_forever()", "NotImplementedError"),
        ("compile('1 +', 'text', 'exec')", "SyntaxError"),
    ],
)
def test_an_error_is_shown_on_stderr_and_the_run_continues(shell, capsys, source, error):
    result = shell.run_cell(source)
    shown = capsys.readouterr()
    assert result.success and shown.out == ""
    assert shown.err.startswith(run_all.ENDED + "\n") and error in shown.err


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (UNREADABLE, "SyntaxError: expected ':'"),
        ("def pad2d(x):\n    return (x", "return (x"),
        ("for i in range(3):\nprint(i)", "IndentationError"),
    ],
)
def test_what_is_not_python_is_shown_where_it_is_and_the_run_continues(shell, capsys, source, told):
    result = shell.run_cell(source)
    shown = capsys.readouterr()
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown.err)  # colours
    assert result.success and shown.out == ""
    assert plain.startswith(run_all.ENDED + "\n") and told in plain and "^" in plain
    assert "Traceback" not in plain and "ast_parse" not in plain


def test_check_progress_and_later_cells_say_which_line_is_not_python(shell, capsys):
    shell.run_cell(UNREADABLE)
    capsys.readouterr()
    assert shell.run_cell("print(pad2d(3))").success
    assert capsys.readouterr().out == f"○ This cell needs `pad2d`: {NOT_PYTHON}.\n"
    assert shell.run_cell("check('pad2d')").success
    assert capsys.readouterr().err.startswith(
        f"✗ pad2d: {NOT_PYTHON}.\n  Nothing in that cell has run"
    )
    assert shell.run_cell("progress({'pad2d': 2})").success
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == f"  pad2d   ✗ 0 of 2   {NOT_PYTHON}"
    assert rows[-1].startswith("Next: fix `pad2d`")


def test_an_earlier_version_does_not_stand_in_for_a_cell_that_is_not_python(shell, capsys):
    good = "import numpy as np\ndef pad2d(x, padding):\n    return np.pad(x, padding)"
    shell.run_cell(good)
    shell.run_cell(UNREADABLE)
    shell.run_cell("check('pad2d')")
    assert NOT_PYTHON in capsys.readouterr().err
    shell.run_cell(good)
    shell.run_cell("check('pad2d')")
    assert "not valid Python" not in capsys.readouterr().err


def test_an_unfinished_line_is_named(shell, capsys):
    shell.run_cell("def pad2d(x, padding):\n    y = (x")
    shell.run_cell("check('pad2d')")
    told = r"✗ pad2d: line 2 of its cell is not (finished|valid Python: '\(' was never closed)\."
    assert re.search(told, capsys.readouterr().err)  # the latter in Python 3.10


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def pad2d(x):\n    raise KeyboardInterrupt\npad2d(1)", KeyboardInterrupt),
        (BROKEN + "\ncheck('pad2d', strict=True)", CheckFailed),
        ("def pad2d(x, padding):\n    raise KeyboardInterrupt\ncheck('pad2d')", CheckFailed),
    ],
)
def test_interrupts_and_strict_checks_stop_the_run(shell, capsys, source, error):
    result = shell.run_cell(source)
    assert not result.success and isinstance(result.error_in_exec, error)
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    "source", ["1 / 0", UNREADABLE, STUB + "\npad2d(1)", "import no_such_module"]
)
def test_a_notebook_without_checks_stops_at_every_error(shell, capsys, source):
    del shell.user_ns["check"]
    assert not shell.run_cell(source).success
    shown = capsys.readouterr()
    assert "Error" in shown.out and shown.err == ""


def test_existing_hooks_stay(capsys):
    shell = make_shell()
    shell.set_custom_exc((ImportError,), lambda self, *error, tb_offset=None: print("theirs"))
    for _ in range(2):  # the second time does nothing
        run_all.watch(shell)
    shell.user_ns["check"] = check
    assert shell.run_cell("import no_such_module").success
    assert shell.run_cell("def f():\n    raise NotImplementedError\nf()").success
    told = capsys.readouterr().out.splitlines()
    assert told == ["theirs", "○ This cell needs `f`, which is not written yet."]


def test_without_a_shell_nothing_happens(monkeypatch):
    monkeypatch.setattr(run_all, "_running", lambda: None)
    run_all.watch()
