"""Read the course's own answers to an exercise, right or wrong, from a file.

The file is a percent script with one cell per answer. A cell begins with a title that says what is
special about the answer and, below it, advice for students whose function does the same. Then comes
the answer: as edits of the reference, or in full where an edit cannot express it.

    # %% The kernel's rows are flipped.
    # Use it as it is, on both axes.
    # - out[i, j] = np.sum(window * kernel)
    # + out[i, j] = np.sum(window * kernel[::-1])

    # %% Every call returns the answer to one example.
    # Compute it from the arguments.
    def cross_correlate2d(image, kernel):
        return np.array([[19, 25], [37, 43]])

An edit removes consecutive lines (`-`) and puts others in their place (`+`). It must match the
reference in exactly one place; only the indentation of the whole edit may differ. A `-` after a
`+` or after an empty line begins the next edit. `# or` begins another way to make the same mistake;
if a `+` follows directly, it replaces the same lines as the way before.
"""

from __future__ import annotations

import inspect
import itertools
import re
import textwrap
from dataclasses import dataclass

from cnncourse.checks.engine.edits import Edit, EditError, apply
from cnncourse.checks.engine.ownership import unwrapped

EDIT = re.compile(r"# ([-+])(?: (.*))?")
OR = "# or"


@dataclass(frozen=True)
class Answer:
    """An answer to an exercise.

    Attributes
    ----------
    title : str
        What is special about it; for a wrong answer, a sentence that names the mistake.
    advice : str
        What to do; may be empty.
    source : str
        What a student would have typed into the cell.
    """

    title: str
    advice: str
    source: str


def source_of(function):
    """Read a function's source, without indentation.

    Parameters
    ----------
    function : callable

    Returns
    -------
    str
    """
    return textwrap.dedent(inspect.getsource(unwrapped(function))).rstrip()


def read(path, reference):
    """Read the answers in a file.

    Parameters
    ----------
    path : Path
        If the file is missing, there are no answers.
    reference : str
        The source that edits apply to.

    Returns
    -------
    list of Answer

    Raises
    ------
    EditError
        If a cell is malformed; the message names the file and the cell.
    """
    if not path.is_file():
        return []
    _, *cells = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = []
    for cell in cells:
        title, _, body = cell.partition("\n")
        try:
            found += _answers(title.strip(), body, reference)
        except EditError as error:
            raise EditError(f"{path}: {title.strip()!r}: {error}") from None
    return found


def read_all(folder, name, reference):
    """Read the answers to an exercise from `NAME.py` and the files in `NAME/`.

    Parameters
    ----------
    folder : Path
    name : str
    reference : str
        The source that edits apply to.

    Returns
    -------
    list of Answer

    Raises
    ------
    EditError
        See `read`.
    """
    files = [folder / f"{name}.py", *sorted((folder / name).glob("*.py"))]
    return [answer for file in files for answer in read(file, reference)]


def _answers(title, body, reference):
    """Read one cell, which may hold several versions of a mistake."""
    if not title:
        raise EditError("a cell needs a title: `# %% what is special about it`")
    advice, rest = _advice(body.splitlines())
    if not any(rest):
        raise EditError("the cell contains neither an edit nor code")
    if not _is_edit(rest[0]):
        return [Answer(title, advice, "\n".join(rest).strip("\n"))]
    return [Answer(title, advice, apply(_edits(lines), reference)) for lines in _ways(rest)]


def _advice(lines):
    """Split a cell's lines below the title into prose and answer."""
    count = 0
    while count < len(lines) and lines[count].startswith("#") and not _is_edit(lines[count]):
        count += 1
    prose = " ".join(line.lstrip("# ").strip() for line in lines[:count])
    rest = lines[count:]
    while rest and not rest[0].strip():
        del rest[0]
    return prose, rest


def _ways(lines):
    """Split the lines of a cell into the versions of its mistake."""
    ways = [[]]
    for line in lines:
        if line == OR:
            ways.append([])
        elif not ways[-1] and len(ways) > 1 and line.startswith("# +"):
            ways[-1] = [*itertools.takewhile(lambda old: old.startswith("# -"), ways[-2]), line]
        else:
            ways[-1].append(line)
    return ways


def _edits(lines):
    """Read the edits of one answer."""
    edits, out, into = [], [], []
    for line in [*lines, ""]:
        edit = EDIT.fullmatch(line)
        if line.strip() and edit is None:
            raise EditError(f"neither an edit nor advice below the title: {line}")
        ends = edit is None or (edit[1] == "-" and into)
        if ends and into and not out:
            raise EditError(f"an edit must begin with a `-` line, not with {into[0].strip()}")
        if ends and out:
            edits.append(Edit(tuple(out), tuple(into)))
            out, into = [], []
        if edit is not None:
            (out if edit[1] == "-" else into).append(edit[2] or "")
    if not edits:
        raise EditError("an alternative is empty")
    return edits


def _is_edit(line):
    return EDIT.fullmatch(line) is not None
