"""One name for one thing, across all modules of both packages."""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from functools import cache
from importlib import import_module
from inspect import isclass
from types import ModuleType

import autograder
import cnncourse
from cnncourse import nn

ENGINES = ("cnncourse.nn", "cnncourse.blueprint", "cnncourse.torch_nn")
# Public classes that share a name without being one idea in several engines, with the reason.
SHARED: dict[str, str] = {}


@cache
def modules():
    """Import every module of both packages; return them by name."""
    found = {}
    for package in (cnncourse, autograder):
        found[package.__name__] = package
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                found[module.name] = import_module(module.name)
    return found


def hidden_modules(package):
    """List the modules of a package that are hidden by something of the same name."""
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return [
        name
        for name in names
        if name != "__main__" and not isinstance(getattr(package, name), ModuleType)
    ]


def public_classes():
    """Map the name of every public class to the modules that define it."""
    found = defaultdict(set)
    for name, module in modules().items():
        for value in vars(module).values():
            if isclass(value) and value.__module__ == name and not value.__name__.startswith("_"):
                found[value.__name__].add(name)
    return found


def engine_of(module):
    return next((e for e in ENGINES if module == e or module.startswith(f"{e}.")), None)


def test_all_modules_are_found():
    assert len(modules()) > 250
    assert {"cnncourse.layers.conv.loops", "autograder.judge.referee"} <= modules().keys()


def test_no_package_hides_one_of_its_modules():
    packages = [module for module in modules().values() if hasattr(module, "__path__")]
    hidden = {package.__name__: hidden_modules(package) for package in packages}
    assert not {name: found for name, found in hidden.items() if found}


def test_a_hidden_module_is_found():
    package = ModuleType("package")
    package.__path__ = list(nn.__path__)
    for module in pkgutil.iter_modules(nn.__path__):
        setattr(package, module.name, import_module(f"cnncourse.nn.{module.name}"))
    assert hidden_modules(package) == []
    package.layer = nn.Layer
    assert hidden_modules(package) == ["layer"]


def test_only_classes_of_the_engines_share_a_name():
    shared = {name: places for name, places in public_classes().items() if len(places) > 1}
    unlike = {
        name: sorted(places)
        for name, places in shared.items()
        if None in map(engine_of, places) or len(places) != len({engine_of(p) for p in places})
    }
    assert unlike.keys() == SHARED.keys(), unlike
