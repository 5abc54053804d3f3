"""`python -m autograder new NN_topic`."""

from __future__ import annotations

from autograder.commands.options import add_command, short
from autograder.course import project_root


def add(commands):
    """Describe the command."""
    summary = "create an assignment with one exercise that works"
    parser = add_command(commands, "new", summary, run, assignments=False, course=False)
    parser.add_argument("name", metavar="NN_topic", help="for example 02_geometry")


def run(options):
    """Create the assignment's files, and say what to do with them."""
    from autograder.authoring.new import new_assignment

    for path in new_assignment(project_root(), options.name):
        print(f"created {short(path)}")
    print(
        f"It works: try `python -m autograder verify {options.name}`. Now replace the example\n"
        "with your own exercises: a function in exercises.py, its cases in cases.py, its check in\n"
        "checks.py, its right and wrong answers, and the text in assignment.md. Put data files\n"
        "that cells read beside assignment.md, and list them under `data:` in its header."
    )
