"""`python -m autograder build`."""

from __future__ import annotations

from autograder.commands.options import add_command, chosen, course_of, short
from autograder.course import project_root


def add(commands):
    """Describe the command."""
    add_command(commands, "build", "write the instructor notebooks into source/", run)


def run(options):
    """Build the instructor notebooks."""
    from autograder.authoring import build

    root, course = project_root(), course_of(options)
    names = chosen(options, build.assignments(root / "solutions"))
    url = build.repository_url(root)
    for path in build.build_assignments(root / "solutions", course, names, repository=url):
        print(f"built {short(path)}")
