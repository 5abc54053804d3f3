"""`python -m autograder release`."""

from __future__ import annotations

import sys

from autograder.commands.options import add_command, chosen, course_of, short
from autograder.course import project_root


def add(commands):
    """Describe the command."""
    summary = "build, and have nbgrader write the students' notebooks into release/"
    add_command(commands, "release", summary, run)


def run(options):
    """Build and release the assignments."""
    from autograder.authoring import build
    from autograder.authoring.release import build_and_release

    root, course = project_root(), course_of(options)
    names = chosen(options, build.assignments(root / "solutions"))
    url = build.repository_url(root)
    paths = build_and_release(root / "solutions", course, names, repository=url)
    for number, path in enumerate(paths):
        print(f"{'built' if number < len(names) else 'released'} {short(path)}")
    list_older_grades(course, names)


def list_older_grades(course, names):
    """List the students who were graded on an older release with other points."""
    from autograder.grading.report import OLDER, graded_before, listed

    for name in names:
        if students := graded_before(course, name):
            print(f"{name}: {OLDER}: {listed(students)}", file=sys.stderr)
