"""Cells and notebooks while they are made: markers of solutions, stubs, answers filled in."""

from __future__ import annotations

import json

from autograder.submissions.marks import exercise_of

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def solved_source(source):
    """Drop the solution markers from an instructor's cell."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))


def stub_source(source):
    """Do what nbgrader does for the student: an error in place of the solution."""
    head = source.partition(BEGIN)[0].rstrip()
    tail = source.partition(END)[2]
    return f"{head}\n    raise NotImplementedError(){tail}\n"


def fill(release, answer):
    """Write answers into the solution cells of a released notebook.

    Parameters
    ----------
    release : dict
        As JSON gives it.
    answer : dict of str to str
        The source of each cell, by exercise. Other cells stay as they were released.

    Returns
    -------
    dict
    """
    notebook = json.loads(json.dumps(release))
    for cell in notebook["cells"]:
        if exercise_of(cell) in answer:
            cell["source"] = answer[exercise_of(cell)]
    return notebook


def code_cell(source):
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def to_bytes(notebook):
    return json.dumps(notebook, indent=1).encode()
