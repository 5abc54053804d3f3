"""Read nbgrader's metadata of a cell: is it an answer or a check, and of which exercise?"""

from __future__ import annotations

ANSWER = "solution_"  # the prefix of an answer's grade id; the exercise's name follows
BY_RELEASE = ("points", "checksum")  # the checksum of a check covers its points
BY_BUILD = ("install", "progress")  # the ids of the first code cell and of the last
EXTRA = "extra_"  # the prefix of the ids of a student's own cells in a rebuilt notebook


def mark_of(cell):
    """Return nbgrader's metadata of a cell; {} if it has none."""
    return cell["metadata"].get("nbgrader", {})


def is_answer(cell):
    """Return whether students are meant to write a cell."""
    return bool(mark_of(cell).get("solution"))


def is_check(cell):
    """Return whether a cell is graded but not meant for students to write."""
    return bool(mark_of(cell).get("grade")) and not is_answer(cell)


def by_student(cell):
    """Return whether the student wrote a cell of a rebuilt notebook."""
    return is_answer(cell) or cell.get("id", "").startswith(EXTRA)


def exercise_of(cell):
    """Return the name of the exercise that a cell answers, or None."""
    return exercise_of_id(mark_of(cell)["grade_id"]) if is_answer(cell) else None


def exercise_of_id(grade_id):
    """Return the name of the exercise that a grade id, of an answer or of its check, belongs to."""
    return grade_id.removeprefix(ANSWER)


def points_of(cells):
    """Return the points of every graded cell, by grade id, in order."""
    marks = map(mark_of, cells)
    return {mark["grade_id"]: float(mark["points"]) for mark in marks if mark.get("grade")}


def is_by_build(cell):
    """Return whether the build added a cell to those of the assignment's source."""
    return cell.get("id") in BY_BUILD


def drop_points(cells):
    """Remove the points of every graded cell, and nbgrader's checksum of it, in place."""
    for mark in map(mark_of, cells):
        for name in BY_RELEASE if mark.get("grade") else ():
            mark.pop(name, None)
