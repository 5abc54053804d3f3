"""`python -m autograder feedback`."""

from __future__ import annotations

from autograder.commands.options import (
    add_command,
    chosen,
    course_of,
    graded_of,
    list_left_out,
    short,
)
from autograder.commands.release import list_older_grades
from cnncourse.common.texts import counted


def add(commands):
    """Describe the command."""
    summary = "write a feedback page for every graded student into feedback/"
    add_command(commands, "feedback", summary, run)


def run(options):
    """Write the feedback pages; the exit code is 1 if a student got none."""
    from autograder.grading.report import listed, waiting_students
    from autograder.pages.feedback import graded_students, write_feedback

    course = course_of(options)
    names = chosen(options, course.released())
    names, left_out = graded_of(options, names, lambda name: graded_students(course, name))
    complete = True
    for name in names:
        pages = write_feedback(course, name)
        complete &= len(pages) == len(graded_students(course, name))
        print(f"{name}: {counted(len(pages), 'page')} in {short(course.root / 'feedback')}")
        if students := waiting_students(course, name):
            print(f"{name}: still waiting for review: {listed(students)}")
    list_older_grades(course, names)
    list_left_out(course, left_out)
    return 0 if complete else 1
