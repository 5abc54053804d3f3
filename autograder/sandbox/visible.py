"""Decide what a submission sees of this machine.

It sees Python, the allowed libraries, and the course's modules that its assignment provides.
Everything else is absent.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import sys
from pathlib import Path

from autograder.sandbox import shared_libraries
from autograder.sandbox.allowed_libraries import compiled, libraries
from autograder.submissions.syntax import parse
from cnncourse.checks.engine.ready_made import (
    ABSENT,
    EMPTIED,
    IDLE,
    IDLE_IF_PROVIDED,
    LABELLED,
    NO_ANSWERS,
    OWN_LAYERS,
    within,
)

SITE = Path("/site-packages")
SHARED_PREFIXES = ("/", "/usr", "/usr/local")
"""Prefixes at which Python can be installed beside other programs."""

OWN = ("course", "trusted", "data")  # our own folders in the sandbox
IDLE_FUNCTION = '''

def {name}(*args, **kwargs):
    """Do nothing: the referee judges."""
'''

NO_LAYER = "the course's layers do nothing in this assignment: only your own run"
EMPTY = '''"""This package does nothing here."""


def __getattr__(name):
    """Explain why nothing is here."""
    raise AttributeError(f"{__name__} is not available in this assignment: write it yourself")
'''


def interpreter():
    """Return the path of Python inside the sandbox.

    Returns
    -------
    str
    """
    return f"{sys.base_prefix}/bin/python{sys.version_info[0]}.{sys.version_info[1]}"


def mounts(stage, provides):
    """List bubblewrap's options for what a submission may see, all of it read-only.

    Parameters
    ----------
    stage : Path
        A folder that `lay_out` has filled.
    provides : sequence of str

    Returns
    -------
    list of str
    """
    found, python = libraries(provides), _python()
    hidden = [
        one for place in python for one in (*place.glob("*-packages"), *place.glob("*/*-packages"))
    ]
    program = os.path.realpath(sys._base_executable)
    modules = [Path(place) for place in sys.path if Path(place).name == "lib-dynload"]
    system, told = _system_libraries([Path(program), *modules, *compiled(provides)], python)
    shown = [*system, *(("--ro-bind", place, place) for place in python)]
    shown.append(("--ro-bind", program, Path(interpreter())))
    shown += [("--ro-bind", stage / "empty", place) for place in hidden]
    for name, place in sorted(found.items()):
        shown.append(("--ro-bind", place, SITE / name))
        shown += [("--ro-bind", stage / "empty", inside) for inside in _answers(place, provides)]
        emptied = [module for module in EMPTIED if module.startswith(f"{name}.")]
        for module in emptied if not within(name, provides) else []:
            shown.append(("--ro-bind", stage / module, SITE.joinpath(*module.split("."))))
    shown += [("--ro-bind", stage / name, Path("/", name)) for name in OWN]
    made, options, places = {Path("/")}, told, {place for _, _, place in shown}
    for option, source, place in shown:
        within_another = not places.isdisjoint(place.parents)
        for above in [] if within_another else reversed(place.parents):
            if above not in made:  # bubblewrap would create it for its own user only
                options += ["--perms", "0755", "--dir", str(above)]
                made.add(above)
        options += [option, str(source), str(place)]
    return options


def _python():
    """List the folders of Python's library; whole prefixes only if they are Python's alone."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    places = [Path(sys.base_prefix, name) for name in ("lib", "lib64")]
    if sys.base_prefix in SHARED_PREFIXES:
        places = [place / version for place in places]
    return [place for place in places if place.is_dir()]


def _system_libraries(roots, python):
    """List the options that make the system's shared libraries visible that `roots` need.

    Returns
    -------
    shown : list of (str, Path, Path)
        bubblewrap's options.
    told : list of str
        More options, for the loader: it usually finds libraries in unusual places from a list of
        all libraries on the machine, which is absent.
    """
    usual = shared_libraries.usual_folders()
    places = [f"{sys.base_prefix}/lib", *shared_libraries.configured_folders()]
    libraries = shared_libraries.find(roots, [*places, *usual])
    links = [top for top in map(Path, ("/lib", "/lib64")) if top.is_symlink()]
    shown = {top: ("--symlink", os.readlink(top), top) for top in links}
    for path in libraries:
        inside = path.parent.resolve() / path.name  # a link above it is in `links`, or not needed
        if not any(place in path.parents for place in python):
            shown[inside] = ("--ro-bind", path.resolve(), inside)
    for path in Path("/usr/lib/locale").glob("C.*"):  # for the locale in ENVIRONMENT
        shown[path] = ("--ro-bind", path, path)
    used = {str(path.parent) for path in libraries}
    unusual = [os.path.realpath(one) for one in places if one in used and one not in usual]
    told = ["--setenv", "LD_LIBRARY_PATH", ":".join(unusual)] if unusual else []
    return list(shown.values()), told


