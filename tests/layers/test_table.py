"""The table of `cnncourse.layers` lists every function and its module."""

from __future__ import annotations

import re
from importlib import import_module

from cnncourse import layers


def rows():
    """Yield (names, module) for every row of the table; module is None if the row has none."""
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
    """Expand a name of the table: `relu_*` is a pair, `1d` a variant of the name before it."""
    if name in ("1d", "3d"):
        name = earlier.replace("2d", name)
    return [name.replace("*", end) for end in ("forward", "backward")] if "*" in name else [name]


def test_every_function_is_in_the_table_with_its_module():
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
