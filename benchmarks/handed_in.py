"""The class that `grading.py` grades, made from the assignment's right and wrong answers.

The kinds of students repeat every twenty, but no two files are the same, so no result can be
shared. No answer is slow, ends its process or imports torch.
"""

from __future__ import annotations

import itertools
import json

from autograder.authoring.assignment import read_assignment
from autograder.authoring.notebooks import fill, to_bytes
from autograder.authoring.sample import (
    deleted_check,
    from_colab,
    half_done,
    not_json,
    read_material,
    reordered,
    stripped,
    syntax_error,
    untouched,
)

RIGHT, ONE_WRONG, ALL_WRONG = "right, in several styles", "one wrong answer", "wrong throughout"
TWENTY = (
    *(RIGHT, ONE_WRONG, RIGHT, "saved by Colab", RIGHT, ONE_WRONG, RIGHT, "damaged", ONE_WRONG),
    *(RIGHT, "half done", RIGHT, ALL_WRONG, RIGHT, ONE_WRONG, RIGHT, "checks deleted"),
    *("syntax error", ONE_WRONG, RIGHT),
)
DAMAGED = (not_json, stripped, reordered, untouched)  # in turn
OTHERS = {
    "saved by Colab": from_colab,
    "half done": half_done,
    "checks deleted": deleted_check,
    "syntax error": syntax_error,
}
SLOW = ("exit", "quit", "while True", "torch", "scipy")


def mix(count):
    """Count the kinds of the first `count` students.

    Returns
    -------
    dict of str to int
    """
    kinds = [TWENTY[number % len(TWENTY)] for number in range(count)]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(TWENTY) if kind in kinds}


def make_class(course, solutions, assignment, count):
    """Make a class.

    Parameters
    ----------
    course : autograder.course.Course
        Where the assignment is released.
    solutions : Path
    assignment : str
    count : int

    Yields
    ------
    (str, bytes)
        The student and the contents of the file.
    """
    material = read_material(course, solutions, assignment)
    exercises = read_assignment(solutions, assignment).exercises
    wrong = {name: _fast(one.wrong) for name, one in exercises.items()}
    styles = {name: [one.reference, *_fast(one.right)] for name, one in exercises.items()}
    mistakes = itertools.cycle([(name, one) for name, some in wrong.items() for one in some])
    damages = itertools.cycle(DAMAGED)
    for number in range(count):
        kind = TWENTY[number % len(TWENTY)]
        chosen = {name: found[number % len(found)] for name, found in styles.items()}
        if kind == ONE_WRONG:
            for _ in range(7):  # so that neighbours fail different exercises
                name, source = next(mistakes)
            chosen[name] = source
        if kind in (RIGHT, ONE_WRONG):
            content = to_bytes(fill(material.release, chosen))
        elif kind == ALL_WRONG:
            answered = {name: some[number % len(some)] for name, some in wrong.items()}
            content = to_bytes(fill(material.release, answered))
        else:
            content = (OTHERS.get(kind) or next(damages))(material)
        yield f"student_{number:04d}", _sign(content, number)


def _fast(answers):
    sources = [answer.source for answer in answers]
    return [source for source in sources if not any(word in source for word in SLOW)]


def _sign(content, number):
    """Make a file different from all others."""
    try:
        notebook = json.loads(content)
    except ValueError:
        return content + f"\n{number}".encode()
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code[-2]["source"] = f"{''.join(code[-2]['source'])}\n# handed in by {number}\n"
    return to_bytes(notebook)