def _answers(library, provides):
    """List the folders of a library that hold ready-made answers, as paths in the sandbox.

    Labels of data sets are answers if a network is to be trained; assignments for which they are
    not list `sklearn.datasets.data` under `provides:`.
    """
    for module in (*ABSENT, *LABELLED):
        folder = library.parent.joinpath(*module.split("."))
        if library in folder.parents and folder.is_dir() and not within(module, provides):
            yield SITE.joinpath(*module.split("."))


def lay_out(stage, provides, data=()):
    """Write the reduced course and the sandbox's own program into a folder.

    Parameters
    ----------
    stage : Path
        Receives `course/`, `trusted/`, `data/`, `empty/` and a folder for each of `EMPTIED`.
    provides : sequence of str
    data : sequence of (str, bytes)
        The assignment's data files, by name.
    """
    write_data(data, stage / "data")
    for name in (*OWN, "empty"):
        (stage / name).mkdir(exist_ok=True)
    for module, expected in EMPTIED.items():
        (stage / module).mkdir()
        (stage / module / "__init__.py").write_text(EMPTY, encoding="utf-8")
        for name in expected:
            (stage / module / f"{name}.py").touch()
    _copy(modules_of(["autograder.inside.zygote"]), stage / "trusted")
    idle = IDLE | {name: IDLE_IF_PROVIDED[name] for name in IDLE_IF_PROVIDED if name in provides}
    own = [name for name in provides if within(name, ["cnncourse"]) and name not in idle]
    _copy(modules_of(own), stage / "course")
    if OWN_LAYERS in provides:
        _empty_layers(stage / "course")
    for name, functions in idle.items():
        _write_idle(stage / "course", name, functions)
    for path in [stage, *stage.rglob("*")]:  # readable for any user
        path.chmod(0o755 if path.is_dir() else 0o644)


def _empty_layers(folder):
    """Let every function of the layers raise an error, but those without answers."""
    kept = set(_places(NO_ANSWERS, folder))
    for path in sorted((folder / "cnncourse" / "layers").rglob("*.py")):
        if path not in kept:
            path.write_text(_emptied(path.read_text(encoding="utf-8")), encoding="utf-8")


def _places(modules, folder):
    return [folder.joinpath(*module.split(".")).with_suffix(".py") for module in modules]


def _emptied(source):
    """Replace the bodies of all functions in a text, except `output_size`."""
    tree = ast.parse(source)
    refusal = ast.parse(f"raise LookupError({NO_LAYER!r})").body
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name != "output_size":
            node.body = refusal
    return ast.unparse(tree)


def _write_idle(folder, module, functions):
    """Write a module whose functions do nothing, with empty packages above it."""
    *above, last = module.split(".")
    for package in above:
        folder = folder / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    text = '"""Does nothing while an assignment is graded."""\n'
    text += "".join(IDLE_FUNCTION.format(name=name) for name in functions)
    (folder / f"{last}.py").write_text(text, encoding="utf-8")


def write_data(data, folder):
    """Write an assignment's data files into a folder, read-only.

    Parameters
    ----------
    data : sequence of (str, bytes)
        By relative path.
    folder : Path
    """
    for name, content in data:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o444)


def modules_of(names):
    """Find the files of some of the project's modules, and of everything they import from it.

    Parameters
    ----------
    names : sequence of str
        A package includes its submodules.

    Returns
    -------
    dict of str to Path
        By module; packages that merely contain one are not included.
    """
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is None or name in found:
            continue
        found[name] = path
        if name in names and path.name == "__init__.py":
            below = sorted(path.parent.rglob("*.py"))
            places = [one.relative_to(path.parent).with_suffix("").parts for one in below]
            waiting += [".".join([name, *place]).removesuffix(".__init__") for place in places]
        waiting += _imports(path)
    return found


def _file(name):
    """Return the file of a module, or None if it does not belong to the project."""
    if not within(name, ["cnncourse", "autograder"]):
        return None
    top, *rest = name.split(".")
    base = Path(importlib.util.find_spec(top).origin).parent.joinpath(*rest)
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _imports(path):
    """Yield the modules that a file imports; for a package, only the imported parts."""
    for node in _statements(parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [part for part in parts if _file(part)]
            yield from modules if len(modules) == len(parts) else [*modules, node.module]


def _statements(tree):
    """Yield all statements of a tree, where imports are; it has far more expressions."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for part in ("body", "orelse", "handlers", "finalbody", "cases"):
            below = getattr(node, part, [])
            waiting += below
            yield from below


def _copy(modules, folder):
    """Copy modules, with empty packages around those that need them."""
    for name, path in modules.items():
        *above, last = name.split(".")
        place = folder
        for package in above:
            place = place / package
            place.mkdir(exist_ok=True)
            (place / "__init__.py").touch()
        if path.name == "__init__.py":
            (place / last).mkdir(exist_ok=True)
            shutil.copyfile(path, place / last / "__init__.py")
        else:
            shutil.copyfile(path, place / f"{last}.py")
