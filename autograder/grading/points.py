"""What a verdict is worth: points and void exercises are applied after judging.

A verdict says which share of a check's cases passed, so a class need not run again if only points
change.
"""

from __future__ import annotations

import json

from autograder.course import METADATA
from autograder.grading.verdicts import read_metadata
from autograder.judge.bundle import VOID
from autograder.submissions.marks import BY_RELEASE, drop_points, is_check, mark_of


def with_points(verdict, bundle):
    """Give a verdict the points of a bundle.

    Parameters
    ----------
    verdict : bytes
        A graded notebook as it was judged, perhaps with other points.
    bundle : Bundle

    Returns
    -------
    bytes
        As if it had been graded with this bundle; the same object if nothing changes.

    Raises
    ------
    ValueError
        If it is not a graded notebook.
    """
    scores = read_metadata(verdict)["scores"]
    if not bundle.void and _scores(scores, bundle) == scores:
        return verdict
    notebook = json.loads(verdict)
    _give_points(notebook, bundle)
    style = {"ensure_ascii": False, "indent": 1, "sort_keys": True, "separators": (",", ": ")}
    return json.dumps(notebook, **style).encode() + b"\n"  # as nbformat writes it


def _give_points(notebook, bundle):
    """Give a graded notebook the points of a bundle, and all points of its void exercises."""
    ours = notebook["metadata"][METADATA]
    ours["scores"] = _scores(ours["scores"], bundle)
    if bundle.void:
        ours[VOID] = list(bundle.void)
    released = {mark["grade_id"]: mark for mark in map(mark_of, bundle.release.cells) if mark}
    for cell in filter(is_check, notebook["cells"]):
        mark, name = mark_of(cell), mark_of(cell)["grade_id"]
        mark.update({key: released[name][key] for key in BY_RELEASE if key in released[name]})
        if name in bundle.void:
            text = [ours["scores"][name]["message"] + "\n"]
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]


def _scores(scores, bundle):
    return {name: score | _worth(name, score, bundle) for name, score in scores.items()}


def _worth(name, score, bundle):
    """Return the fields of a score that depend on its points."""
    of = bundle.points[name]
    if name in bundle.void:
        message = f"{name}: this exercise is void, so everybody gets its {of:g} points."
        nothing = {"review": None, "culprit": None}
        return {"points": of, "of": of, "passed": True, "message": message} | nothing
    review = score["review"] if of else None  # nothing is left to decide
    return {"points": round(of * score["fraction"], 2), "of": of, "review": review}


def differing_scores(older, newer):
    """Return the checks whose scores differ between two graded notebooks of a student.

    Parameters
    ----------
    older, newer : bytes

    Returns
    -------
    set of str
        All checks, if the notebooks differ in more than points.
    """
    new = json.loads(newer)
    scores = new["metadata"][METADATA]["scores"]
    try:
        old = json.loads(older)
        before = old["metadata"][METADATA]["scores"]
        if _without_points(old) != _without_points(new):
            return set(scores)
    except (ValueError, LookupError, TypeError, AttributeError):  # it is damaged
        return set(scores)
    return {name for name, score in scores.items() if before.get(name) != score}


def _without_points(notebook):
    """Remove everything that depends on points from a graded notebook, in place."""
    for name in (VOID, "scores"):
        notebook["metadata"][METADATA].pop(name, None)
    for cell in filter(is_check, notebook["cells"]):
        cell["outputs"] = []
    drop_points(notebook["cells"])
    return notebook
