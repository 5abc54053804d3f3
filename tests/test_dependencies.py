"""The house's dependencies point one way; these tests read the imports and hold it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A package or module may import, of the project, only itself and what is named here.
MAY_USE = {
    "cnncourse.layers": set(),
    "cnncourse.gradcheck": set(),
    "cnncourse.drawing.training": set(),
    "cnncourse.train.optimizers": set(),
    "cnncourse.train.schedules": set(),
    "cnncourse.augment": set(),
    "cnncourse.runs.checkpoint": set(),
    "cnncourse.common.errors": set(),
    "cnncourse.train.initialization": {"cnncourse.nn"},
    "cnncourse.data": set(),
    "cnncourse.blueprint": {"cnncourse.layers"},
    "cnncourse.drawing": set(),
    "cnncourse.exercises": {"cnncourse.layers"},
    "cnncourse.nn": {"cnncourse.layers"},
    "cnncourse.torch_nn": {"cnncourse.layers"},
    "cnncourse.models": {"cnncourse.layers", "cnncourse.blueprint"},
    "cnncourse.experiments": {
        "cnncourse.layers",
        "cnncourse.nn",
        "cnncourse.blueprint",
        "cnncourse.models",
        "cnncourse.train.initialization",
        "cnncourse.data",
        "cnncourse.train",
        "cnncourse.train.torch_engine.learner",
        "cnncourse.runs.checkpoint",
        "cnncourse.common.errors",
    },
    "cnncourse.checks": {
        "cnncourse.layers",
        "cnncourse.nn",
        "cnncourse.blueprint",
        "cnncourse.models",
        "cnncourse.data",
        "cnncourse.exercises",
    },
}


def imports(path):
    """Yield the dotted names that a Python file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(*parts):
    found = []
    for part in parts:
        path = ROOT.joinpath(*part.split("."))
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    assert found and all(path.exists() for path in found)
    return found


def inside(name, package):
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("package", MAY_USE)
def test_a_package_uses_only_what_stands_below_it(package):
    allowed = MAY_USE[package] | {package}
    for path in files(package):
        for name in imports(path):
            if inside(name, "cnncourse") and name != "cnncourse":
                assert any(inside(name, a) or inside(a, name) for a in allowed), f"{path}: {name}"


def test_only_torch_files_import_torch():
    for path in files("cnncourse"):
        if not path.name.startswith("torch_"):
            top_level = [
                name
                for node in ast.parse(path.read_text(encoding="utf-8")).body
                if isinstance(node, (ast.Import, ast.ImportFrom))
                for name in (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module]
                )
            ]
            assert not any(inside(name, "torch") for name in top_level), path


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("cnncourse", "autograder"),
        ("cnncourse", "book"),
        ("book", "solutions"),
        ("book", "autograder"),
        ("solutions", "book"),
        ("solutions", "autograder"),
    ],
)
def test_nothing_points_upward(package, forbidden):
    for path in files(package):
        assert not any(inside(name, forbidden) for name in imports(path)), path
