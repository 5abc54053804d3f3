"""Build nbgrader's instructor notebook from `solutions/NN_topic/assignment.md`.

An exercise cell imports a function of `cnncourse`; the build puts that function's source in its
place, with nbgrader's solution markers around the body. So the course has one copy of every
function, and the student's stub, its docstring and the solution cannot drift apart.

An exercise cell with the tag `collected` asks for functions of earlier notebooks; its solution also
holds the sources of those that the reference's module imports, without their docstrings.

Two cells are added to every notebook: the first code cell installs the course on Colab and names
the edition that made the notebook, and the last one calls `progress` with the exercises' points.

The header of `assignment.md` lists under `provides:` the modules that answers may import, and
under `data:` the files and folders beside it that given cells read. If points change after
grading, or an exercise turns out to be broken, release and `grade` again, which does not rerun any
submission: `:points: 0` makes an exercise count for nothing, and `:tags: [check, void]` gives
everybody its points.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import importlib
import inspect
import math
import re
import symtable
from pathlib import Path

import jupytext
import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring.data_files import data_files, refuse_others, write_data_files
from autograder.authoring.notebooks import BEGIN, END
from autograder.course import METADATA, CourseError, write_atomically
from autograder.judge.bundle import VOID
from autograder.submissions.marks import ANSWER, is_answer, is_by_build, mark_of, points_of
from cnncourse.checks.engine.answers import source_of
from cnncourse.common.edition import install_cell, own_commit
from cnncourse.common.names import advice
from cnncourse.exercises.statements import needed, read_statements

KEYS = ("provides", "data")  # in the header of `assignment.md`
JUPYTER_KEYS = ("jupytext", "kernelspec", "language_info")  # also allowed there
COLLECTED = "collected"  # the tag
CELL_KEYS, TAGS = ("tags", "points"), ("exercise", COLLECTED, "check", VOID)
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
PROGRESS = """\
from cnncourse.checks import progress

progress({points})"""


def assignments(solutions):
    """List the assignments that have a source, sorted."""
    return sorted(path.parent.name for path in Path(solutions).glob("*/assignment.md"))


def build_notebook(source, *, known_checks, repository):
    """Make the instructor's notebook of one assignment.

    Parameters
    ----------
    source : Path
        `solutions/NN_topic/assignment.md`.
    known_checks : list of str
        Names of the checks that exist for this assignment.
    repository : str
        Where Colab installs the course from.

    Returns
    -------
    NotebookNode
        With nbgrader's metadata, solution markers and cell ids that depend on the source only.

    Raises
    ------
    CourseError
        If the source is not a proper assignment; the message names file and cell.
    """
    try:
        draft = jupytext.reads(source.read_text(encoding="utf-8"), fmt="md:myst")
    except Exception as error:  # jupytext's errors have no common base class
        first = str(error).strip().splitlines()[0]
        raise CourseError(f"{source}: cannot be read as MyST Markdown: {first}") from error
    _require_known(draft.metadata, (*KEYS, *JUPYTER_KEYS), "key", source)
    cells, exercises, checks = [], [], {}  # checks: whether each is void, by name
    for number, cell in enumerate(draft.cells, start=1):
        where = f"{source}, cell {number}"
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code":
            _require_known(cell.metadata, CELL_KEYS, "option", where)
            _require_known(tags, TAGS, "tag", where)
        if "exercise" in tags:
            cells.append(_exercise_cell(cell.source, exercises, where, COLLECTED in tags))
        elif "check" in tags:
            cells.append(_check_cell(cell, exercises, checks, known_checks, where))
        else:
            cells.append(nbformat.from_dict(dict(cell, metadata={})))
    if unchecked := [name for name in exercises if name not in checks]:
        raise CourseError(f"{source}: no check cell for {', '.join(unchecked)}")
    if not checks:
        raise CourseError(f"{source}: the assignment has no exercise")
    first_code = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    install = install_cell(repository, sources, own_commit())
    cells.insert(first_code, new_code_cell(install, id="install"))
    cells.append(new_code_cell(_progress_cell(cells), id="progress"))
    try:
        missing = undefined_names(cells)
    except SyntaxError as error:
        raise CourseError(f"{source}: a code cell is not Python: {error.msg}") from error
    if missing:
        raise CourseError(
            f"{source}: the notebook uses {', '.join(missing)} but never defines or imports it"
        )
    _assign_ids(cells)
    mine = {
        "assignment": source.parent.name,
        "title": _title(cells) or source.parent.name,
        "provides": list(draft.metadata.get("provides", [])),
    }
    mine |= {"data": data} if (data := draft.metadata.get("data")) else {}
    mine |= {VOID: void} if (void := [name for name, is_void in checks.items() if is_void]) else {}
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, METADATA: mine})


def _title(cells):
    """Read the notebook's title, the heading of its first cell, or return None."""
    found = re.match(r"# (.+)", cells[0].source) if cells[0].cell_type == "markdown" else None
    return found and found[1].strip()


