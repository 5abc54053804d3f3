"""Decide which of a notebook's cells have to run for grading.

The student's own cells always run, and so do the given cells that import or prepare something.
Two kinds are skipped: the checks, because the referee does their work, and the given cells that
only show answers at work. Those print a result or draw a picture that the student has seen in
their own notebook, they take most of the time, and an answer that never returns would stop each of
them.

A given cell only shows answers if

- it names an exercise and is plain Python without `with`, decorators or `import *`;
- every call whose result it drops is `print`, `display`, `progress`, an exercise, a `show()`
  method, or a method of something that the cell itself created (`ax.set_title(...)`);
- no cell that runs reads a name that this one binds or could change. A cell could change whatever
  it mentions, except modules, functions and classes from given cells, built-in names and exercises;
  those count only if the cell binds them or writes into them.

Readers are found by name. They are the later cells that run, and the functions of all cells that
run, because those are called after all cells. Local names of functions do not count. A cell that is
not plain Python counts as reading every word in it, and one that may reach names indirectly
(`exec`, `globals()`) as reading everything.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
from dataclasses import dataclass

from autograder.submissions.marks import by_student, is_check
from autograder.submissions.syntax import parse, table

SHOWS = ("print", "display", "progress")
REACHES_ALL = frozenset("exec eval globals locals vars get_ipython __main__".split())
LONGEST = 20_000  # characters; a longer cell is not parsed
NEEDS_TO_RUN = (ast.With, ast.AsyncWith)
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Names:
    """The global names of a cell, and of the functions in it.

    Attributes
    ----------
    read : frozenset of str
        Names read while the cell runs.
    later : frozenset of str
        Names read by its functions, whenever they are called.
    bound : frozenset of str
    plain : bool
        Whether the cell is plain Python whose effects can be judged by its names.
    """

    read: frozenset
    later: frozenset
    bound: frozenset = frozenset()
    plain: bool = True


def must_run(cells, exercises):
    """Decide which code cells have to run for grading.

    Parameters
    ----------
    cells : list of NotebookNode
        The code cells of a rebuilt notebook.
    exercises : collection of str
        The functions that are judged.

    Returns
    -------
    list of bool
    """
    exercises = frozenset(exercises)
    given = [cell.source for cell in cells if not by_student(cell) and not is_check(cell)]
    tools = _tools(tuple(given)) | frozenset(dir(builtins)) | exercises
    waiting = {
        place: _may_change(cell.source, exercises, tools)
        for place, cell in enumerate(cells)
        if not by_student(cell) and not is_check(cell) and _only_shows(cell.source, exercises)
    }
    running = {p for p, cell in enumerate(cells) if p not in waiting and not is_check(cell)}
    while wanted := {
        place
        for place, changed in waiting.items()
        if changed & _read_after(cells, running, place, exercises)
    }:
        running |= wanted
        for place in wanted:
            del waiting[place]
    return [place in running for place in range(len(cells))]


def _read_after(cells, running, place, exercises):
    """Collect the names that are read after a cell has run; the referee reads the exercises."""
    found = set(exercises)
    for other in running:
        found |= names(cells[other].source).later
        if other > place:
            found |= names(cells[other].source).read
    return found


def mentions(source, exercises):
    """Return whether a cell names an exercise."""
    return not _words(source).isdisjoint(exercises)


def _words(source):
    return frozenset(re.findall(r"[^\W\d]\w*", source))


@functools.lru_cache(maxsize=4096)
def names(source):
    """Find the global names of a cell.

    Parameters
    ----------
    source : str

    Returns
    -------
    Names
    """
    if len(source) > LONGEST:
        return Names(REACHES_ALL, REACHES_ALL, plain=False)
    try:
        waiting, tree = [table(source)], parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, or broken Python
        found = _words(re.sub(r"^[ \t]*#.*", "", source, flags=re.MULTILINE))
        return Names(found, found, plain=False)
    read, later, bound = set(), set(), set()
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        for symbol in scope.get_symbols():
            at_top = scope.get_type() == "module"
            if at_top or symbol.is_global():
                if symbol.is_referenced():
                    (read if at_top else later).add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported():
                    bound.add(symbol.get_name())
    for node in ast.walk(tree):  # what the symbol table does not show
        if isinstance(node, IMPORTS):
            read |= {getattr(node, "module", None), *(one.name for one in node.names)} & REACHES_ALL
        elif isinstance(node, (ast.AugAssign, ast.Delete)):
            changed = node.targets if isinstance(node, ast.Delete) else [node.target]
            later |= {one.id for one in changed if isinstance(one, ast.Name)}
    plain = REACHES_ALL.isdisjoint(read | later)
    return Names(frozenset(read), frozenset(later), frozenset(bound), plain)


@functools.lru_cache(maxsize=64)
def _tools(given):
    """Find the modules, functions and classes that given cells define and never rebind."""
    found, others = set(), set()
    for source in given:
        if not names(source).plain:
            continue
        tree = parse(source)
        found |= _imported(tree)
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                others.add(node.id)
    return frozenset(found - others)


@functools.lru_cache(maxsize=1024)
def _only_shows(source, exercises):
    """Return whether a given cell only shows answers, apart from the names that it may change."""
    used = names(source)
    if not used.plain or not mentions(source, exercises):
        return False
    tree = parse(source)
    imported = _imported(tree)
    own = (used.bound | exercises) - imported
    if "*" in imported:
        return False
    for node in ast.walk(tree):
        if isinstance(node, NEEDS_TO_RUN) or getattr(node, "decorator_list", []):
            return False
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await)):
            called = getattr(node.value, "func", None)
            shows = isinstance(called, ast.Name) and called.id in SHOWS
            shows = shows or (isinstance(called, ast.Attribute) and called.attr == "show")
            if not shows and _root(called) not in own:
                return False
    return True


@functools.lru_cache(maxsize=1024)
def _may_change(source, exercises, tools):
    """List the names that a given cell binds or could change."""
    used = names(source)
    written = {
        _root(node)
        for node in ast.walk(parse(source))
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load)
    }
    return used.bound | ((used.read | used.later) - tools) | (written - {None}) | REACHES_ALL


def _imported(tree):
    """List the names that a cell's imports bind."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, IMPORTS)]
    return {(one.asname or one.name).partition(".")[0] for node in nodes for one in node.names}


def _root(node):
    """Return the variable that an expression such as `a.b[0].c()` starts with, or None."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
