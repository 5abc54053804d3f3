"""Mutants of a function: its source with one small automatic change.

Each change is one that a typo or a slip of thought could make: another operator, a number off by
one, a swapped pair, a missing statement. The texts of exceptions are not changed, because no check
compares them.
"""

from __future__ import annotations

import ast
import copy
import difflib
from dataclasses import dataclass

BINARY = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.MatMult: (ast.Mult,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult, ast.Div),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
COMPARISON = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Raise, ast.Return, ast.Assert)


@dataclass(frozen=True)
class Mutant:
    """A changed function.

    Attributes
    ----------
    source : str
        As `ast.unparse` writes it.
    out, into : str
        The changed lines before and after, without indentation.
    """

    source: str
    out: str
    into: str


def mutants(source):
    """Make all mutants of a function.

    Parameters
    ----------
    source : str
        Of one function, without indentation.

    Returns
    -------
    list of Mutant
        In the order of the source, no two alike.
    """
    tree = ast.parse(source)
    before = ast.unparse(tree)
    found = {before: None}
    for parent, field, place, node in list(_changeable(tree.body[0])):
        for changed in (changed for make in MAKERS for changed in make(node)):
            _put(parent, field, place, changed)
            after = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, place, node)
            if after not in found:
                found[after] = Mutant(after, *_changed_lines(before, after))
    return list(found.values())[1:]


def plain(source):
    """Normalize a source so that equal code is equal text, whatever its layout and comments."""
    return ast.unparse(ast.parse(source))


def _changeable(function):
    """Yield the nodes that may change, each with its parent and its place there.

    That is everything except the docstring and the texts of exceptions.
    """
    waiting = [
        slot
        for slot in _children(function)
        if slot[1] == "args" or (slot[1] == "body" and not _is_docstring(*slot))
    ]
    while waiting:
        slot = waiting.pop(0)
        yield slot
        if not isinstance(slot[-1], (ast.Raise, ast.JoinedStr)):
            waiting[:0] = _children(slot[-1])


def _children(node):
    """Yield the parts of a node, each as `(node, field, place in a list or None, part)`."""
    for field, value in ast.iter_fields(node):
        for place, part in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(part, ast.AST):
                yield node, field, place, part


def _is_docstring(function, field, place, node):
    return place == 0 and ast.get_docstring(function) is not None


def _put(parent, field, place, node):
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _changed_lines(before, after):
    old, new = before.splitlines(), after.splitlines()
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changes = [change for change in changes if change[0] != "equal"]
    out = old[changes[0][1] : changes[-1][2]]
    into = new[changes[0][3] : changes[-1][4]]
    return tuple(" / ".join(line.strip() for line in lines) for lines in (out, into))


def _with(node, **fields):
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _operators(node):
    """Another operator."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield from (_with(node, op=other()) for other in BINARY.get(type(node.op), ()))
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=node.lineno)
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for number in range(len(node.values)):
            values = node.values[:number] + node.values[number + 1 :]
            yield _with(node, values=values) if len(values) > 1 else values[0]
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from (_with(node, ops=[other()]) for other in COMPARISON[type(node.ops[0])])


def _numbers(node):
    """A number off by one, or an inverted boolean."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, (int, float)):
        yield from (ast.Constant(node.value + step) for step in (1, -1))


def _slices(node):
    """A slice without one of its bounds, or with an upper bound off by one."""
    if not isinstance(node, ast.Slice):
        return
    for bound in ("lower", "upper", "step"):
        if getattr(node, bound) is not None:
            yield _with(node, **{bound: None})
    if node.upper is not None:
        yield _with(node, upper=_less_one(node.upper))


def _conditions(node):
    """A condition inverted or removed."""
    if isinstance(node, (ast.IfExp, ast.While)):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    if isinstance(node, ast.If):
        for test in (ast.UnaryOp(ast.Not(), node.test), ast.Constant(True), ast.Constant(False)):
            yield _with(node, test=test)


def _orders(node):
    """Two neighbours swapped, in a tuple, a list, an index or a call."""
    name = {ast.Tuple: "elts", ast.List: "elts", ast.Call: "args"}.get(type(node))
    if name is None:
        return
    parts = getattr(node, name)
    for place in range(len(parts) - 1):
        swapped = [*parts[:place], parts[place + 1], parts[place], *parts[place + 2 :]]
        yield _with(node, **{name: swapped})


def _keywords(node):
    """A keyword argument removed."""
    if isinstance(node, ast.Call):
        for gone in node.keywords:
            yield _with(node, keywords=[one for one in node.keywords if one is not gone])


def _loops(node):
    """A loop that skips its last step, or all but its first."""
    if not isinstance(node, (ast.For, ast.comprehension)):
        return
    steps = node.iter
    if isinstance(steps, ast.Call) and isinstance(steps.func, ast.Name) and steps.args:
        if steps.func.id == "range":
            stop = 0 if len(steps.args) == 1 else 1
            shorter = [*steps.args]
            shorter[stop] = _less_one(shorter[stop])
            yield _with(node, iter=_with(steps, args=shorter))
    if isinstance(node, ast.For):
        yield _with(node, body=[*node.body, ast.Break()])


def _statements(node):
    """A statement removed."""
    if isinstance(node, SIMPLE):
        yield ast.Pass()


def _less_one(node):
    return ast.BinOp(node, ast.Sub(), ast.Constant(1))


MAKERS = (
    _operators,
    _numbers,
    _slices,
    _conditions,
    _orders,
    _keywords,
    _loops,
    _statements,
)
