"""Decide whether a function is the student's own, or uses something ready-made."""

from __future__ import annotations

import dis
import functools
import re
import sys
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

from cnncourse.checks.engine.ready_made import GIVEN, READY_MADE, within
from cnncourse.common.words import quoted

PACKAGE = Path(__file__).resolve().parents[2]

LAST_NAMES = {name.rpartition(".")[2] for name in READY_MADE}


MISSING = "no function of this name exists after all cells have run."
HOLDS = re.compile(r"(the name holds) (.*), (not a function\.)", re.DOTALL)
OWN = re.compile(
    re.escape(MISSING)
    + r"|this function comes from the package `cnncourse`, not from you\."
    + r"\s+Write it in the cell that begins with `def \w{1,80}` and run that cell again\."
    + r"|it (calls `\w{1,80}`, which )?(is|uses|imports) `[\w.]{1,200}`( from [\w.]{0,200})?\."
    + r" Ready-made answers do not count: write it yourself\."
)
"""Objections that contain none of the student's words."""


class Objection(NamedTuple):
    """Why something cannot be judged, and the helper responsible, if any."""

    text: str
    culprit: str | None = None


def objection(function, name, given=()):
    """Say why something cannot be judged as the student's function.

    Parameters
    ----------
    function : object
    name : str
    given : sequence of str
        What it may use even though `READY_MADE` lists it, in addition to `GIVEN`.

    Returns
    -------
    Objection or None
    """
    if not callable(function):
        held = f"{type(function).__name__} {function!r:.40}"
        return Objection(f"the name holds {held}, not a function.")
    function = unwrapped(function)
    module = str(getattr(function, "__module__", "")).partition(".")[0]
    code = getattr(function, "__code__", None)
    home = Path(code.co_filename) if code is not None else Path()
    if module == "cnncourse" or PACKAGE in home.parents:
        return Objection(
            "this function comes from the package `cnncourse`, not from you.\n"
            f"  Write it in the cell that begins with `def {name}` and run that cell again."
        )
    found = ready_made_part(function, given)
    if found is None:
        return None
    text = f"it {found.text}. Ready-made answers do not count: write it yourself."
    return found._replace(text=text)


def with_quotes(text):
    """Put quotes around the parts of an objection that a student may have written.

    Parameters
    ----------
    text : str
        In one line. It comes from a process that a student controls, so it may be forged.

    Returns
    -------
    str
    """
    if OWN.fullmatch(text):
        return text
    if held := HOLDS.fullmatch(text):
        return f"{held[1]} {quoted(held[2])}, {held[3]}"
    return quoted(text)


def unwrapped(function):
    """Look inside `functools.partial` and decorators.

    Parameters
    ----------
    function : callable

    Returns
    -------
    callable
    """
    *_, inmost = _layers(function)
    return inmost


def _layers(function):
    """Yield a function, then what `functools.partial` and decorators wrap, from outside in."""
    yield function
    while isinstance(function, functools.partial) or hasattr(function, "__wrapped__"):
        inner = function.func if isinstance(function, functools.partial) else function.__wrapped__
        if inner is function:
            break
        function = inner
        yield function


def ready_made_part(function, given=()):
    """Find something ready-made in a function or its helpers.

    This helps students who did not know the rule. It is not a lock: an import can be hidden.

    Parameters
    ----------
    function : callable
    given : sequence of str
        See `objection`.

    Returns
    -------
    Objection or None
        With a text such as "uses `conv2d` from torch" or "calls `my_helper`, which imports
        `scipy`".
    """
    allowed = (*GIVEN, *given)
    for answer in _layers(function):
        if _is_refused(_full_name(answer), allowed):
            return Objection(f"is `{answer.__name__}` from {_home(answer)}")
    variables = getattr(unwrapped(function), "__globals__", {})
    for owner, code in codes(function):
        helper = None if owner == unwrapped(function).__name__ else owner
        whose = "" if helper is None else f"calls `{helper}`, which "
        if not _is_suspicious(code, variables, allowed):
            continue  # most are harmless, and disassembling takes milliseconds
        for name, told in _named(code, variables):
            if _is_refused(name, allowed):
                return Objection(f"{whose}{told}", helper)
    for value in _held(unwrapped(function)):
        if _is_refused(_full_name(value), allowed):
            return Objection(f"uses `{_full_name(value)}`")
    return None


