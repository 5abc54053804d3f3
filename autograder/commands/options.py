"""What the commands share: names of assignments, the course folder, how paths are shown."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from autograder.course import Course, CourseError, project_root
from cnncourse.common.texts import counted


def add_command(
    commands, name, summary, run, *, assignments=True, course=True, resumes=True, epilog=None
):
    """Describe a command to argparse.

    Parameters
    ----------
    commands : argparse's subparsers
    name, summary : str
    run : callable
        Takes the parsed options and returns the exit code, or None for 0.
    assignments, course : bool
        Whether the command takes names of assignments, and `--course`.
    resumes : bool
        Whether the same command resumes after it was stopped.
    epilog : str, optional

    Returns
    -------
    argparse.ArgumentParser
    """
    description = summary[0].upper() + summary[1:] + "."
    parser = commands.add_parser(name, help=summary, description=description, epilog=epilog)
    parser.set_defaults(run=run, resumes=resumes)
    if assignments:
        parser.add_argument("names", nargs="*", metavar="ASSIGNMENT", help="default: all")
    if course:
        parser.add_argument(
            "--course", type=Path, metavar="DIR", help="nbgrader's course folder (_build/course)"
        )
    return parser


def course_of(options):
    """Return the course folder that the command line names, or the default."""
    return Course(options.course or project_root() / "_build" / "course")


def chosen(options, existing):
    """Return the assignments that the command line names, or all.

    Raises
    ------
    CourseError
        If one of them does not exist, or there are none at all.
    """
    if unknown := [name for name in options.names if name not in existing]:
        names = ", ".join(existing) or "none"
        raise CourseError(f"there is no assignment {', '.join(unknown)} (there are: {names})")
    if not existing:
        raise CourseError("there is no assignment yet: run `python -m autograder release` first")
    return options.names or existing


def graded_of(options, names, is_graded):
    """Leave out the assignments for which nobody is graded, unless the command line names them.

    Parameters
    ----------
    options : argparse.Namespace
    names : list of str
        From `chosen`.
    is_graded : callable
        Takes a name and returns whether anybody is graded.

    Returns
    -------
    graded, left_out : list of str
        If nobody is graded at all, nothing is left out: the command then reports that.
    """
    if options.names:
        return names, []
    graded = [name for name in names if is_graded(name)]
    return (graded, [name for name in names if name not in graded]) if graded else (names, [])


def list_left_out(course, names):
    """Print, on one line, the assignments that are not graded and their submission counts."""
    if names:
        handed = {name: counted(len(course.submissions(name)), "submission") for name in names}
        each = ", ".join(f"{name} ({count})" for name, count in handed.items())
        print(f"nobody is graded yet: {each}", file=sys.stderr)


def with_course(text, options):
    """Add `--course`, if it was given, to the commands that a message suggests."""
    if getattr(options, "course", None) is None:
        return text
    command = r"`python -m autograder (?!new|verify|doctor)(\w+)"
    where = shlex.quote(str(options.course))
    return re.sub(command, lambda found: f"{found[0]} --course {where}", text)


def short(path):
    """Shorten a path inside the working directory to its relative form."""
    try:
        return Path(path).relative_to(Path.cwd())
    except ValueError:
        return path
