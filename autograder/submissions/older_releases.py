"""Earlier releases of an assignment, so that students are not blamed for our own changes.

An instructor may release again, with other points or texts, when students already have the
notebook. Every release is recorded, so that what students left as they got it does not count as
changed.
"""

from __future__ import annotations

import hashlib

from autograder.submissions.marks import BY_BUILD, is_answer, mark_of

WATCHED = ("grade", "solution", "locked", "points", "grade_id")
"""Fields of nbgrader's metadata that grading depends on."""

MOST = 50  # most releases to keep


def record_of(release):
    """Describe a release by the data that a submission is compared with.

    Parameters
    ----------
    release : NotebookNode

    Returns
    -------
    list of list
        For each cell: its id, a digest of its text, whether it is an answer, and the fields in
        `WATCHED` or None; in types that survive JSON.
    """
    return [
        [cell.get("id"), _digest(cell.source), is_answer(cell), _watched(mark_of(cell))]
        for cell in release.cells
    ]


def with_release(records, release):
    """Return the records with one more release, if it is new.

    Parameters
    ----------
    records : list
    release : NotebookNode
    """
    new = record_of(release)
    return records if new in records else [*records, new][-MOST:]


def without_points(records):
    """Return the records without what depends on points, and without duplicates.

    Parameters
    ----------
    records : list
    """
    found, place = [], WATCHED.index("points")
    for record in records:
        cells = [
            [*rest, mark and [*mark[:place], None, *mark[place + 1 :]]]
            for *rest, mark in record
            if rest[0] not in BY_BUILD
        ]
        if cells not in found:
            found.append(cells)
    return found


class OlderReleases:
    """What earlier releases of an assignment gave to students.

    Parameters
    ----------
    records : list
        From `with_release`; empty if nothing is known.
    """

    def __init__(self, records=()):
        cells = [cell for record in records for cell in record]
        self._marks = [mark for *_, mark in cells if mark is not None]
        self._stubs = {(mark[-1], text) for _, text, answer, mark in cells if answer and mark}
        self._given = {text for _, text, answer, _ in cells if not answer}
        self._by_build = {text for identity, text, *_ in cells if identity in BY_BUILD}
        self._orders = [[identity for identity, *_ in record] for record in records]
        self._names = [{mark[-1] for *_, mark in record if mark} for record in records]

    def update(self, cells, skeleton):
        """Update what a student left as an earlier release gave it to the present release.

        Parameters
        ----------
        cells : list of Cell
            Changed in place: marks, checks and untouched answers become those of the present
            release; earlier prose is dropped; earlier given code runs before the present code, so
            that what a student relied on is still there, but the present definitions count. Cells
            that the build added are dropped.
        skeleton : list of NotebookNode
            The cells of the present release.
        """
        marked = [cell for cell in skeleton if "grade_id" in mark_of(cell)]
        present = {mark_of(cell)["grade_id"]: cell for cell in marked}
        texts = {_digest(cell.source) for cell in skeleton}
        codes = (place for place, cell in enumerate(skeleton) if cell.cell_type == "code")
        first = next(codes, None)
        for cell in list(cells):
            name, text = cell.mark.get("grade_id"), _digest(cell.text)
            if cell.id in BY_BUILD or text in self._by_build:
                cells.remove(cell)
                continue
            original = present.get(name) if isinstance(name, str) else None
            if original is not None:
                if _watched(cell.mark) in self._marks:
                    cell.mark = dict(mark_of(original))
                if (name, text) in self._stubs or (not is_answer(original) and text in self._given):
                    cell.source, cell.text = original.source, original.source.strip()
            elif text in self._given and text not in texts:
                if cell.kind == "code" and not cell.mark and first is not None:
                    cell.before = first
                else:
                    cells.remove(cell)

    def had_order(self, ids):
        """Return whether the cells with these ids were in this order in an earlier release."""
        orders = (order for order in self._orders if set(ids) <= set(order))
        return any(sorted(ids, key=order.index) == ids for order in orders)

    def always_had(self, name):
        """Return whether every earlier release had the graded cell of this name."""
        return all(name in names for names in self._names)


def _watched(mark):
    return [mark.get(key) for key in WATCHED] if mark else None


def _digest(text):
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:24]
