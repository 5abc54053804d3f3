"""`python -m autograder sample`."""

from __future__ import annotations

from autograder.commands.options import add_command, chosen, course_of, short
from autograder.course import project_root
from cnncourse.common.texts import counted


def add(commands):
    """Describe the command."""
    add_command(commands, "sample", "write the sample class into submitted/", run)


def run(options):
    """Write the sample class."""
    from autograder.authoring.sample import write_sample_class

    course = course_of(options)
    names = chosen(options, course.released())
    count = write_sample_class(course, project_root() / "solutions", names)
    print(f"wrote {counted(count, 'submission')} into {short(course.root / 'submitted')}")
