"""Fit a submission into the released notebook, the skeleton of every graded one.

Only the student's own work is taken over: the source of the solution cells, and extra cells as
plain helpers. Everything else (prose, given code, checks, points, ids, tags) comes from the
release, so damage to it is repaired by not reading it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from nbformat import NotebookNode, from_dict

from autograder.submissions.cells import Cell, Unreadable, read_cells
from autograder.submissions.definitions import defines
from autograder.submissions.marks import EXTRA, exercise_of, is_answer, is_check, mark_of
from autograder.submissions.older_releases import WATCHED, OlderReleases


@dataclass(frozen=True)
class Rebuilt:
    """A submission fitted into the released notebook.

    Attributes
    ----------
    notebook : NotebookNode
        The release with the student's answers, ready to run.
    repairs : list of str
        What had to be repaired, in sentences for the student.
    reason : str or None
        Why nothing could be graded, or None; see `unanswered` for the notebook.
    """

    notebook: NotebookNode
    repairs: list
    reason: str | None = None


def rebuild_notebook(submission, release, older=()):
    """Fit a submission into the released notebook.

    Parameters
    ----------
    submission : bytes
        The file as submitted; any bytes at all.
    release : NotebookNode
        Not changed.
    older : sequence
        Records of all releases so far, see `autograder.submissions.older_releases`: what a student
        left as in one of them does not count as changed.

    Returns
    -------
    Rebuilt
    """
    try:
        cells, repairs = read_cells(submission)
    except Unreadable as error:
        return unanswered(str(error), release)
    skeleton, older = release.cells, OlderReleases(older)
    older.update(cells, skeleton)
    _match_by_mark_and_id(cells, skeleton, repairs)
    _match_by_function(cells, skeleton, repairs)
    _match_given_cells(cells, skeleton)
    if all(cell.place is cell.after is None for cell in cells):
        reason = "the notebook has no cells of this assignment; it may belong to another one"
        return unanswered(reason, release)
    notebook = from_dict(release)  # a deep copy
    notebook.cells = _lay_out(cells, notebook.cells, older, repairs)
    return Rebuilt(notebook, repairs)


def unanswered(reason, release):
    """Return the notebook for a student whose submission cannot be graded.

    It holds the checks, and an empty cell for every answer, because only there does the formgrader
    show a field for a comment.
    """
    notebook = from_dict(release)
    kept = (cell for cell in notebook.cells if mark_of(cell).get("grade") or is_answer(cell))
    notebook.cells = list(kept)
    for cell in filter(is_answer, notebook.cells):
        cell.source = ""
    return Rebuilt(notebook, [], reason)


def _match_by_mark_and_id(cells, skeleton, repairs):
    """Find the graded cells by grade id, then by cell id."""
    marked = [(place, cell) for place, cell in enumerate(skeleton) if "grade_id" in mark_of(cell)]
    grade_ids = [mark_of(original)["grade_id"] for _, original in marked]
    by_name = _index(cells, lambda cell: cell.mark.get("grade_id"))
    others = [cell for cell in cells if cell.mark.get("grade_id") not in grade_ids]
    by_id = _index(others, lambda cell: cell.id)
    for place, original in marked:
        name = mark_of(original)["grade_id"]
        found = by_name.get(name) or [cell for cell in by_id.get(original.id, ()) if cell.free]
        if len(found) > 1:
            repairs.append(_copies(original, len(found)))
        if found:
            _note_changes(_choose(found, place, original, cells), original, cells, repairs)


def _copies(original, count):
    """Tell the student which of several copies of a cell was graded, and what to do."""
    if is_answer(original):
        graded = "and the last answer among them was graded: delete the others"
    else:
        graded = "and it was graded once: delete the copies"
    return f"{_called(original)} appeared {count} times, {graded}."


def _called(original):
    """Name a released cell as students know it, at the beginning of a sentence."""
    if is_answer(original):
        return f"The cell for {exercise_of(original)}"
    return f"The check of {mark_of(original)['grade_id']}"


def _index(cells, key):
    """Group cells by a property, if that is a string."""
    found = {}
    for cell in cells:
        if isinstance(key(cell), str):
            found.setdefault(key(cell), []).append(cell)
    return found


def _choose(found, place, original, cells):
    """Choose the last of several copies that answers, or was changed; earlier ones run before it.

    Copies that equal the release are dropped, and so are copies of a check.
    """
    changed = [cell for cell in found if not _same(cell, original)]
    answers = is_answer(original) and [
        cell
        for cell in changed
        if cell.kind == "code" and defines(cell.source, exercise_of(original))
    ]
    chosen = (answers or changed or found)[-1]
    chosen.place = place
    for cell in found[: found.index(chosen)]:
        cell.before = place  # the chosen one may use an earlier answer
    for cell in found:
        useless = cell not in changed or cell.kind != "code" or not is_answer(original)
        if cell is not chosen and useless:
            cells.remove(cell)
    return chosen


def _same(cell, original):
    return cell.text == original.source.strip()


def _note_changes(cell, original, cells, repairs):
    """Note changes to a cell's metadata, or to a cell that students should not change.

    Code that was written into a check cell runs after it, as a helper.
    """
    mark, called = mark_of(original), _called(original)
    if cell.mark and any(cell.mark.get(key) != mark.get(key) for key in WATCHED):
        repairs.append(f"{called} had changed grading metadata; it was restored.")
    if cell.kind != "code":
        repairs.append(f"{called} was turned back into a code cell.")
    if not is_answer(original) and not _same(cell, original):
        repairs.append(f"{called} was restored.")
        if cell.kind == "code":
            cells.insert(cells.index(cell) + 1, Cell("code", cell.source))


def _match_by_function(cells, skeleton, repairs):
    """Find missing answers by the function that a cell defines.

    A student may also have left the released cell untouched and answered in a new one.
    """
    matched = {cell.place: cell for cell in cells if cell.place is not None}
    for place, original in enumerate(skeleton):
        present = matched.get(place)
        if not is_answer(original) or (present and not _same(present, original)):
            continue
        name = exercise_of(original)
        codes = [cell for cell in cells if cell.free and cell.kind == "code"]
        found = [cell for cell in codes if defines(cell.source, name)]
        if found:
            _choose(found, place, original, cells)
            if present:
                cells.remove(present)
                repairs.append(f"The answer for {name} was found in another cell.")
            else:
                repairs.append(
                    f"The cell for {name} had lost its metadata; it was found by its function."
                )
        elif not present:
            repairs.append(f"The cell for {name} is missing; it counts as unanswered.")


def _match_given_cells(cells, skeleton):
    """Recognize prose, given code and checks, which come from the release anyway.

    A changed given code cell is kept as a helper after the original, because a student may have
    added an import to it.
    """
    taken = {cell.place for cell in cells}
    free = [cell for cell in cells if cell.free]
    by_text, by_id = _index(free, lambda cell: cell.text), _index(free, lambda cell: cell.id)
    for place, original in enumerate(skeleton):
        if place in taken or is_answer(original):
            continue
        same = [cell for cell in by_text.get(original.source.strip(), ()) if cell.free]
        named = [cell for cell in by_id.get(original.id, ()) if cell.free]
        if original.cell_type == "markdown":
            same += named
        if same:
            same[0].place = place
        elif named and named[0].kind == "code" and not mark_of(original):
            named[0].after = place


def _lay_out(cells, skeleton, older, repairs):
    """Put the answers into the skeleton, and each extra cell after the one it followed."""
    places = [cell.place for cell in cells if cell.place is not None]
    if places != sorted(places) and not older.had_order([skeleton[place].id for place in places]):
        repairs.append("The cells were out of order; their original order was restored.")
    followers, ahead, anchor, answers = {}, {}, -1, {}
    for cell in cells:
        if cell.before is not None:
            ahead.setdefault(cell.before, []).append(cell)
        elif cell.place is None:
            anchor = anchor if cell.after is None else cell.after
            followers.setdefault(anchor, []).append(cell)
        else:
            anchor = cell.place
            answers[cell.place] = cell.source
    laid_out = [_extra(cell, f"{EXTRA}start_{i}") for i, cell in enumerate(followers.get(-1, []))]
    for place, original in enumerate(skeleton):
        if is_answer(original) and place in answers:
            original.source = answers[place]
        elif is_check(original) and place not in answers:
            name = mark_of(original)["grade_id"]
            if older.always_had(name):
                repairs.append(f"The check of {name} was missing; it was restored.")
        earlier = enumerate(ahead.get(place, []))
        laid_out += [_extra(cell, f"{EXTRA}before_{place}_{i}") for i, cell in earlier]
        laid_out.append(original)
        extras = enumerate(followers.get(place, []))
        laid_out += [_extra(cell, f"{EXTRA}{place}_{i}") for i, cell in extras]
    return laid_out


def _extra(cell, name):
    """Return a student's own cell without any metadata.

    Text is shown as typed: if it were rendered, links and pictures in it could harm the reader.
    """
    if cell.kind == "code":
        code = {"source": cell.source, "outputs": [], "execution_count": None}
        return NotebookNode(id=name, cell_type="code", metadata=NotebookNode(), **code)
    text = textwrap.indent(cell.source, "    ", lambda line: True)
    return NotebookNode(id=name, cell_type="markdown", metadata=NotebookNode(), source=text)
