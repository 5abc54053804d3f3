"""The table of `cnncourse.layers` names every function, and the module that it comes from."""

from __future__ import annotations

import re
from importlib import import_module

from cnncourse import layers


def rows():
    """Yield (names, module) for every row of the table; a row without a module goes on."""
    lines = iter(layers.__doc__.splitlines())
    for line in lines:
        if line.startswith("functions "):
            break
    next(lines)
    for line in lines:
        if line.startswith("==="):
            return
        names, module = line[:27], re.findall(r"`(.+)`", line[77:])
        yield re.findall(r"`([^`]+)`", names), module[0] if module else None


def expand(name, earlier):
    """Write a name of the table in full: `relu_*` is a pair, `1d` one like the name before it."""
    if name == "1d":
        name = earlier.replace("2d", "1d")
    return [name.replace("*", end) for end in ("forward", "backward")] if "*" in name else [name]


def test_every_function_stands_in_the_table_with_its_module():
    found, module, earlier = {}, None, None
    for names, place in rows():
        module = place or module
        for name in names:
            found |= dict.fromkeys(expand(name, earlier), module)
            earlier = name
    assert set(found) == set(layers.__all__)
    for name, module in found.items():
        function = getattr(import_module(f"cnncourse.layers.{module}"), name)
        assert function is getattr(layers, name)
        assert function.__module__ == f"cnncourse.layers.{module}", name
