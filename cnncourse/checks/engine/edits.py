"""Edits of a function's source: each replaces lines that match in exactly one place."""

from __future__ import annotations

import ast
import difflib
import textwrap
from dataclasses import dataclass


class EditError(ValueError):
    """An edit that does not fit its source; the one-line message says which and why."""


@dataclass(frozen=True)
class Edit:
    """Consecutive lines to remove, and lines to put in their place.

    Attributes
    ----------
    out, into : tuple of str
        `out` holds at least one line, `into` may be empty. Only relative indentation counts: both
        are shifted to where `out` is in the source.
    """

    out: tuple[str, ...]
    into: tuple[str, ...]


def apply(edits, source):
    """Edit a source.

    Parameters
    ----------
    edits : sequence of Edit
        Each is matched against the original source, independently of the others.
    source : str
        The source of one function.

    Returns
    -------
    str

    Raises
    ------
    EditError
        If an edit matches nowhere or in several places, changes nothing, removes a line that
        another one removes, or leaves invalid Python.
    """
    lines = source.splitlines()
    changes = {}
    for number, edit in enumerate(edits, 1):
        which = f"edit {number} of {len(edits)}"
        try:
            start, shift = _place(edit.out, lines)
            into = [_shifted(line, shift) for line in edit.into]
        except EditError as error:
            raise EditError(f"{which} {error}") from None
        taken = range(start, start + len(edit.out))
        if into == lines[start : taken.stop]:
            raise EditError(f"{which} changes nothing: {edit.out[0].strip()}")
        if any(place in other for other, _ in changes.values() for place in taken):
            raise EditError(f"{which} removes a line of another edit: {edit.out[0].strip()}")
        changes[start] = taken, into
    for start, (taken, into) in sorted(changes.items(), reverse=True):
        lines[start : taken.stop] = into
    edited = "\n".join(lines)
    try:
        ast.parse(edited)
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise EditError(f"the edited function is not valid Python: {error.msg}: {line}") from None
    return edited


def _place(out, lines):
    """Find where consecutive lines start, and how much further they are indented there."""
    wanted, count = _dedented(out), len(out)
    starts = range(len(lines) - count + 1)
    found = [n for n in starts if _dedented(lines[n : n + count]) == wanted]
    if len(found) == 1:
        return found[0], _indentation(lines[found[0]]) - _indentation(out[0])
    if found:
        places = ", ".join(str(start + 1) for start in found)
        raise EditError(
            f"matches in {len(found)} places (lines {places}): include a neighbouring line: "
            f"{out[0].strip()}"
        )
    raise EditError(f"matches nowhere: {_nearest(out, lines)}")


def _dedented(lines):
    return textwrap.dedent("\n".join(line.rstrip() for line in lines))


def _shifted(line, shift):
    if not line.strip():
        return ""
    indentation = _indentation(line) + shift
    if indentation < 0:
        raise EditError(f"moves a line too far left: {line.strip()}")
    return " " * indentation + line.strip()


def _indentation(line):
    return len(line) - len(line.lstrip())


def _nearest(out, lines):
    """Name the first missing line, and the existing line most like it."""
    there = [line.strip() for line in lines if line.strip()]
    missing = next((line.strip() for line in out if line.strip() not in [*there, ""]), None)
    if missing is None:
        return f"its lines are not consecutive, or are indented differently: {out[0].strip()}"
    nearest = difflib.get_close_matches(missing, there, n=1, cutoff=0.0)[0]
    return f"{missing}; the nearest line is: {nearest}"
