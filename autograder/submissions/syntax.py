"""Parse other people's Python source, safely from several threads and without warnings."""

from __future__ import annotations

import ast
import contextlib
import symtable
import threading
import warnings

_one_at_a_time = threading.Lock()


def parse(source):
    """Parse a module, as `ast.parse` does.

    Parameters
    ----------
    source : str

    Returns
    -------
    ast.Module
    """
    with _exclusive():
        return ast.parse(source)


def table(source):
    """Build the symbol table of a module, as `symtable.symtable` does.

    Parameters
    ----------
    source : str

    Returns
    -------
    symtable.SymbolTable
    """
    with _exclusive():
        return symtable.symtable(source, "<cell>", "exec")


@contextlib.contextmanager
def _exclusive():
    """Keep other threads from parsing, and Python from warning about a student's code.

    Some versions of Python, including 3.11, count the depth of the tree for all threads together:
    if two threads parse at once, they fail with "AST constructor recursion depth mismatch", however
    simple the source is.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
