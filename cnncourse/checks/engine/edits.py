"""Edits of a function's source: lines out, lines in, each matching in exactly one place."""

from __future__ import annotations

import ast
import difflib
import textwrap
from dataclasses import dataclass


class EditError(ValueError):
    """An edit that does not fit its source; the one-line message says which and why."""


@dataclass(frozen=True)
class Edit:
    """Neighbouring lines to take out, and lines to put in their place.

    Attributes
    ----------
    out, into : tuple of str
        `out` holds one line or more, `into` may be empty. Indentation counts within an edit
        only: both are shifted to where `out` stands in the source.
    """

    out: tuple[str, ...]
    into: tuple[str, ...]


def apply(edits, source):
    """Edit a source.

    Parameters
    ----------
    edits : sequence of Edit
        Each matches the given source, whatever the others do to it.
    source : str
        Of one function.

    Returns
    -------
    str

    Raises
    ------
    EditError
        If an edit matches nowhere or in several places, changes nothing, touches a line that
        another one takes out, or leaves something that is not Python.
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
            raise EditError(f"{which} takes out a line of another edit: {edit.out[0].strip()}")
        changes[start] = taken, into
    for start, (taken, into) in sorted(changes.items(), reverse=True):
        lines[start : taken.stop] = into
    edited = "\n".join(lines)
    try:
        ast.parse(edited)
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise EditError(f"the edited function is not Python: {error.msg}: {line}") from None
    return edited


def _place(out, lines):
    """Find where neighbouring lines stand, and how much further to the right than given."""
    wanted, count = _dedented(out), len(out)
    starts = range(len(lines) - count + 1)
    found = [n for n in starts if _dedented(lines[n : n + count]) == wanted]
    if len(found) == 1:
        return found[0], _indentation(lines[found[0]]) - _indentation(out[0])
    if found:
        places = ", ".join(str(start + 1) for start in found)
        raise EditError(
            f"matches in {len(found)} places (lines {places}): take a neighbouring line into it: "
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
        raise EditError(f"puts a line too far to the left: {line.strip()}")
    return " " * indentation + line.strip()


def _indentation(line):
    return len(line) - len(line.lstrip())


def _nearest(out, lines):
    """Name the first line that is not there, and the one that is most like it."""
    there = [line.strip() for line in lines if line.strip()]
    missing = next((line.strip() for line in out if line.strip() not in [*there, ""]), None)
    if missing is None:
        return f"its lines are not neighbours, or are indented differently: {out[0].strip()}"
    nearest = difflib.get_close_matches(missing, there, n=1, cutoff=0.0)[0]
    return f"{missing}; the nearest line is: {nearest}"
