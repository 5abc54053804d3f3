"""`python -m autograder grade`."""

from __future__ import annotations

import sys

from autograder.commands.options import add_command, chosen, course_of, with_course
from autograder.commands.report import show_grades
from autograder.course import CourseError

CODES = """Submissions that did not change since the last run are not run again, and a run that was
stopped, however that happened, resumes where it was. Exit code 0: every grade is written, and the
table says who needs a person; 1: some grades are not, through no fault of the students: read the
message and run it again; 2: nothing could be done; 130: stopped with Ctrl-C, finished work is
kept."""


def add(commands):
    """Describe the command."""
    summary = "grade what is in submitted/ and print the grades"
    parser = add_command(commands, "grade", summary, run, epilog=CODES)
    parser.add_argument("--students", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("--json", metavar="FILE", help="also write the grades as JSON (- prints)")
    parser.add_argument(
        "--allow-unsandboxed",
        action="store_true",
        help="grade even without a sandbox; the students' code then runs with your rights",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="submissions at a time (default: one for each core)"
    )
    parser.add_argument(
        "--force", action="store_true", help="also run submissions that did not change"
    )
    parser.add_argument(
        "--new-cases",
        action="store_true",
        help="draw new secret cases for new and changed submissions, or for all if seeds.json is "
        "lost; after feedback was given, this happens by itself",
    )


def run(options):
    """Grade the class, print the grades, and report what failed."""
    from autograder.grading.class_run import grade_class

    course = course_of(options)
    if options.jobs is not None and options.jobs < 1:
        raise CourseError(f"--jobs takes a whole number above 0, not {options.jobs}")
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
    """Warn if the source of an assignment changed since it was released."""
    from autograder.grading.report import outdated

    for name in outdated(course, names):
        told = (
            f"{name}: solutions/{name} changed since it was released: to grade with the change, "
            "run `python -m autograder release`, then `grade`"
        )
        print(with_course(told, options), file=sys.stderr)


def summary(result):
    """Summarize a class run: how many are new, and how fast.

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
