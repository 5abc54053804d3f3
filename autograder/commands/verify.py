"""`python -m autograder verify`."""

from __future__ import annotations

from autograder.commands.options import add_command, chosen
from autograder.course import project_root


def add(commands):
    """Describe the command."""
    summary = "try every check on right and on wrong answers"
    add_command(commands, "verify", summary, run, course=False)


def run(options):
    """Try the checks and print what they accept and reject."""
    from autograder.authoring.verify import print_table, verify

    folder = project_root() / "solutions"
    names = [path.parent.name for path in sorted(folder.glob("*/assignment.md"))]
    rows = verify(folder, chosen(options, names))
    return 1 if print_table(rows) else 0
