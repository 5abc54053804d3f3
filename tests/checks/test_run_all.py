"""*Run all*: a notebook continues past unsolved exercises; other errors stop it."""

from __future__ import annotations

import pytest
import small
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from cnncourse.checks import run_all

STUB = "def pad2d(x):\n    raise NotImplementedError()"
BROKEN = "def pad2d(x):\n    return x / 0"


@pytest.fixture
def shell(monkeypatch):
    """A shell that watches for the exercises of `small`."""
    monkeypatch.setattr(run_all, "assignments", lambda: [small.ASSIGNMENT])
    monkeypatch.setattr(run_all, "names", small.names)
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    run_all.watch(shell)
    return shell


def test_an_unwritten_function_is_named_in_one_line(shell, capsys):
    shell.run_cell(STUB)
    assert shell.run_cell("seen = 1\nprint(pad2d(3))\nseen = 2").success
    shown = capsys.readouterr()
    assert shown.out == "○ This cell needs `pad2d`, which is not written yet.\n"
    assert shown.err == "" and shell.user_ns["seen"] == 1


def test_so_is_one_that_another_function_calls(shell, capsys):
    shell.run_cell(STUB + "\n\ndef helper(x):\n    return [pad2d(one) for one in x]")
    assert shell.run_cell("sorted([1], key=lambda one: helper([one]))").success
    assert "needs `pad2d`" in capsys.readouterr().out


def test_an_error_in_an_exercise_is_shown_and_the_run_continues(shell, capsys):
    shell.run_cell(BROKEN)
    assert shell.run_cell("pad2d(3)").success
    shown = capsys.readouterr().out
    assert "ZeroDivisionError" in shown and "division by zero" in shown


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1 / 0", ZeroDivisionError),
        ("def other():\n    1 / 0\nother()", ZeroDivisionError),
        ("raise NotImplementedError('mine')", NotImplementedError),
        ("def pad2d(x):\n    raise KeyboardInterrupt\npad2d(1)", KeyboardInterrupt),
        ("import no_such_module", ModuleNotFoundError),
    ],
)
def test_other_errors_stop_the_run(shell, capsys, source, error):
    result = shell.run_cell(source)
    assert not result.success and isinstance(result.error_in_exec, error)
    assert error.__name__ in capsys.readouterr().out


def test_a_syntax_error_stops_the_run(shell):
    assert not shell.run_cell("def pad2d(x:").success


def test_the_same_error_of_a_library_is_shown_as_usual(shell, capsys):
    result = shell.run_cell("import asyncio\nasyncio.AbstractEventLoop().run_forever()")
    assert not result.success and "NotImplementedError" in capsys.readouterr().out


def test_existing_hooks_stay(capsys):
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    shell.set_custom_exc((ImportError,), lambda self, *error, tb_offset=None: print("theirs"))
    for _ in range(2):  # the second time does nothing
        run_all.watch(shell)
    assert shell.custom_exceptions == (NotImplementedError, ImportError)
    shell.run_cell("import no_such_module")
    shell.run_cell("def f():\n    raise NotImplementedError\nf()")
    told = capsys.readouterr().out.splitlines()
    assert told == ["theirs", "○ This cell needs `f`, which is not written yet."]
    shell.run_cell("raise NotImplementedError()")
    assert "Traceback" in capsys.readouterr().out


def test_without_a_shell_nothing_happens(monkeypatch):
    monkeypatch.setattr(run_all, "_running", lambda: None)
    run_all.watch()
