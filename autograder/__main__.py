"""The instructor's commands: `python -m autograder --help`."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import sys
from pathlib import Path

from autograder.course import Course, CourseError, project_root, write_atomically
from autograder.grading.workers import without_address_grammar

CODES = """What did not change since the last time is not run again, and a run that was stopped,
no matter how, goes on where it was. Exit code 0: every grade is written, and the table says who
needs a person; 1: some grades are not, through no fault of the students: look at the message, run
it again; 2: nothing could be done; 130: stopped with Ctrl-C, what was finished is kept."""


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m autograder",
        description="Build, release and grade the assignments, in nbgrader's own folders.",
        epilog="A usual round: release, then collect into submitted/, then grade, then feedback.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, does, *, course=True, epilog=None):
        doing = does[0].upper() + does[1:] + "."
        sub = commands.add_parser(name, help=does, description=doing, epilog=epilog)
        sub.add_argument("names", nargs="*", metavar="ASSIGNMENT", help="default: all of them")
        if course:
            sub.add_argument(
                "--course", type=Path, metavar="DIR", help="nbgrader's folder (_build/course)"
            )
        return sub

    doing = "make a new assignment with one exercise that works"
    making = commands.add_parser("new", help=doing, description=f"{doing.capitalize()}.")
    making.add_argument("name", metavar="NN_topic", help="such as 02_geometry")
    command("build", "write the instructor notebooks into source/")
    command("release", "build, and let nbgrader write the students' notebooks into release/")
    grading = command("grade", "grade what is in submitted/ and print the grades", epilog=CODES)
    grading.add_argument("--students", nargs="+", metavar="NAME", help="only these")
    grading.add_argument("--json", metavar="FILE", help="write the grades as JSON too (- prints)")
    grading.add_argument(
        "--allow-unsandboxed",
        action="store_true",
        help="grade also where there is no sandbox; the students' code then runs with your rights",
    )
    grading.add_argument(
        "--jobs", type=int, metavar="N", help="submissions at a time (default: one a core)"
    )
    grading.add_argument(
        "--force", action="store_true", help="run also what did not change since the last time"
    )
    command("feedback", "write a feedback page for every graded student into feedback/")
    reporting = command("report", "print the grades that are in the gradebook")
    reporting.add_argument("--json", metavar="FILE", help="write the grades as JSON too (- prints)")
    reporting.add_argument(
        "--all", action="store_true", help="list everybody, also of a large class"
    )
    verifying = command("verify", "try every check on right and on wrong answers", course=False)
    verifying.add_argument("--check", nargs="+", metavar="NAME", help="only these")
    verifying.add_argument(
        "--mutants",
        action="store_true",
        help="try them on machine-made mutants of their references instead",
    )
    command(
        "solutions",
        "write solved notebooks, with outputs, into _build/solved/",
    )
    command("sample", "write the sample class into submitted/")
    doing = "say what isolation this machine gives to student code, and try to break out of it"
    doctor = commands.add_parser("doctor", help=doing, description=doing.capitalize() + ".")
    doctor.add_argument("--quick", action="store_true", help="say it, and do not try")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    try:
        return COMMANDS[options.command](options) or 0
    except CourseError as error:
        print(f"error: {_with_course(str(error), options)}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {error.filename or 'the system'}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        if options.command in KEEPS_NOTHING:
            print("stopped", file=sys.stderr)
            return 130
        return _stopped(*stop.args)


def _stopped(done=""):
    """Say that Ctrl-C ended a command, and what is done, where that is known."""
    how_far = f" ({done})" if done else ""
    print(
        f"stopped{how_far}; what was finished is kept, run the same command to go on",
        file=sys.stderr,
    )
    return 130


def _with_course(text, options):
    """Name the course folder in the commands that a message tells to run, if one was named."""
    if getattr(options, "course", None) is None:
        return text
    command, where = (
        r"`python -m autograder (?!new|verify|doctor)(\w+)",
        shlex.quote(str(options.course)),
    )
    return re.sub(command, lambda found: f"{found[0]} --course {where}", text)


def _course(options):
    return Course(options.course or project_root() / "_build" / "course")


def _names(options, known):
    """Return the assignments that the command line names, or all."""
    if unknown := [name for name in options.names if name not in known]:
        there = ", ".join(known) or "none"
        raise CourseError(f"there is no assignment {', '.join(unknown)} (there are: {there})")
    if not known:
        raise CourseError("there is no assignment yet: run `python -m autograder release` first")
    return options.names or known


def new(options):
    from autograder.authoring.new import new_assignment

    for path in new_assignment(project_root(), options.name):
        print(f"made {_short(path)}")
    print(
        f"It works: try `python -m autograder verify {options.name}`. Now put your own exercises\n"
        "in place of the example: a function in exercises.py, its cases in cases.py, its check in\n"
        "checks.py, its right and wrong answers, and the text in assignment.md."
    )


def build(options):
    from autograder.authoring import build as builder

    root, course = project_root(), _course(options)
    names = _names(options, builder.assignments(root / "solutions"))
    url = builder.repository_url(root)
    for path in builder.build(root / "solutions", course, names, repository=url):
        print(f"built {_short(path)}")


def release(options):
    from autograder.authoring import build as builder
    from autograder.authoring.release import build_and_release

    root, course = project_root(), _course(options)
    names = _names(options, builder.assignments(root / "solutions"))
    url = builder.repository_url(root)
    paths = build_and_release(root / "solutions", course, names, repository=url)
    for number, path in enumerate(paths):
        print(f"{'built' if number < len(names) else 'released'} {_short(path)}")
    _say_who_is_older(course, names)


def _say_who_is_older(course, names):
    """Say whose grades are of an older release, with other points."""
    from autograder.grading.report import OLDER, graded_before, listed

    for name in names:
        if students := graded_before(course, name):
            print(f"{name}: {OLDER}: {listed(students)}", file=sys.stderr)


def sample(options):
    from autograder.authoring.sample import write_sample_class

    course = _course(options)
    names = _names(options, course.released())
    count = write_sample_class(course, project_root() / "solutions", names)
    print(f"wrote {count} submissions into {_short(course.root / 'submitted')}")


def grade(options):
    from autograder.grading.class_run import grade_class

    course = _course(options)
    if options.jobs is not None and options.jobs < 1:
        raise CourseError(f"--jobs takes a whole number from 1 on, not {options.jobs}")
    names = _names(options, course.released())
    if not options.names:  # not everything that is released has been handed in yet
        names = [name for name in names if course.submissions(name)] or names
    outcomes = {}
    for name in names:
        outcomes[name] = grade_class(
            course,
            name,
            students=options.students,
            allow_unsandboxed=options.allow_unsandboxed,
            jobs=options.jobs,
            force=options.force,
        )
    if any(outcome.graded for outcome in outcomes.values()):
        _show(course, [name for name in names if outcomes[name].graded], options)
    if options.json != "-":
        print("\n".join(f"{name}: {_summary(outcomes[name])}" for name in names))
    return 1 if [name for name in names if _complain(name, outcomes[name], options)] else 0


def _summary(outcome):
    lost, unwritten = (set().union(*one.values()) for one in (outcome.again, outcome.unwritten))
    new = outcome.graded - outcome.kept - len(lost - unwritten)
    known = f"{outcome.kept} known already, " if outcome.kept else ""
    rate = f" ({new / outcome.seconds:.1f} a second)" if new else ""
    return f"{known}{new} newly graded in {outcome.seconds:.1f} s{rate}"


def _complain(name, outcome, options):
    """Say whose grade is missing, and why; the others have theirs."""
    from autograder.grading.report import listed

    if outcome.misplaced:
        there = listed(outcome.misplaced)
        print(f"{name}: not graded, no folder {name} in: {there}", file=sys.stderr)
    for what, whose in (
        ("not graded", outcome.again),
        ("not written into the gradebook", outcome.unwritten),
    ):
        for why, students in whose.items():
            said = f"{name}: {what}: {listed(students)} ({_with_course(why, options)})"
            print(said, file=sys.stderr)
    return bool(outcome.again or outcome.unwritten)


def report(options):
    course = _course(options)
    names = _names(options, course.released())
    found = _show(course, names, options)
    for name in names:
        _say_who_is_left(name, set(course.submissions(name)) - {r["student"] for r in found[name]})


def _say_who_is_left(name, students):
    from autograder.grading.report import listed

    if students:
        shown = listed([one if one.isprintable() else ascii(one) for one in students])
        print(f"{name}: {len(students)} handed in, not graded yet: {shown}", file=sys.stderr)


def _show(course, names, options):
    """Print the grades and write them as JSON, as asked for; returns them, by assignment."""
    from autograder.grading.report import rows, table

    found = {name: rows(course, name) for name in names}
    chosen, everybody = getattr(options, "students", None), getattr(options, "all", False)
    if chosen:
        found = {name: [row for row in found[name] if row["student"] in chosen] for name in names}
    text = json.dumps(found, indent=1)
    if options.json == "-":
        print(text)
        return found
    if options.json:
        write_atomically(Path(options.json), text.encode())
    shown = [table(name, found[name], everybody=everybody) for name in names if found[name]]
    print(_with_course("\n\n".join(shown), options))
    return found


def feedback(options):
    from autograder.pages.feedback import write_feedback

    course = _course(options)
    names = _names(options, course.released())
    for name in names:
        pages = write_feedback(course, name)
        print(f"{name}: {len(pages)} pages in {_short(course.root / 'feedback')}")
    _say_who_is_older(course, names)


def solutions(options):
    from autograder.authoring.solved import write_solved

    build(options)
    course = _course(options)
    for name in options.names or sorted(p.name for p in (course.root / "source").iterdir()):
        target = course.root.parent / "solved" / f"{name}.ipynb"
        write_solved(course, name, target)
        print(f"solved {_short(target)}")


def verify(options):
    from autograder.authoring import build as builder

    solutions = project_root() / "solutions"
    names = _names(options, builder.assignments(solutions))
    there = [check for name in names for check in builder.known_checks(name, solutions / name)]
    if unknown := [check for check in options.check or [] if check not in there]:
        raise CourseError(f"there is no check {', '.join(unknown)} (there are: {', '.join(there)})")
    if options.mutants:
        from autograder.authoring.verify_mutants import print_mutants, try_mutants

        bad = print_mutants(try_mutants(solutions, names, checks=options.check))
    else:
        from autograder.authoring.verify import print_table, try_checks

        bad = print_table(try_checks(solutions, names, checks=options.check))
    return 1 if bad else 0


def doctor(options):
    from autograder.sandbox.doctor import examine

    return examine(quick=options.quick)


def _short(path):
    try:
        return Path(path).relative_to(Path.cwd())
    except ValueError:
        return path


COMMANDS = {
    "new": new,
    "build": build,
    "release": release,
    "grade": grade,
    "feedback": feedback,
    "report": report,
    "verify": verify,
    "solutions": solutions,
    "sample": sample,
    "doctor": doctor,
}
KEEPS_NOTHING = ("verify", "doctor")  # when they are stopped

if __name__ == "__main__":
    without_address_grammar()
    try:
        code = main()
        sys.stdout.flush()
    except KeyboardInterrupt:  # in the middle of saying something
        code = _stopped()
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))  # all is said: Python only ends
    sys.exit(code)
