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
        Those of the command line if omitted.

    Returns
    -------
    int
        The exit code: 0, 2 for a request that cannot be met, 130 after Ctrl-C.
    """
    try:
        from cnncourse.commands.option_names import option_of
        from cnncourse.common.errors import Refused

        asked = build_parser().parse_args(arguments)
        try:
            return asked.command(asked)
        except Refused as error:
            return complain(asked.name, error.message(partial(option_of, vars(asked))))
        except MemoryError:
            return complain(asked.name, "not enough memory: choose smaller images or networks")
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            return complain(asked.name, f"{place}{error.strerror}")
    except KeyboardInterrupt:
        print("stopped before anything was kept: begin again by the same command", file=sys.stderr)
        return INTERRUPTED


def complain(name, problem):
    """Say in one line what is wrong, and give the exit code."""
    print(f"python -m cnncourse {name}: {' '.join(str(problem).split())}", file=sys.stderr)
    return REFUSED


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message):
        self.exit(REFUSED, f"{self.prog}: {message} (--help lists what there is)\n")


def build_parser():
    """Describe the commands."""
    from cnncourse.commands import (
        compare,
        experiment,
        summary,
        train,
    )  # here, because numpy takes a second

    parser = Parser(
        prog="python -m cnncourse",
        description="Train networks, and count them.",
    )
    commands = parser.add_subparsers(required=True, dest="name", metavar="COMMAND")
    for command in (train, summary, compare, experiment):
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