def _held(function):
    """Yield what a function's defaults hold, and the bases of the classes that it names."""
    if type(function) is not FunctionType:
        return
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    for _, code in codes(function):
        named = (function.__globals__.get(name) for name in code.co_names)
        for value in named:
            if type(value) is type:
                yield from value.__mro__[1:]


def _is_refused(name, allowed):
    """Say whether a full name is ready-made here; a parent of something allowed is not."""
    above = any(one.startswith(f"{name}.") for one in allowed)
    return _is_listed(name, allowed) and not above


@functools.lru_cache(maxsize=4096)
def _is_listed(name, allowed):
    return within(name, READY_MADE) and not within(name, allowed)


def _is_suspicious(code, variables, allowed):
    """Say whether the names in a code object could mean something ready-made."""
    named = [*code.co_names, *(_full_name(variables.get(name)) for name in code.co_names)]
    return any(name in LAST_NAMES or _is_listed(name, allowed) for name in named)


def _named(code, variables):
    """Yield what a code object imports or uses: the full name, and how to say it.

    Only attributes of modules are followed, including modules held in local variables.
    """
    imported, plain, local, value, constant = "", False, {}, None, None
    for step in dis.get_instructions(code):
        kind, name = step.opname, step.argval
        if kind == "EXTENDED_ARG":  # belongs to the next instruction
            continue
        holder, value = value, None
        if kind == "LOAD_CONST":
            constant = name
        elif kind == "IMPORT_NAME":
            plain = constant is None  # `import a.b`, which binds a; not `from a.b import c`
            imported = name.partition(".")[0] if plain else name
            value = sys.modules.get(imported)
            yield name, f"imports `{name}`"
        elif kind == "IMPORT_FROM":
            full = f"{imported}.{name}"
            value = getattr(sys.modules.get(imported), name, None)
            imported = full if plain else imported  # `import a.b as c` walks down
            yield full, f"imports `{full}`"
        elif kind.startswith(("STORE_FAST", "STORE_DEREF", "LOAD_FAST", "LOAD_DEREF")):
            names = name if isinstance(name, tuple) else (name,)  # some instructions do two things
            if kind.startswith("STORE"):
                local[names[0]] = holder
            value = local.get(names[-1]) if "LOAD" in kind else None
        elif kind in ("LOAD_GLOBAL", "LOAD_NAME"):
            value = variables.get(name)
            yield _full_name(value), f"uses `{name}` from {_home(value)}"
        elif kind in ("LOAD_ATTR", "LOAD_METHOD") and isinstance(holder, ModuleType):
            value = getattr(holder, name, None)
            yield f"{holder.__name__}.{name}", f"uses `{name}` from {holder.__name__}"


def _home(value):
    """Name the module that a value is or comes from, "" if unknown."""
    found = getattr(value, "__name__" if isinstance(value, ModuleType) else "__module__", None)
    return found if isinstance(found, str) else ""


def _full_name(value):
    """Name a value with its module, such as "numpy.convolve"; "" if unknown."""
    home, name = _home(value), getattr(value, "__name__", None)
    if isinstance(value, ModuleType) or not home or not isinstance(name, str):
        return home
    return f"{home}.{name}"


def codes(function):
    """Yield the code of a function, of the functions inside it, and of its helpers.

    Parameters
    ----------
    function : callable
        Helpers are looked up among its global names; library functions are left out.

    Yields
    ------
    (str, code)
        The code with the name of the function that it belongs to.
    """
    function = unwrapped(function)
    if type(function) is not FunctionType:
        return
    variables, seen = function.__globals__, set()
    waiting = [(function.__name__, function.__code__)]
    while waiting:
        owner, code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        yield owner, code
        waiting += [(owner, part) for part in code.co_consts if isinstance(part, CodeType)]
        for name in code.co_names:
            helper = variables.get(name)
            if type(helper) is FunctionType and helper.__globals__ is variables:
                waiting.append((name, helper.__code__))


def names_used(function):
    """List the global names and attributes that a function and its helpers use.

    Parameters
    ----------
    function : callable

    Returns
    -------
    set of str
    """
    return {name for _, code in codes(function) for name in code.co_names}
