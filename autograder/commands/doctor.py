"""`python -m autograder doctor`."""

from __future__ import annotations

from autograder.commands.options import add_command


def add(commands):
    """Describe the command."""
    summary = "report how this machine isolates student code, and try to break out"
    parser = add_command(
        commands, "doctor", summary, run, assignments=False, course=False, resumes=False
    )
    parser.add_argument("--quick", action="store_true", help="report only, without trying")


def run(options):
    """Report the isolation and test it."""
    from autograder.sandbox.doctor import examine

    return examine(quick=options.quick)
