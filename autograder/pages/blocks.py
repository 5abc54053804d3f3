"""Turn cells into blocks for the feedback page's template, as many as fit on the page."""

from __future__ import annotations

import inspect
import re

from markupsafe import Markup

from autograder.pages import safe_html
from autograder.pages.budget import LEFT_OUT, size_of
from autograder.submissions.marks import EXTRA, by_student, exercise_of, exercise_of_id, mark_of
from cnncourse.checks import find
from cnncourse.common.texts import counted

DOCSTRING = re.compile(r'^[ \t]*[rR]?"""(.*?)"""[ \t]*$', re.MULTILINE | re.DOTALL)
CONTROL = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # colours, and others
CELL = 500  # bytes of HTML around a cell
OUTPUT = 100  # bytes of HTML around an output


def make_blocks(cells, exercises, comments, judged, budget, assignment):
    """Turn cells into blocks: first ours, then as many of the student's as fit.

    Returns
    -------
    list of (dict or None)
        None for a student's cell that is left out because it answers nothing.
    str
        A note on what is left out.
    """
    blocks, left_out = [None] * len(cells), []
    for own in (False, True):
        for place, cell in enumerate(cells):
            if by_student(cell) is not own:
                continue
            name = mark_of(cell).get("grade_id", "")
            if own and not name and budget.room < CELL:
                left_out.append(size_of(cell.source))
                continue
            block = _block(cell, name, exercises, judged, budget, assignment)
            asked = exercises.get(exercise_of_id(name))
            outdated = asked is not None and asked.outdated
            blocks[place] = {**block, "comment": comments.get(name, ""), "outdated": outdated}
            budget.use(blocks[place]["comment"])
    for cell, block in zip(cells, blocks, strict=True):
        if block and block["kind"] == "code":
            block["outputs"] = _outputs(cell.get("outputs", []), budget)
    if not left_out:
        return blocks, ""
    size = LEFT_OUT.format(sum(left_out))
    return blocks, f"Left out: {len(left_out):,} more of your cells, {size}."


def _block(cell, name, exercises, judged, budget, assignment):
    """Turn a cell into a block: its kind, and the fields that the template needs."""
    own = by_student(cell)
    block = {
        "kind": "given",
        "name": name,
        "own": own,
        "exercise": exercises.get(name),
        "heading": "",
        "outputs": [],
    }
    budget.use(" " * CELL)
    if cell.cell_type == "markdown":
        source = cell.source
        if cell.get("id", "").startswith(EXTRA):  # was indented for pages that do not sanitize
            source = re.sub("^    ", "", source, flags=re.MULTILINE)
        titled = source.startswith("## ") and not own  # a student's own heading stays in its box
        title, _, rest = source.partition("\n") if titled else ("", "", source)
        block["heading"] = title and safe_html.markdown(title)
        attachments = cell.get("attachments")
        if own:
            html = budget.markdown(rest, attachments)
        else:
            budget.use(html := safe_html.markdown(rest, attachments))
        return {**block, "kind": "text", "html": html}
    if cell.cell_type != "code":
        html = Markup("<pre>{}</pre>").format(budget.text(cell.source))
        return {**block, "kind": "text", "html": html}
    if name in judged:  # its message is on the card; other graded cells show their outputs
        return {**block, "kind": "check"}
    if own and not cell.source.strip() and not any(map(_output, cell.get("outputs", []))):
        return {**block, "kind": "empty"}  # only a place for a comment
    pieces = _pieces(cell.source, exercise_of(cell), assignment)
    if own:
        pieces = [(title, budget.code(source)) for title, source in pieces]
    else:
        pieces = [(title, safe_html.code(source)) for title, source in pieces]
        budget.use("".join(html for _, html in pieces))
    return {**block, "kind": "code", "pieces": pieces}


def _outputs(outputs, budget):
    """Turn outputs into pairs of kind and content, as many as fit."""
    found, left_out = [], []
    for kind, content in filter(None, map(_output, outputs)):
        fits = budget.room >= OUTPUT
        if fits and kind == "picture" and not (fits := budget.charge(content)):
            found.append(("text", f"(a picture of {size_of(content):,} bytes was left out)"))
            budget.use(" " * OUTPUT)
        elif fits:
            found.append((kind, content if kind == "picture" else budget.text(content)))
            budget.use(" " * OUTPUT)
        else:
            left_out.append(size_of(content))
    if left_out:
        size = LEFT_OUT.format(sum(left_out))
        found.append(("text", f"({counted(len(left_out), 'output')} left out: {size})"))
    return found


def _pieces(source, name, assignment):
    """Split the released docstring from an answer, so that it can be folded.

    Returns
    -------
    list of (str, str)
        A title if the piece is folded, otherwise "", and the code.
    """
    if len(source) > safe_html.CODE:  # longer than any answer
        return [("", source)]
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
    """Turn an output into (kind, content): a text, an error or a picture, and nothing else."""
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
    """Join one of nbformat's texts, which may be a list of lines."""
    if isinstance(value, list):
        value = "".join(map(str, value))
    return CONTROL.sub("", "" if value is None else str(value))