def _require_known(given, known, what, where):
    """Raise an error if a key, an option or a tag is misspelt: it would have no effect."""
    for name in given:
        if name not in known:
            raise CourseError(f"{where}: unknown {what} {name!r} ({advice(name, known)})")


def function_source(module, name, where):
    """Return a function's source with solution markers around the body below its docstring."""
    try:
        function = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise CourseError(f"{where}: cannot import {module}: {error}") from error
    except AttributeError as error:
        raise CourseError(f"{where}: {module} has no function {name!r}") from error
    if not inspect.isfunction(function):
        raise CourseError(f"{where}: {module}.{name} is not a function")
    text = source_of(function)
    definition = ast.parse(text).body[0]
    if ast.get_docstring(definition) is None:
        raise CourseError(f"{where}: {module}.{name} has no docstring to show to the student")
    first_line = definition.body[0].end_lineno  # the docstring's last line
    if len(definition.body) == 1:
        raise CourseError(f"{where}: {module}.{name} has no body below its docstring")
    lines = text.splitlines()
    indent = " " * definition.body[0].col_offset
    return "\n".join(
        [*lines[:first_line], indent + BEGIN, *lines[first_line:], indent + END],
    )


def collected_sources(module):
    """Write the sources of the functions that a module imports, and of what these use.

    Parameters
    ----------
    module : str
        The module of the reference.

    Returns
    -------
    str
        Imports first, then the functions in the order of their modules.
    """
    here = vars(importlib.import_module(module)).values()
    functions = [one for one in here if inspect.isfunction(one) and one.__module__ != module]
    chosen = []
    for home in dict.fromkeys(function.__module__ for function in functions):
        text = inspect.getsource(importlib.import_module(home))
        own = {function.__name__ for function in functions if function.__module__ == home}
        chosen += needed(read_statements(text), *own)
    imports = sorted({one.text for one in chosen if one.is_import})
    return "\n\n\n".join(["\n".join(imports), *(one.text for one in chosen if not one.is_import)])


def _exercise_cell(source, exercises, where, collects):
    """Turn `from MODULE import NAME` into the solution cell of that function."""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise CourseError(f"{where}: the exercise is not Python: {error.msg}") from error
    single = len(statements) == 1 and isinstance(statements[0], ast.ImportFrom)
    if not single or len(statements[0].names) != 1 or statements[0].names[0].asname:
        raise CourseError(f"{where}: an exercise is one line `from MODULE import NAME`")
    name = statements[0].names[0].name
    if name in exercises:
        raise CourseError(f"{where}: a second exercise {name!r}")
    exercises.append(name)
    text = function_source(statements[0].module, name, where)
    if collects:
        more = collected_sources(statements[0].module)
        text = text.replace(f"    {END}", f"\n\n{more}\n{END}")
    return _graded_cell(text, f"{ANSWER}{name}", grade=False, solution=True, locked=False)


def _check_cell(cell, exercises, checks, known_checks, where):
    """Give `check("NAME")` its points and nbgrader's metadata; note whether it is void."""
    match = re.fullmatch(r"""check\((["'])(\w+)\1\)""", cell.source.strip())
    if match is None:
        raise CourseError(f'{where}: a check is one line `check("NAME")`')
    name, points = match.group(2), cell.metadata.get("points")
    if name in checks:
        raise CourseError(f"{where}: a second check of {name!r}")
    if name not in known_checks:
        raise CourseError(f"{where}: cnncourse.checks has no check {name!r} for this assignment")
    if name not in exercises:
        raise CourseError(f"{where}: the check of {name!r} comes before its exercise")
    number = isinstance(points, (int, float)) and not isinstance(points, bool)
    if not number or not math.isfinite(points) or points < 0:
        raise CourseError(
            f"{where}: the check of {name!r} needs `:points:` with a number, 0 or more"
        )
    checks[name] = VOID in cell.metadata.tags
    return _graded_cell(cell.source, name, grade=True, solution=False, locked=True, points=points)


