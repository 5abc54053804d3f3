"""`python -m autograder solutions`."""

from __future__ import annotations

from autograder.commands import build
from autograder.commands.options import add_command, course_of, short


def add(commands):
    """Describe the command."""
    summary = "write solved notebooks, with outputs, into _build/solved/"
    add_command(commands, "solutions", summary, run)


def run(options):
    """Build the instructor notebooks, and write them solved and executed."""
    from autograder.authoring.solved import write_solved

    build.run(options)
    course = course_of(options)
    for name in options.names or sorted(p.name for p in (course.root / "source").iterdir()):
        target = course.root.parent / "solved" / f"{name}.ipynb"
        write_solved(course, name, target)
        print(f"solved {short(target)}")
