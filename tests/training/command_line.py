"""The command line in this process, for tests of it."""

from __future__ import annotations

from cnncourse.__main__ import main


def run(*arguments):
    """Run the command line in this process, and give the exit code."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code


def refused(capsys, *arguments, begun=False):
    """Run what must be refused: exit code 2 and one line, which is given back."""
    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("settings, from") if begun else printed.out == ""
    assert printed.err.count("\n") == 1 and printed.err.endswith("\n")
    return printed.err.strip()
