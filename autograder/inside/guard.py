"""Keep student code from importing ready-made answers while it is graded.

An assignment lists under `provides:` the modules that answers may import. All other modules of the
course and the autograder, including those that the worker itself uses, are removed before the
first cell runs, and so are the libraries with ready-made layers.

This only keeps honest people honest: anybody who tries can still open the files, search the
interpreter's memory or remove the hook. In the sandbox the modules are truly absent.
"""

from __future__ import annotations

import importlib
import sys
from importlib.abc import MetaPathFinder
from types import ModuleType

from cnncourse.checks.engine.ready_made import ABSENT, IDLE, LABELLED, within

OWN = ("cnncourse", "autograder")
REFUSED = (*ABSENT, *LABELLED)


class Refusal(MetaPathFinder):
    """An import hook that refuses modules that the assignment does not provide.

    Parameters
    ----------
    provides : sequence of str
    """

    def __init__(self, provides):
        self.provides = provides

    def find_spec(self, name, path=None, target=None):
        """Raise ModuleNotFoundError for refused modules; leave the rest to the other finders."""
        if within(name, REFUSED) and not within(name, self.provides):
            advice = "" if within(name, LABELLED) else ": write it yourself"
            raise ModuleNotFoundError(
                f"{name} is not available in this assignment{advice}", name=name
            )
        return None


def restrict_imports(provides):
    """Remove the course's modules that are not provided, and refuse to import them again.

    The modules in `IDLE` always exist, with functions that do nothing.

    Parameters
    ----------
    provides : sequence of str
        Dotted names of modules; a package includes its submodules.
    """
    provides = tuple(name for name in provides if name not in IDLE)
    first = sys.meta_path[0]
    if isinstance(first, Refusal) and first.provides == provides:
        return  # the zygote already did this
    for name in provides:
        importlib.import_module(name)
    for name in list(sys.modules):
        if within(name, REFUSED) and not within(name, provides):
            del sys.modules[name]
    for name, functions in IDLE.items():
        sys.modules[name] = ModuleType(name, "Does nothing while an assignment is graded.")
        vars(sys.modules[name]).update(dict.fromkeys(functions, _do_nothing))
    for name in [name for name in sys.modules if within(name, OWN)]:
        _add_parents(name)
    sys.meta_path.insert(0, Refusal(provides))


def _do_nothing(*args, **kwargs):
    """Do nothing: the referee judges."""


def _add_parents(name):
    """Put empty packages above a module, so that it can be imported by its full name."""
    child = sys.modules[name]
    while "." in name:
        name, _, last = name.rpartition(".")
        if name not in sys.modules:
            sys.modules[name] = ModuleType(name)
            sys.modules[name].__path__ = []
        setattr(sys.modules[name], last, child)
        child = sys.modules[name]
