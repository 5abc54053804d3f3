"""Cells and notebooks while they are made: markers of solutions, stubs, answers filled in."""

from __future__ import annotations

import json

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def exercise(cell):
    """Name of the exercise that a solution cell answers, or None."""
    mark = cell["metadata"].get("nbgrader", {})
    return mark["grade_id"].removeprefix("solution_") if mark.get("solution") else None


def check_of(cell):
    """Name of the check that a cell holds, or None."""
    mark = cell["metadata"].get("nbgrader", {})
    return mark["grade_id"] if mark.get("grade") else None


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
        By exercise: what stands in its cell. The others stay as they were released.

    Returns
    -------
    dict
    """
    notebook = json.loads(json.dumps(release))
    for cell in notebook["cells"]:
        if exercise(cell) in answer:
            cell["source"] = answer[exercise(cell)]
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
