"""A feedback page: one HTML file that needs no network, no script and no other file."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.course import METADATA
from autograder.pages import safe_html
from autograder.pages.blocks import make_blocks
from autograder.pages.budget import Budget
from autograder.pages.exercises import advise_what_to_fix_first, read_exercise, shortened
from autograder.submissions.marks import mark_of

REPAIRS = 100  # most repairs to list
NOTES = "notes"  # id of the cell with notes for the formgrader; this page shows them at the top


def feedback_page(notebook, resources):
    """Write the page of one student.

    Parameters
    ----------
    notebook : NotebookNode
        Graded, with scores and comments from `autograder.pages.feedback.Grades`.
    resources : dict
        nbgrader's: `student`, `assignment`, `score`, `max_score`, `late_penalty`.

    Returns
    -------
    str
    """
    graded = notebook.metadata.get(METADATA, {})
    comments = _comments(notebook)
    exercises = {
        mark_of(cell)["grade_id"]: read_exercise(cell, graded)
        for cell in notebook.cells
        if mark_of(cell).get("grade") or mark_of(cell).get("task")
    }
    cells = [cell for cell in notebook.cells if cell.get("id") != NOTES]
    judged = graded.get("scores", {})
    advise_what_to_fix_first(cells, exercises, judged)
    begins = (cell.source.startswith("## ") or bool(mark_of(cell)) for cell in cells)
    start = next((place for place, begin in enumerate(begins) if begin), 0)
    reason = graded.get("reason") and shortened(graded["reason"])
    repairs = [shortened(repair) for repair in graded.get("repairs", [])[:REPAIRS]]
    if more := len(graded.get("repairs", [])) - len(repairs):
        repairs.append(f"And {more} more.")
    budget = Budget()
    for text in (reason, *repairs, *map(_texts, exercises.values())):
        budget.use(escape(text or ""))
    assignment = resources["assignment"]
    blocks, left_out = make_blocks(cells, exercises, comments, judged, budget, assignment)
    fields = {
        "title": shortened(graded.get("title", assignment)),
        "student": resources["student"],
        "score": resources["score"],
        "of": resources["max_score"],
        "late": resources["late_penalty"],
        "reason": reason,
        "repairs": repairs,
        "exercises": list(exercises.values()),
        "waiting": [one for one in exercises.values() if one.state == "waiting"],
        "secret": any(_has_a_call(one) for one in exercises.values()),
        "before": list(filter(None, blocks[:start])),
        "parts": _parts(list(filter(None, blocks[start:]))),
        "left_out": left_out,
    }
    return safe_html.TURNING.sub("", _template().render(fields))


@functools.lru_cache(maxsize=1)
def _template():
    folder = Path(__file__).parent / "templates"
    rules = {"autoescape": True, "undefined": StrictUndefined}
    environment = Environment(
        loader=FileSystemLoader(folder), trim_blocks=True, lstrip_blocks=True, **rules
    )
    environment.filters["inline"] = safe_html.inline
    environment.filters["points"] = lambda number: f"{round(number, 2):g}".replace("-", "−")
    environment.globals["styles"] = Markup(
        (folder / "feedback.css").read_text(encoding="utf-8") + safe_html.code_styles()
    )
    return environment.get_template("feedback.html")


def _has_a_call(exercise):
    return any(title == "Called" for title, _ in exercise.entries)


def _parts(blocks):
    """Divide the page at its headings; a part is folded if all its exercises are right.

    Returns
    -------
    list of (list, list)
        For each part, the blocks that are shown and those that are folded.
    """
    parts = []
    for block in blocks:
        if block["heading"] or not parts:
            parts.append([])
        parts[-1].append(block)
    return [(part, []) if _is_open(part) else ([], part) for part in parts]


def _is_open(part):
    states = {block["exercise"].state for block in part if block["exercise"]}
    return states != {"right"}


def _comments(notebook):
    """Return the comments that graders wrote, by grade id."""
    marks = [mark_of(cell) for cell in notebook.cells if mark_of(cell).get("comment")]
    return {mark["grade_id"]: safe_html.markdown(mark["comment"]) for mark in marks}


def _texts(exercise):
    """Join the texts on an exercise's card, to measure them."""
    return f"{exercise.headline}{exercise.entries}{exercise.rule}"
