"""Is a function the student's own? What it is made of, and whether that is ready-made."""

from __future__ import annotations

import dis
import functools
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

PACKAGE = Path(__file__).resolve().parents[1]

READY_MADE = ("cnncourse", "scipy", "torch", "tensorflow", "keras", "jax", "cv2", "skimage")
GIVEN = ("cnncourse.checks", "cnncourse.layers.shapes")
"""Modules of the package that an assignment hands out itself."""


def objection(function, name, given=()):
    """Say why something cannot be judged as the student's function.

    Parameters
    ----------
    function : object
    name : str
    given : sequence of str
        Modules of the course that it may use besides `GIVEN`.

    Returns
    -------
    str or None
    """
    if not callable(function):
        return f"the name holds {type(function).__name__} {function!r:.40}, not a function."
    function = unwrapped(function)
    module = str(getattr(function, "__module__", "")).partition(".")[0]
    code = getattr(function, "__code__", None)
    home = Path(code.co_filename) if code is not None else Path()
    if module == "cnncourse" or PACKAGE in home.parents:
        return (
            "this function comes from the package `cnncourse`, it is not yours.\n"
            f"  Write it in the cell that begins with `def {name}` and run that cell again."
        )
    found = ready_made(function, given)
    if found is not None:
        return f"it {found}. Ready-made convolutions do not count: write the loops."
    return None


def unwrapped(function):
    """Look inside `functools.partial` and decorators.

    Parameters
    ----------
    function : callable

    Returns
    -------
    callable
    """
    while isinstance(function, functools.partial) or hasattr(function, "__wrapped__"):
        inner = function.func if isinstance(function, functools.partial) else function.__wrapped__
        if inner is function:
            break
        function = inner
    return function


def ready_made(function, given=()):
    """Find a library that does the exercise, in a function or in the helpers that it calls.

    This helps those who did not know the rule. It is no lock: whoever wants to hide an import
    can.

    Parameters
    ----------
    function : callable
    given : sequence of str
        See `objection`.

    Returns
    -------
    str or None
        Such as "uses `conv2d` from torch" or "calls `pad2d`, which imports `scipy`".
    """
    variables = getattr(unwrapped(function), "__globals__", {})

    def home(name):
        value = variables.get(name)
        module = getattr(value, "__name__" if isinstance(value, ModuleType) else "__module__", None)
        return module if isinstance(module, str) else ""

    for owner, code in codes(function):
        whose = "" if owner == unwrapped(function).__name__ else f"calls `{owner}`, which "
        named = [*code.co_names, *map(home, code.co_names)]
        if not any(is_ready_made(name, given) for name in named):
            continue  # most often; what stands at which step is slow to find out
        for step in dis.get_instructions(code):
            if step.opname == "IMPORT_NAME" and is_ready_made(step.argval, given):
                return f"{whose}imports `{step.argval}`"
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                if is_ready_made(home(step.argval), given):
                    return f"{whose}uses `{step.argval}` from {home(step.argval)}"
    return None


def is_ready_made(module, given=()):
    """Say whether a module does exercises, so that no answer may use it; see `objection`."""
    allowed = (*GIVEN, *given)
    handed_out = any(module == one or module.startswith(f"{one}.") for one in allowed)
    return module.partition(".")[0] in READY_MADE and not handed_out


def codes(function):
    """Yield the code of a function, and of the functions in and beside it that it names.

    Parameters
    ----------
    function : callable
        Helpers are looked up among its global names; those of libraries are left out.

    Yields
    ------
    (str, code)
        The name of the function that it belongs to, too.
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
