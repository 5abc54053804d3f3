"""Check the outputs that a student's process reports: text and pictures, and nothing else.

The worker sends nothing else, but student code can reach into the worker. So its outputs are
checked here, in a process that student code cannot reach, before they become part of a page.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

MAX_TEXT = 25_000  # characters; the worker cuts texts earlier, with a note
MAX_SHOWN = 50  # outputs of one cell
MAX_PICTURE = 1_000_000  # characters
MAX_ALL = 8_000_000  # characters of a whole notebook; the worker keeps fewer
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
KEYS = {
    "stream": {"output_type", "name", "text"},
    "display_data": {"output_type", "data", "metadata"},
    "error": {"output_type", "ename", "evalue", "traceback"},
}


def read_outputs(outputs, count):
    """Check the outputs of cells and convert them to nbformat's.

    Parameters
    ----------
    outputs : object
        As received from the student's process.
    count : int
        Number of cells.

    Returns
    -------
    list of list of NotebookNode

    Raises
    ------
    ValueError
        If they contain anything that is neither plain text nor a picture.
    """
    if type(outputs) is not list or len(outputs) != count:
        raise ValueError("expected one list of outputs per cell")
    found = [_read_cell(cell) for cell in outputs]
    if sum(_size(output) for cell in found for output in cell) > MAX_ALL:
        raise ValueError(f"expected outputs of at most {MAX_ALL:,} characters")
    return found


def _size(output):
    texts = [output.get("text"), output.get("evalue"), *output.get("traceback", ())]
    return sum(map(len, filter(None, [*texts, *output.get("data", {}).values()])))


def _read_cell(cell):
    if type(cell) is not list or len(cell) > MAX_SHOWN:
        raise ValueError(f"expected a list of at most {MAX_SHOWN} outputs")
    return [_read(output) for output in cell]


def _read(output):
    kind = output.get("output_type") if type(output) is dict else None
    if type(kind) is not str or set(output) != KEYS.get(kind):
        raise ValueError("an output has an unknown form")
    if kind == "stream":
        _require_harmless(output["name"] in ("stdout", "stderr") and _is_text(output["text"]))
    elif kind == "error":
        trace = output["traceback"]
        _require_harmless(_is_text(output["ename"]) and _is_text(output["evalue"]))
        _require_harmless(
            type(trace) is list and len(trace) <= MAX_SHOWN and all(map(_is_text, trace))
        )
    else:
        data = output["data"]
        _require_harmless(output["metadata"] == {} and type(data) is dict)
        _require_harmless(all(_is_harmless(name, shown) for name, shown in data.items()))
        output = {**output, "data": NotebookNode(data), "metadata": NotebookNode()}
    return NotebookNode(output)


def _require_harmless(condition):
    if not condition:
        raise ValueError("an output is neither plain text nor a picture")


def _is_text(value):
    return type(value) is str and len(value) <= MAX_TEXT


def _is_harmless(kind, shown):
    """Return whether one form of an output cannot harm its reader."""
    if kind in ("image/png", "image/jpeg"):
        return type(shown) is str and len(shown) <= MAX_PICTURE and bool(BASE64.fullmatch(shown))
    return kind == "text/plain" and _is_text(shown)
