"""`python -m autograder verify`."""

from __future__ import annotations

from autograder.commands.options import add_command, chosen
from autograder.course import CourseError, project_root


def add(commands):
    """Describe the command."""
    summary = "try every check on right and on wrong answers"
    parser = add_command(commands, "verify", summary, run, course=False, resumes=False)
    parser.add_argument("--check", nargs="+", metavar="NAME", help="try only these checks")
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="try them on mutants of their references instead, made by machine",
    )


def run(options):
    """Try the checks and print what they accept and reject."""
    from autograder.authoring import build

    solutions = project_root() / "solutions"
    names = chosen(options, build.assignments(solutions))
    checks = [check for name in names for check in build.known_checks(name, solutions / name)]
    if unknown := [check for check in options.check or [] if check not in checks]:
        raise CourseError(
            f"there is no check {', '.join(unknown)} (there are: {', '.join(checks)})"
        )
    if options.mutants:
        from autograder.authoring.verify_mutants import print_mutants, try_mutants

        bad = print_mutants(try_mutants(solutions, names, checks=options.check))
    else:
        from autograder.authoring.verify import print_table, try_checks

        bad = print_table(try_checks(solutions, names, checks=options.check))
    return 1 if bad else 0