def _progress_cell(cells):
    """Write the last cell, which runs all checks once more and adds the points up."""
    points = {name: worth for name, worth in points_of(cells).items() if worth}
    lines = [f'    "{name}": {worth:g},' for name, worth in points.items()]
    return PROGRESS.format(points="\n".join(["{", *lines, "}"]))


def _graded_cell(source, grade_id, **marks):
    nbgrader = {"schema_version": 3, "grade_id": grade_id, "task": False, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": {**nbgrader, **marks}})


def _assign_ids(cells):
    """Give every cell an id that depends on its content, not on when it was built."""
    taken = set()
    for cell in cells:
        if mark := mark_of(cell):
            name = mark["grade_id"] if is_answer(cell) else f"check_{mark['grade_id']}"
        elif is_by_build(cell):
            continue
        else:
            name = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        stem, copy = name[:56], 1
        name = stem
        while name in taken:
            copy += 1
            name = f"{stem}-{copy}"
        taken.add(name)
        cell["id"] = name


def undefined_names(cells):
    """List the names that a notebook's code reads but never binds, sorted."""
    code = "\n".join(
        line
        for cell in cells
        if cell.cell_type == "code"
        for line in (re.sub(r"^(\s*)[%!].*", r"\1pass", text) for text in cell.source.splitlines())
    )
    top = symtable.symtable(code, "notebook", "exec")
    bound = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    bound |= set(dir(builtins)) | {"__name__", "__file__"}
    read, tables = set(), [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        read |= {
            s.get_name()
            for s in table.get_symbols()
            if s.is_referenced() and (table is top or s.is_global())
        }
    return sorted(read - bound)


def repository_url(root):
    """Read the repository's address from the book's configuration, the only place that has it."""
    path = Path(root) / "_config.yml"
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))["repository"]["url"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise CourseError(f"{path}: needs `repository:` with `url:` for Colab") from error


def known_checks(name, source):
    """List the checks that exist for an assignment."""
    from cnncourse.checks import names

    try:
        return list(names(name))
    except LookupError as error:
        raise CourseError(f"{source}: cnncourse.checks: {error.args[0]}") from error


def build_assignments(solutions, course, names, *, repository):
    """Write the instructor notebooks of the named assignments into `source/`.

    Parameters
    ----------
    solutions : Path
    course : Course
    names : list of str
    repository : str

    Returns
    -------
    list of Path
    """
    notebooks = make_notebooks(solutions, names, repository=repository)
    return write_notebooks(solutions, course, notebooks)


def make_notebooks(solutions, names, *, repository):
    """Make the instructor notebooks of the named assignments.

    Returns
    -------
    dict of str to NotebookNode
    """
    made = {}
    for name in names:
        source = Path(solutions) / name / "assignment.md"
        known = known_checks(name, source)
        made[name] = build_notebook(source, known_checks=known, repository=repository)
        data_files(source, made[name])  # raises an error if one is missing
    return made


def write_notebooks(solutions, course, notebooks):
    """Write instructor notebooks, and their data files, into `source/`.

    Parameters
    ----------
    solutions : Path
    course : Course
    notebooks : dict of str to NotebookNode
        By assignment.

    Returns
    -------
    list of Path

    Raises
    ------
    CourseError
        If `source/` holds any other file; then nothing is written.
    """
    data = {
        name: data_files(Path(solutions) / name / "assignment.md", notebook)
        for name, notebook in notebooks.items()
    }
    for name, files in data.items():
        refuse_others(course, name, files)
    written = []
    for name, notebook in notebooks.items():
        write_data_files(course, name, data[name])
        path = course.folder("source", name) / f"{name}.ipynb"
        write_atomically(path, nbformat.writes(notebook).encode())
        written.append(path)
    return written
