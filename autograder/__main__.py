"""The instructor's commands: `python -m autograder --help`."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from autograder.commands import (
    build,
    doctor,
    feedback,
    grade,
    new,
    release,
    report,
    sample,
    solutions,
    verify,
)
from autograder.commands.options import with_course
from autograder.course import CourseError
from autograder.startup import skip_address_grammar

COMMANDS = (new, build, release, grade, feedback, report, verify, solutions, sample, doctor)
IMPOSSIBLE, INTERRUPTED = 2, 130


def build_parser():
    """Describe the commands."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder",
        description="Build, release and grade the assignments, in nbgrader's own folders.",
        epilog="A usual round: release, collect into submitted/, grade, feedback.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def main(arguments=None):
    """Run a command.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line if omitted.

    Returns
    -------
    int
        The exit code: 0; 1 if something failed; 2 if nothing could be done; 130 after Ctrl-C.
    """
    options = build_parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except CourseError as error:
        print(f"error: {with_course(str(error), options)}", file=sys.stderr)
        return IMPOSSIBLE
    except OSError as error:
        print(f"error: {error.filename or 'the system'}: {error.strerror}", file=sys.stderr)
        return IMPOSSIBLE
    except KeyboardInterrupt as stop:
        if options.resumes:
            return stopped(*stop.args, forced=getattr(options, "force", False))
        print("stopped", file=sys.stderr)
        return INTERRUPTED


def stopped(done="", *, forced=False):
    """Report that Ctrl-C ended a command, and how much was done if that is known."""
    progress = f" ({done})" if done else ""
    again = "the same command without --force" if forced else "the same command"
    print(f"stopped{progress}; finished work is kept, run {again} to resume", file=sys.stderr)
    return INTERRUPTED


if __name__ == "__main__":
    skip_address_grammar()
    try:
        code = main()
        sys.stdout.flush()
    except KeyboardInterrupt:  # while printing
        code = stopped()
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))  # only the exit is left
    sys.exit(code)
