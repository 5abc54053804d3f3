"""Python source as top-level statements: what each binds, what it reads, and what it needs."""

from __future__ import annotations

import ast
import symtable
import warnings
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement at the top level of a module or a cell.

    Attributes
    ----------
    text : str
        Its source, without comments around it, and without the docstring of a function.
    binds, reads : frozenset of str
        The global names that it assigns, and those that it and the functions in it look up.
    defines : str or None
        The function's name, if it is a definition.
    is_stub : bool
        Whether it defines a function whose body only raises NotImplementedError.
    is_import : bool
    """

    text: str
    binds: frozenset[str]
    reads: frozenset[str]
    defines: str | None = None
    is_stub: bool = False
    is_import: bool = False


def read_statements(source):
    """Split source into its top-level statements; each imported name is a statement of its own.

    Parameters
    ----------
    source : str

    Returns
    -------
    list of Statement

    Raises
    ------
    SyntaxError
        If the source is not valid Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a student's code
        try:
            tree = ast.parse(source)
        except ValueError as error:  # a null byte, on Python 3.11
            raise SyntaxError(str(error)) from error
        return [one for node in tree.body for one in _statements(node, source)]


def needed(statements, *names):
    """List the definitions of some names and every statement that they need, directly or not.

    Parameters
    ----------
    statements : list of Statement
        In the order in which they run; the last one that binds a name counts.
    *names : str

    Returns
    -------
    list of Statement
        In the same order.
    """
    last = {}
    for one in statements:
        if not one.is_stub or one.defines not in last:
            last |= dict.fromkeys(one.binds, one)
    chosen, waiting = set(), list(names)
    while waiting:
        one = last.get(waiting.pop())
        if one is not None and id(one) not in chosen:
            chosen.add(id(one))
            waiting += one.reads
    return [one for one in statements if id(one) in chosen]


def _statements(node, source):
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return
        for alias in node.names:
            single = type(node)(**{**dict(ast.iter_fields(node)), "names": [alias]})
            bound = (alias.asname or alias.name).partition(".")[0]
            yield Statement(ast.unparse(single), frozenset([bound]), frozenset(), is_import=True)
        return
    is_function = isinstance(node, ast.FunctionDef)
    text = _definition(node, source) if is_function else ast.get_source_segment(source, node)
    binds, reads = _names(text)
    yield Statement(
        text,
        binds,
        reads,
        defines=node.name if is_function else None,
        is_stub=is_function and _only_raises(node),
    )


def _definition(node, source):
    """Return a function's lines with its decorators and without its docstring."""
    lines = source.splitlines()
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
    docstring, has_more = node.body[0], len(node.body) > 1
    if ast.get_docstring(node) is None or not has_more or docstring.lineno == node.lineno:
        return "\n".join(lines[first : node.end_lineno])
    kept = lines[first : docstring.lineno - 1] + lines[docstring.end_lineno : node.end_lineno]
    return "\n".join(kept)


def _names(text):
    binds, reads, waiting = set(), set(), [symtable.symtable(text, "<cell>", "exec")]
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        at_top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if at_top and (symbol.is_assigned() or symbol.is_imported()):
                binds.add(symbol.get_name())
            if symbol.is_referenced() and (at_top or symbol.is_global()):
                reads.add(symbol.get_name())
    return frozenset(binds), frozenset(reads)


def _only_raises(node):
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return False
    raised = body[0].exc.func if isinstance(body[0].exc, ast.Call) else body[0].exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
