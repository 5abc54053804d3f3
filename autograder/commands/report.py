"""`python -m autograder report`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from autograder.commands.options import (
    add_command,
    chosen,
    course_of,
    graded_of,
    list_left_out,
    with_course,
)
from autograder.course import write_atomically


def add(commands):
    """Describe the command."""
    parser = add_command(commands, "report", "print the grades in the gradebook", run)
    parser.add_argument(
        "--json", metavar="FILE", help="also write the grades as JSON (- writes to stdout)"
    )
    parser.add_argument("--all", action="store_true", help="list everybody even in a large class")


def run(options):
    """Print the grades, and list the students who are not graded yet."""
    from autograder.grading.report import is_graded

    course = course_of(options)
    names = chosen(options, course.released())
    names, left_out = graded_of(options, names, lambda name: is_graded(course, name))
    grades = show_grades(course, names, options)
    for name in names:
        graded = {row["student"] for row in grades[name]}
        list_ungraded(name, set(course.submissions(name)) - graded)
    list_left_out(course, left_out)


def list_ungraded(name, students):
    """List the students with a submission but without a grade."""
    from autograder.grading.report import listed

    if students:
        told = f"{len(students)} submitted but not graded yet: {listed(students)}"
        print(f"{name}: {told}", file=sys.stderr)


def show_grades(course, names, options):
    """Print the grades, and write them as JSON if asked to.

    Returns
    -------
    dict of str to list of dict
        The grades by assignment; see `autograder.grading.report.rows`.
    """
    from autograder.grading.report import rows, table

    grades = {name: rows(course, name) for name in names}
    students, everybody = getattr(options, "students", None), getattr(options, "all", False)
    if students:
        grades = {
            name: [row for row in grades[name] if row["student"] in students] for name in names
        }
    text = json.dumps(grades, indent=1)
    if options.json == "-":
        print(text)
        return grades
    if options.json:
        write_atomically(Path(options.json), text.encode())
    tables = [table(name, grades[name], everybody=everybody) for name in names if grades[name]]
    print(with_course("\n\n".join(tables), options))
    return grades
