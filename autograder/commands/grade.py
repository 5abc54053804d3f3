"""`python -m autograder grade`."""

from __future__ import annotations

import sys

from autograder.commands.options import add_command, chosen, course_of, with_course
from autograder.commands.report import show_grades
from autograder.course import CourseError

CODES = """Submissions that have not changed since the last run are not run again, and an
interrupted run resumes where it stopped. Exit codes: 0, every grade was written, and the table
shows which students need review; 1, some grades are missing, through no fault of the students
(read the message and run the command again); 2, nothing could be done; 130, stopped with Ctrl-C
(finished work is kept)."""


def add(commands):
    """Describe the command."""
    summary = "grade what is in submitted/ and print the grades"
    parser = add_command(commands, "grade", summary, run, epilog=CODES)
    parser.add_argument("--students", nargs="+", metavar="NAME", help="grade only these")
    parser.add_argument(
        "--json", metavar="FILE", help="also write the grades as JSON (- writes to stdout)"
    )
    parser.add_argument(
        "--allow-unsandboxed",
        action="store_true",
        help="grade even without a sandbox; the students' code then runs with your rights",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="submissions at a time (default: one per core)"
    )
    parser.add_argument(
        "--force", action="store_true", help="also rerun submissions that have not changed"
    )
    parser.add_argument(
        "--new-cases",
        action="store_true",
        help="draw new secret cases for new and changed submissions, or for all if seeds.json is "
        "lost; this happens automatically once feedback has been written",
    )


def run(options):
    """Grade the class, print the grades, and report what failed."""
    from autograder.grading.class_run import grade_class

    course = course_of(options)
    if options.jobs is not None and options.jobs < 1:
        raise CourseError(f"--jobs takes a positive whole number, not {options.jobs}")
    names = chosen(options, course.released())
    if not options.names:  # some released assignments may have no submissions yet
        names = [name for name in names if course.submissions(name)] or names
    list_outdated(course, names, options)
    results = {}
    for name in names:
        results[name] = grade_class(
            course,
            name,
            students=options.students,
            allow_unsandboxed=options.allow_unsandboxed,
            jobs=options.jobs,
            force=options.force,
            new_cases=options.new_cases,
        )
    if graded := [name for name in names if results[name].graded]:
        show_grades(course, graded, options)
    if options.json != "-":
        print("\n".join(f"{name}: {summary(results[name])}" for name in names))
    failed = [name for name in names if list_failures(name, results[name], options)]
    return 1 if failed else 0


def list_outdated(course, names, options):
    """Warn about assignments whose source has changed since they were released."""
    from autograder.grading.report import outdated

    for name in outdated(course, names):
        told = (
            f"{name}: solutions/{name} has changed since it was released: to grade with the "
            "change, run `python -m autograder release`, then `grade`"
        )
        print(with_course(told, options), file=sys.stderr)


def summary(result):
    """Summarize a class run: how many submissions were new, and how fast they were graded.

    Parameters
    ----------
    result : ClassResult

    Returns
    -------
    str
    """
    lost, unwritten = (set().union(*one.values()) for one in (result.again, result.unwritten))
    new = result.graded - result.kept - len(lost - unwritten)
    unchanged = f"{result.kept} unchanged, " if result.kept else ""
    rate = f" ({new / result.seconds:.1f} a second)" if new else ""
    return f"{unchanged}{new} newly graded in {result.seconds:.1f} s{rate}"


def list_failures(name, result, options):
    """List the students whose grade is missing, and why; return whether there are any."""
    from autograder.grading.report import listed

    if result.misplaced:
        entries = listed(result.misplaced)
        print(f"{name}: not graded, no folder {name} in: {entries}", file=sys.stderr)
    for what, by_reason in (
        ("not graded", result.again),
        ("not written into the gradebook", result.unwritten),
    ):
        for reason, students in by_reason.items():
            line = f"{name}: {what}: {listed(students)} ({with_course(reason, options)})"
            print(line, file=sys.stderr)
    return bool(result.again or result.unwritten)
