"""A feedback page: one HTML file that needs no network, no script and no other file."""

from __future__ import annotations

import functools
import inspect
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course import METADATA
from autograder.pages import safe_html
from autograder.pages.exercises import read_exercise, say_what_to_fix_first
from autograder.submissions.marks import EXTRA, by_student, exercise_of, mark_of
from cnncourse.checks import find

DOCSTRING = re.compile(r'^[ \t]*[rR]?"""(.*?)"""[ \t]*$', re.MULTILINE | re.DOTALL)
NOTES = "notes"  # the cell with notes for the formgrader; this page shows them at the top


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
    say_what_to_fix_first(cells, exercises, judged)
    begins = (cell.source.startswith("## ") or bool(mark_of(cell)) for cell in cells)
    start = next((place for place, begin in enumerate(begins) if begin), 0)
    assignment, budget = resources["assignment"], safe_html.Budget()
    blocks = [_block(cell, exercises, comments, judged, budget, assignment) for cell in cells]
    fields = {
        "title": graded.get("title", assignment),
        "student": resources["student"],
        "score": resources["score"],
        "of": resources["max_score"],
        "late": resources["late_penalty"],
        "reason": graded.get("reason"),
        "repairs": graded.get("repairs", []),
        "exercises": list(exercises.values()),
        "waiting": [one for one in exercises.values() if one.state == "waiting"],
        "secret": any(_has_a_call(one) for one in exercises.values()),
        "before": blocks[:start],
        "parts": _parts(blocks[start:]),
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
        For each part the blocks that are shown, and those that are folded.
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
    """Return the comments that people wrote, by grade id."""
    marks = [mark_of(cell) for cell in notebook.cells if mark_of(cell).get("comment")]
    return {mark["grade_id"]: safe_html.markdown(mark["comment"]) for mark in marks}


def _block(cell, exercises, comments, judged, budget, assignment):
    """Turn a cell into a block: its kind, and what the template needs for it."""
    name = mark_of(cell).get("grade_id", "")
    own = by_student(cell)
    render = budget if own else safe_html
    block = {
        "kind": "given",
        "name": name,
        "own": own,
        "comment": comments.get(name, ""),
        "exercise": exercises.get(name),
        "heading": "",
        "outputs": [],
    }
    if cell.cell_type == "markdown":
        source = cell.source
        if cell.get("id", "").startswith(EXTRA):  # indented, for pages that do not sanitize
            source = re.sub("^    ", "", source, flags=re.MULTILINE)
        titled = source.startswith("## ") and not own  # a student's own heading stays in its box
        title, _, rest = source.partition("\n") if titled else ("", "", source)
        html = render.markdown(rest, cell.get("attachments"))
        return {
            **block,
            "kind": "text",
            "heading": title and safe_html.markdown(title),
            "html": html,
        }
    if cell.cell_type != "code":
        return {**block, "kind": "text", "html": Markup("<pre>{}</pre>").format(cell.source)}
    if name in judged:  # its message is on the card; other graded cells have outputs
        return {**block, "kind": "check"}
    shown = [_output(output) for output in cell.get("outputs", [])]
    if own and not cell.source.strip() and not shown:  # only the place of a comment
        return {**block, "kind": "empty"}
    pieces = _pieces(cell.source, exercise_of(cell), assignment)
    pieces = [(title, render.code(source)) for title, source in pieces]
    return {**block, "kind": "code", "pieces": pieces, "outputs": [one for one in shown if one]}


def _pieces(source, name, assignment):
    """Split the released docstring from an answer, so that it can be folded.

    Returns
    -------
    list of (str, str)
        A title if the piece is folded, or "", and the code.
    """
    try:
        released = inspect.getdoc(find(name, assignment).reference)
    except LookupError:  # a cell without an exercise
        released = None
    for found in DOCSTRING.finditer(source) if released else ():
        if inspect.cleandoc(found[1]) == released:
            before, after = source[: found.start()].rstrip("\n"), source[found.end() :].strip("\n")
            return [("", before), ("docstring, as given", found[0]), ("", after)]
    return [("", source)]


def _output(output):
    """Turn an output into (kind, content): text, an error or a picture, and nothing else."""
    kind = output.get("output_type")
    if kind == "stream":
        return "text", _text(output.get("text"))
    if kind == "error":
        return "error", f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}".rstrip(": ")
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    for media in safe_html.PICTURES:
        if address := safe_html.picture(media, _text(data.get(media))):
            return "picture", address
    return ("text", _text(data["text/plain"])) if "text/plain" in data else None


def _text(value):
    """Join a text of nbformat, which may be a list of lines."""
    if isinstance(value, list):
        value = "".join(map(str, value))
    return re.sub(r"\x1b\[[0-9;]*m", "", "" if value is None else str(value))
