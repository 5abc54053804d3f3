"""Collect the functions that a student wrote in earlier notebooks into one text.

Notebooks are read as text and never run. Of each function the text takes its definition and
whatever else of that notebook it uses: helpers, constants, imports.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from cnncourse.exercises.own_engine import LAYERS, NOTEBOOKS
from cnncourse.exercises.statements import Statement, needed, read_statements

OWN = "13_your_own_network"
LISTED = '''def my_functions():
    """Return your functions by their names."""
    return {{
{entries}    }}
'''


@dataclass
class Collected:
    """What was found in a student's notebooks.

    Attributes
    ----------
    source : str
        The functions, what they use, and `my_functions`.
    taken : dict of str to str
        By function, the file that it comes from: its name, or its path if several have that name.
    missing : dict of str to str
        By function, why it is missing.
    notes : list of str
        What else the student should know, in sentences.
    """

    source: str = ""
    taken: dict = field(default_factory=dict)
    missing: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


@dataclass
class _Notebook:
    """A student's notebook: its code as top-level statements, and what could not be read."""

    path: Path
    place: int  # which of the places that were given holds it
    label: str
    statements: list[Statement]
    broken: dict[str, str]  # the syntax error of a function's cell, by the function's name


def collect(*places):
    """Collect the functions, and print where each was found or why it is missing.

    Parameters
    ----------
    *places : str or Path
        Notebooks, or folders that hold them, directly or in folders of their own. Of several
        copies, that of the earlier place counts, and within a place the one that was saved last.

    Returns
    -------
    Collected
    """
    found = collected(*places)
    for home, names in NOTEBOOKS.items():
        for name in names:
            told = found.taken.get(name) or f"MISSING: {found.missing[name]}"
            print(f"{home:<24} {name:<26} {told}")
    print(*found.notes, sep="\n", end="\n" if found.notes else "")
    print(f"{len(found.taken)} of {len(found.taken) + len(found.missing)} functions are collected.")
    return found


def collected(*places):
    """Collect the functions without printing or writing.

    Parameters
    ----------
    *places : str or Path
        See `collect`.

    Returns
    -------
    Collected
    """
    found, notebooks, unreadable = Collected(), [], []
    files = _files(places, found.notes)
    names = [path.name for path, _ in files]
    for path, place in files:
        label = path.name if names.count(path.name) == 1 else str(path)
        try:
            notebooks.append(_Notebook(path, place, label, *_read(path)))
        except (OSError, ValueError, RecursionError) as error:
            unreadable.append(label)
            found.notes.append(
                f"{label} cannot be read as a notebook and was left out: save or download it again "
                f"({_short(error)})."
            )
    kept = {}  # name to statement, and the notebook it comes from
    for home, names in NOTEBOOKS.items():
        for name in names:
            _take(name, home, notebooks, kept, found)
            damaged = [label for label in unreadable if home in label]
            if damaged and found.missing.get(name) == _nowhere(home):
                found.missing[name] = f"{damaged[0]} cannot be read, see below"
    found.source = _text(kept, found.taken)
    return found


def _files(places, notes):
    """List the notebooks in some places, without this one and Jupyter's copies.

    Returns
    -------
    list of (Path, int)
        Each with the number of its place.
    """
    files = {}
    for number, place in enumerate(map(Path, places)):
        if place.is_dir():
            inside = [*sorted(place.glob("*.ipynb")), *sorted(place.glob("*/*.ipynb"))]
        elif place.is_file():
            inside = [place]
        else:
            notes.append(f'There is no file or folder "{place}".')
            continue
        for path in inside:
            hidden = any(part.startswith(".") and part != ".." for part in path.parts)
            if not hidden and OWN not in path.name:
                files.setdefault(path.resolve(), (path, number))
    if not files:
        notes.append("There are no notebooks in " + ", ".join(f'"{one}"' for one in places) + ".")
    return list(files.values())


def _read(path):
    """Read a notebook's statements and its broken cells; ValueError if it is not a notebook."""
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it holds no cells")
    statements, broken = [], {}
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        source = "".join(source) if isinstance(source, list) else str(source)
        source = re.sub(r"^([ \t]*)[%!].*", r"\1pass", source, flags=re.MULTILINE)
        try:
            statements += read_statements(source)
        except SyntaxError as error:
            told = f"line {error.lineno} of its cell is not valid Python: {error.msg}"
            broken |= dict.fromkeys(re.findall(r"^def[ \t]+(\w+)", source, re.MULTILINE), told)
    return statements, broken


def _take(name, home, notebooks, kept, found):
    """Add a function and what it uses to `kept`, or say why it is missing."""
    having = [one for one in notebooks if _written(one, name)]
    having.sort(key=lambda one: (home in str(one.path), -one.place, one.path.stat().st_mtime))
    if not having:
        found.missing[name] = _why_missing(name, home, notebooks)
        return
    chosen = having[-1]
    if len({_written(one, name).text for one in having}) > 1:
        others = ", ".join(sorted(str(one.path) for one in having[:-1]))
        found.notes.append(
            f"{name} is taken from {chosen.path}; another one is in {others}. "
            "To choose, name the notebooks in the call of collect."
        )
    wanted = needed(chosen.statements, name)
    for one in wanted:
        for bound in one.binds:
            if bound in kept and kept[bound][0].text != one.text:
                other = kept[bound][1].label
                told = f"its `{bound}` differs from that of {other}: rename one of the two"
                found.missing[name] = f"{told}, then collect again"
                return
    for one in wanted:
        kept |= {bound: (one, chosen) for bound in one.binds if bound not in kept}
    found.taken[name] = chosen.label
    bound = {*dir(builtins), "__name__"}.union(*(one.binds for one in wanted))
    unknown = sorted(set().union(*(one.reads for one in wanted)) - bound)
    if unknown:
        used = " and ".join(f"`{one}`" for one in unknown)
        found.notes.append(f"{name} uses {used}, which {chosen.label} does not define.")


def _written(notebook, name):
    """Return the last definition of a function in a notebook that is more than a stub, or None."""
    written = [one for one in notebook.statements if one.defines == name and not one.is_stub]
    return written[-1] if written else None


def _why_missing(name, home, notebooks):
    for one in notebooks:
        if name in one.broken:
            return f"{one.broken[name]} ({one.label})"
    if any(part.defines == name for one in notebooks for part in one.statements):
        return f"not written yet in {home}"
    return _nowhere(home)


def _nowhere(home):
    return f"no notebook has it: solve it in {home}"


def _text(kept, taken):
    """Write the module: imports, then the rest by notebook, then `my_functions`."""
    parts = list({id(one): (one, notebook) for one, notebook in kept.values()}.values())
    imports = sorted({one.text for one, _ in parts if one.is_import})
    blocks = ["\n".join(imports)] if imports else []
    for notebook in dict.fromkeys(id(notebook) for _, notebook in parts):
        own = [(one, book) for one, book in parts if id(book) == notebook and not one.is_import]
        own.sort(key=lambda pair: pair[1].statements.index(pair[0]))
        if own:
            blocks.append(f"# From {own[0][1].label}")
            blocks += [one.text for one, _ in own]
    entries = "".join(f'        "{name}": {name},\n' for name in taken if name in LAYERS)
    source = "\n\n\n".join([*blocks, LISTED.format(entries=entries)])
    ast.parse(source)  # each part was valid, so this is
    return source


def _short(error):
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
