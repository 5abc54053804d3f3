"""Dependencies point one way: these tests read every import, including those inside functions."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Every room of the two packages, with the other rooms that its modules may use. A room may only
# name rooms above it in this list, which rules out circles of rooms.
ROOMS = {
    "cnncourse.__init__": (),
    "cnncourse.common": (),
    "cnncourse.layers": (),
    "cnncourse.gradcheck": (),
    "cnncourse.exercises": ("layers",),
    "cnncourse.nn": ("common", "layers"),
    "cnncourse.blueprint": ("common", "layers"),
    "cnncourse.torch_nn": ("common", "layers"),
    "cnncourse.models": ("common", "layers", "blueprint"),
    "cnncourse.augment": ("common",),
    "cnncourse.drawing": ("common",),
    "cnncourse.tasks": ("common", "drawing"),
    "cnncourse.data": ("common", "tasks"),
    "cnncourse.train": ("common", "nn", "blueprint", "torch_nn", "models", "augment"),
    "cnncourse.runs": ("common", "blueprint", "models", "drawing", "data", "train"),
    "cnncourse.experiments": (
        *("common", "nn", "blueprint", "models", "drawing", "data", "train"),
    ),
    "cnncourse.commands": (
        *("common", "models", "drawing", "data", "train", "runs", "experiments"),
    ),
    "cnncourse.__main__": ("common", "commands"),
    "cnncourse.checks": ("common", "layers", "nn", "models", "exercises"),
    "autograder.__init__": (),
    "autograder.startup": (),
    "autograder.course": ("cnncourse.common",),
    "autograder.submissions": ("course", "cnncourse.common"),
    "autograder.inside": ("cnncourse.checks",),
    "autograder.sandbox": (
        "course",
        "submissions",
        "inside",
        "cnncourse.common",
        "cnncourse.checks",
    ),
    "autograder.judge": (
        "course",
        "submissions",
        "sandbox",
        "cnncourse.common",
        "cnncourse.checks",
    ),
    "autograder.grading": (
        *("startup", "course", "submissions", "sandbox", "judge"),
        *("cnncourse.common", "cnncourse.checks"),
    ),
    "autograder.pages": (
        "course",
        "submissions",
        "grading",
        "cnncourse.common",
        "cnncourse.checks",
    ),
    "autograder.preprocessors": ("course", "submissions", "sandbox", "judge", "grading"),
    "autograder.nbgrader_config": ("pages", "preprocessors"),
    "autograder.authoring": (
        *("course", "submissions", "sandbox", "judge", "grading"),
        *("cnncourse.common", "cnncourse.checks", "cnncourse.exercises"),
    ),
    "autograder.commands": (
        "course",
        "sandbox",
        "grading",
        "pages",
        "authoring",
        "cnncourse.common",
    ),
    "autograder.__main__": ("startup", "course", "commands"),
}


@cache
def modules():
    """Map every module of both packages to its file."""
    found = {}
    for package in ("cnncourse", "autograder"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(path):
    """List what a file imports; `from package import name` counts as the module, if it is one."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in modules() else node.module)
    return found


def room_of(module):
    """Name the room of a module: the package or file directly below `cnncourse` or `autograder`."""
    top, *rest = module.split(".")
    return f"{top}.{rest[0] if rest else '__init__'}"


def arrows():
    """Yield every import between two modules of the project."""
    for module, path in modules().items():
        for other in imports(path) & modules().keys() - {module}:
            yield module, other


def circles(graph):
    """List the circles of a graph, each as the set of its nodes (Tarjan, 1972)."""
    order, lowest, path, found = {}, {}, [], []

    def visit(node):
        order[node] = lowest[node] = len(order)
        path.append(node)
        for other in graph.get(node, ()):
            if other not in order:
                visit(other)
            if other in path:
                lowest[node] = min(lowest[node], lowest[other])
        if lowest[node] == order[node]:
            found.append({path.pop()})
            while node not in found[-1]:
                found[-1].add(path.pop())

    for node in graph:
        if node not in order:
            visit(node)
    return [circle for circle in found if len(circle) > 1]


def test_a_circle_is_found():
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": ()}
    assert circles(graph) == [{"a", "b", "c"}]


def test_an_import_inside_a_function_is_read(tmp_path):
    late = tmp_path / "late.py"
    late.write_text("def f():\n    from cnncourse.layers import shapes, conv2d_forward\n")
    assert imports(late) == {"cnncourse.layers.shapes", "cnncourse.layers"}


def test_no_modules_import_each_other():
    graph = {module: set() for module in modules()}
    for module, other in arrows():
        graph[module].add(other)
    assert not circles(graph)


def test_every_module_is_in_a_room():
    assert {room_of(module) for module in modules()} == set(ROOMS)


def test_a_room_names_only_rooms_above_it():
    above = set()
    for room, used in ROOMS.items():
        assert {full_name(room, name) for name in used} <= above, room
        above.add(room)


def full_name(room, used):
    """Complete the name of a used room: `layers` is in the same package."""
    return used if "." in used else f"{room.split('.')[0]}.{used}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_exactly_what_it_may_use(room):
    """An unused permission is out of date, so it fails as well."""
    used = {
        room_of(other)
        for module, other in arrows()
        if room_of(module) == room and room_of(other) != room
    }
    assert used == {full_name(room, name) for name in ROOMS[room]}


def test_the_root_of_the_package_holds_packages_and_the_torch_engine():
    files = {path.name for path in (ROOT / "cnncourse").glob("*.py")}
    assert files == {"__init__.py", "__main__.py", "torch_nn.py"}


def test_only_what_is_named_after_torch_imports_it_at_once():
    """Torch takes seconds to load and may be missing, so other modules import it when needed."""
    for module, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tops = {
            name.split(".")[0]
            for node in tree.body
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
            )
        }
        named = any(part.startswith("torch_") for part in module.split("."))
        assert named or "torch" not in tops, module


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("cnncourse", {"autograder", "book", "benchmarks", "solutions"}),
        ("autograder", {"book", "benchmarks", "solutions"}),
        ("book", {"solutions", "autograder"}),  # it draws what the benchmarks measured
        ("solutions", {"book", "autograder", "benchmarks"}),
    ],
)
def test_folders_that_never_meet(folder, forbidden):
    for path in (ROOT / folder).rglob("*.py"):
        assert not {name.split(".")[0] for name in imports(path)} & forbidden, path
