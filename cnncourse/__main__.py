"""The command line: `python -m cnncourse train lenet5 --data digits`."""

from __future__ import annotations

import argparse
import sys
from functools import partial

REFUSED, INTERRUPTED = 2, 130


def main(arguments=None):
    """Run a command.

    Parameters
    ----------
    arguments : list of str, optional
        Taken from the command line if omitted.

    Returns
    -------
    int
        Exit code: 0, 2 for a request that cannot be met, 130 after Ctrl-C.
    """
    try:
        from cnncourse.commands.option_names import option_of
        from cnncourse.common.errors import Refused

        args = build_parser().parse_args(arguments)
        try:
            return args.command(args)
        except Refused as error:
            return complain(args.name, error.message(partial(option_of, vars(args))))
        except MemoryError:
            problem = "not enough memory: choose smaller images or a smaller network"
            return complain(args.name, problem)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            return complain(args.name, f"{place}{error.strerror}")
    except KeyboardInterrupt:
        print("stopped before anything was saved: run the command again", file=sys.stderr)
        return INTERRUPTED


def complain(name, problem):
    """Print the problem on one line, and return the exit code."""
    print(f"python -m cnncourse {name}: {' '.join(str(problem).split())}", file=sys.stderr)
    return REFUSED


class Parser(argparse.ArgumentParser):
    """A parser that reports errors on one line."""

    def error(self, message):
        self.exit(REFUSED, f"{self.prog}: {message} (--help lists the options)\n")


def build_parser():
    """Build the parser for all commands."""
    from cnncourse.commands import (
        compare,
        experiment,
        summary,
        train,
    )  # imported here because numpy takes a second

    parser = Parser(
        prog="python -m cnncourse",
        description="Train networks, summarize and compare them, and carry out experiments.",
    )
    commands = parser.add_subparsers(required=True, dest="name", metavar="COMMAND")
    for command in (train, summary, compare, experiment):
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
