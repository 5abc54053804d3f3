"""Helpers for testing the command line."""

from __future__ import annotations

import signal
import subprocess
import sys

from cnncourse.__main__ import main

FILES = ["checkpoint.npz", "confusion_matrix.png", "history.csv", "learning_curve.png"]
SHORT = ["--epochs", "2", "--batch-size", "64", "--lr", "0.05"]


def run(*arguments):
    """Run the command line in this process, and return the exit code."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code


def refused(capsys, *arguments, begun=False):
    """Run a command that must fail with exit code 2, and return its one line of error."""
    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("settings, from") if begun else printed.out == ""
    assert printed.err.count("\n") == 1 and printed.err.endswith("\n")
    return printed.err.strip()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def start(*arguments):
    # A shell that runs the tests in the background would make the process ignore Ctrl-C.
    return subprocess.Popen(
        [sys.executable, "-m", "cnncourse", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
