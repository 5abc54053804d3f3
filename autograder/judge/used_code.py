"""Find the project's files that a verdict depends on: what its checks and the grader import.

Imports are read, not run. A module that imports by a computed name counts as importing everything,
unless the name is understood.
"""

from __future__ import annotations

import ast
import functools
import hashlib
from pathlib import Path

from autograder.sandbox.visible import modules_of
from autograder.submissions.syntax import parse
from cnncourse.checks.catalogue import packages
from cnncourse.checks.engine.ready_made import within

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ("autograder", "cnncourse")
GRADER = ("autograder.grading.grade", "autograder.inside")
JUDGES = ("cnncourse.checks.engine.judge", "cnncourse.checks.mistakes")
BY_NAME = ("import_module", "__import__")
LOADERS = ("exec_module", "load_module", "run_module", "run_path", "spec_from_file_location")
KNOWN = {
    "cnncourse.checks.catalogue": "the assignment's own folder, which is counted",
    "cnncourse.checks.kinds.harnesses.common": "an engine that `provides:` names",
    "autograder.inside.guard": "what `provides:` names",
    "autograder.inside.zygote": "what given cells import, which `provides:` names too",
}
"""Modules that import by a computed name, and what they import."""


@functools.cache  # this process has loaded its code, which no longer changes
def fingerprint_of_checks(assignment):
    """Fingerprint an assignment's checks, and everything that they and their judge import.

    Parameters
    ----------
    assignment : str

    Returns
    -------
    str

    Raises
    ------
    LookupError
        If there is no such assignment.
    """
    return _fingerprint(files_of([*JUDGES, *packages(assignment)]))


@functools.cache
def fingerprint_of_code(assignment, provides):
    """Fingerprint all code that a verdict on an assignment depends on.

    Parameters
    ----------
    assignment : str
    provides : tuple of str
        Modules that answers may import; libraries among them are ignored.

    Returns
    -------
    str
    """
    provided = [name for name in provides if within(name, ["cnncourse"])]
    provided = [name for name in provided if name != "cnncourse.checks"]  # empty in the sandbox
    return _fingerprint(files_of([*GRADER, *JUDGES, *provided, *packages(assignment)]))


def files_of(names):
    """Find the files of modules and of everything they import, and the data beside them.

    Parameters
    ----------
    names : sequence of str
        A package includes its submodules.

    Returns
    -------
    list of Path
        Sorted.
    """
    found = modules_of(names)
    while (more := _by_name(found)) - found.keys():
        names = [*names, *more]
        found = modules_of(names)
    folders = {path.parent for path in found.values()}
    beside = {path for place in folders for path in place.iterdir() if path.suffix != ".py"}
    return sorted({*found.values(), *(path for path in beside if path.is_file())})


def _by_name(modules):
    """Return what some modules import by computed names."""
    found = set()
    for module, path in modules.items():
        text = "" if module in KNOWN else path.read_text(encoding="utf-8")
        if any(word in text for word in (*BY_NAME, *LOADERS)):
            package = module if path.name == "__init__.py" else module.rpartition(".")[0]
            found |= set(_called_with(text, package))
    return found


def _called_with(text, package):
    """Yield what a module imports by computed names: its own package, or the whole project."""
    understood = set()
    for node in ast.walk(parse(text)):  # visits a call before the name that it calls
        if isinstance(node, ast.Call) and _name(node.func) in BY_NAME:
            begin = ast.unparse(node.args[0]) if node.args else ""
            if begin.startswith(("f'{__name__}.", "f'{__package__}.")):
                understood.add(node.func)
                yield package
        elif node not in understood and _name(node) in (*BY_NAME, *LOADERS):
            yield from PROJECT


def _name(node):
    """Return the name that a node reads, or imports under another name."""
    if isinstance(node, ast.alias):
        return node.asname and node.name
    return getattr(node, "id", getattr(node, "attr", None))


def _fingerprint(files):
    found = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        found.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()
